import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";

/** What must never be in an answer: traces, SQL, paths, other people's words. */
const leaks =
  /zebra-secret|\bat .+:\d+:\d+|node_modules|\/tmp\/|\/packages\/|\.ts\b|sqlite|SELECT |INSERT |UPDATE |DELETE FROM|constraint/i;

/** A connection that sends what it likes, and keeps every answer. */
export class Attacker {
  readonly frames: string[] = [];
  readonly closed: Promise<number>;
  #code: number | undefined;
  readonly #socket: WebSocket;
  #heard: () => void = () => {};

  private constructor(url: string, options: ClientOptions) {
    this.#socket = new WebSocket(url, ["taskwire.v1"], options);
    this.#socket.on("message", (data) => {
      this.frames.push(String(data));
      this.#heard();
    });
    this.#socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      const end = (code: number | undefined) => {
        this.#code ??= code;
        this.#heard();
        resolve(this.#code ?? 0);
      };
      this.#socket.once("close", end);
      this.#socket.once("unexpected-response", (request, response) => {
        end(response.statusCode);
        request.destroy();
      });
    });
  }

  /** Opens a connection, and says who it is when a token is given. A refused upgrade is an end with the HTTP status. */
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

  /** The close code, once it is closed. */
  get code(): number | undefined {
    return this.#code;
  }

  send(data: string | Buffer, options: { binary?: boolean; fin?: boolean } = {}): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data, options);
  }

  async until(isThere: (frames: readonly string[]) => boolean): Promise<void> {
    while (!isThere(this.frames) && this.#code === undefined) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** Sends frames, then waits until all that came before an honest question is answered, or the end. */
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

/** The parts of an answer that must not be there. */
export const leaked = (answer: string): string | undefined => leaks.exec(answer)?.[0];
