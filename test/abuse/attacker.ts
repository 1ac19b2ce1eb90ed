import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";

/** Text that must never be in an answer: stack traces, SQL, paths, other users' data. */
const leaks =
  /zebra-secret|\bat .+:\d+:\d+|node_modules|\/tmp\/|\/packages\/|\.ts\b|sqlite|SELECT |INSERT |UPDATE |DELETE FROM|constraint/i;

/** A connection that can send anything and keeps every answer. */
export class Attacker {
  readonly frames: string[] = [];
  readonly closed: Promise<number>;
  #code: number | undefined;
  readonly #socket: WebSocket;
  #wake: () => void = () => {};

  private constructor(url: string, options: ClientOptions) {
    this.#socket = new WebSocket(url, ["taskwire.v1"], options);
    this.#socket.on("message", (data) => {
      this.frames.push(String(data));
      this.#wake();
    });
    this.#socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      const end = (code: number | undefined) => {
        this.#code ??= code;
        this.#wake();
        resolve(this.#code ?? 0);
      };
      this.#socket.once("close", end);
      this.#socket.once("unexpected-response", (request, response) => {
        end(response.statusCode);
        request.destroy();
      });
    });
  }

  /**
   * Opens a connection, and authenticates if a token is given. For a refused upgrade, `closed`
   * resolves to the HTTP status.
   */
  static async open(url: string, token?: string, options: ClientOptions = {}): Promise<Attacker> {
    const attacker = new Attacker(url, options);
    await Promise.race([once(attacker.#socket, "open"), attacker.closed]);
    if (token !== undefined) {
      attacker.send(JSON.stringify({ type: "authenticate", token }));
      await attacker.until((frames) => frames.length > 0);
      attacker.frames.length = 0;
    }
    return attacker;
  }

  /** The close code, or undefined while it is open. */
  get code(): number | undefined {
    return this.#code;
  }

  send(data: string | Buffer, options: { binary?: boolean; fin?: boolean } = {}): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data, options);
  }

  async until(isThere: (frames: readonly string[]) => boolean): Promise<void> {
    while (!isThere(this.frames) && this.#code === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /**
   * Sends frames and then a valid call. Resolves when that call is answered or the connection is
   * closed.
   */
  async burst(frames: readonly string[]): Promise<void> {
    for (const frame of frames) this.send(frame);
    const id = 2 ** 40 + Math.floor(Math.random() * 2 ** 30);
    this.send(JSON.stringify({ type: "call", id, operation: "users.me", input: {} }));
    await this.until((answers) => answers.some((answer) => answer.includes(`"id":${id},`)));
  }

  async call(operation: string, input: unknown): Promise<string> {
    const before = this.frames.length;
    this.send(JSON.stringify({ type: "call", id: 1, operation, input }));
    await this.until((frames) => frames.length > before);
    return this.frames.at(-1) ?? "";
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Returns the text in an answer that must not be there, if there is any. */
export const leaked = (answer: string): string | undefined => leaks.exec(answer)?.[0];
