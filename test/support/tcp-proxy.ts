import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A line to a server on this machine that a test can spoil. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #lines = new Set<{ readonly near: Socket; readonly far: Socket }>();

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    server.on("connection", (near) => {
      const far = connect(targetPort, "127.0.0.1");
      const line = { near, far };
      this.#lines.add(line);
      near.pipe(far);
      far.pipe(near);
      const end = () => {
        this.#lines.delete(line);
        near.destroy();
        far.destroy();
      };
      for (const socket of [near, far]) socket.on("error", end).on("close", end);
    });
  }

  static async to(targetPort: number): Promise<TcpProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TcpProxy(server, targetPort);
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** How many connections go through it. */
  get lines(): number {
    return this.#lines.size;
  }

  /** From now on nothing gets through the connections that there are, and nobody is told. New ones work. */
  swallow(): void {
    for (const { near, far } of this.#lines) {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    }
  }

  /** Breaks all connections. */
  cut(): void {
    for (const { near, far } of this.#lines) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }
}
