import { connect, type Socket } from "node:net";

/** A minimal kept-alive HTTP connection for one request at a time. */
export class RawHttp {
  readonly #socket: Socket;
  #received = "";
  #settle: { resolve(body: string): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1").setNoDelay().setEncoding("utf8");
    this.#socket.on("data", (chunk: string) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#settle?.reject(error));
    this.#socket.on("close", () =>
      this.#settle?.reject(new Error("The server closed the connection")),
    );
  }

  post(path: string, body: string, headers = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  destroy(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received += chunk;
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const length = /content-length: (\d+)/i.exec(this.#received.slice(0, headEnd));
    if (!length) {
      this.#settle?.reject(new Error(`No content length: ${this.#received.slice(0, 200)}`));
      return;
    }
    const body = this.#received.slice(headEnd + 4);
    if (Buffer.byteLength(body) < Number(length[1])) return;
    const status = this.#received.slice(9, 12);
    this.#received = "";
    if (status.startsWith("2")) this.#settle?.resolve(body);
    else this.#settle?.reject(new Error(`${status}: ${body.slice(0, 400)}`));
  }
}
