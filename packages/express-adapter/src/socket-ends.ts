import type { Socket } from "node:net";

type Run = () => void;

/**
 * Calls functions when a socket closes. Each socket gets one listener, however many requests are
 * pipelined on it: Node warns of a leak if there are more than ten.
 */
export class SocketEnds {
  readonly #waiting = new WeakMap<Socket, Set<Run>>();

  /** Calls a function when the socket closes, or at once if it was closed already. */
  once(socket: Socket, run: Run): void {
    if (socket.destroyed) return run();
    let waiting = this.#waiting.get(socket);
    if (!waiting) {
      const added = new Set<Run>();
      waiting = added;
      this.#waiting.set(socket, added);
      socket.once("close", () => {
        for (const one of [...added]) one();
      });
    }
    waiting.add(run);
  }

  /** Doesn't call a function any more. */
  forget(socket: Socket, run: Run): void {
    this.#waiting.get(socket)?.delete(run);
  }
}
