import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** How the proxy treats the data that pass through it. */
type Mood =
  | "pass"
  /** Nothing passes, and neither side is told. */
  | "black hole"
  /** The server's side is closed, and the client isn't told. */
  | "half open";

type Direction = "up" | "down";

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  isSwallowed: boolean;
  /** Delayed pieces, in order. */
  readonly held: { readonly [D in Direction]: { readonly piece: Buffer; readonly due: number }[] };
}

/**
 * A proxy between a client and a server on this machine. It damages their connections as networks
 * do.
 */
export class TcpProxy implements AsyncDisposable {
  readonly #listener: Server;
  readonly #target: number;
  readonly #lines = new Set<Line>();
  #mood: Mood = "pass";
  #delay = 0;
  #cut: { readonly direction: Direction; bytes: number; readonly done: () => void } | undefined;
  /** Bytes passed in each direction over all connections. `up` goes to the server. */
  readonly passed = { up: 0, down: 0 };

  private constructor(listener: Server, target: number) {
    this.#listener = listener;
    this.#target = target;
    listener.on("connection", (client) => this.#accept(client));
  }

  /** Starts a proxy on a free port that forwards to `port`. */
  static async to(port: number): Promise<TcpProxy> {
    const listener = createServer({ noDelay: true }).listen(0, "127.0.0.1");
    await once(listener, "listening");
    return new TcpProxy(listener, port);
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  /** Number of open connections. */
  get lines(): number {
    return this.#lines.size;
  }

  /**
   * Lets exactly so many more bytes pass in a direction, then breaks the connection that carries
   * them. Resolves when it is broken.
   */
  cutAfter(direction: Direction, bytes: number): Promise<void> {
    return new Promise((done) => {
      this.#cut = { direction, bytes, done };
      if (bytes > 0) return;
      for (const line of this.#lines) this.#break(line);
      this.#finishCut();
    });
  }

  /** Breaks all connections now. */
  cut(): void {
    for (const line of this.#lines) this.#break(line);
  }

  /** From now on the current connections lose everything silently. New ones work. */
  swallow(): void {
    for (const line of this.#lines) line.isSwallowed = true;
  }

  /** From now on all connections lose everything silently, new ones too. */
  blackHole(): void {
    this.#mood = "black hole";
  }

  /** Closes the server's side of all connections. The clients don't notice. */
  halfOpen(): void {
    this.#mood = "half open";
    for (const { server } of this.#lines) server.destroy();
  }

  /** Delays every piece by so many milliseconds. */
  slow(ms: number): void {
    this.#delay = ms;
  }

  /**
   * Lets everything pass again, on new connections. The old ones break, because data were lost in
   * them.
   */
  heal(): void {
    if (this.#mood !== "pass") this.cut();
    this.#mood = "pass";
    this.#delay = 0;
    this.#cut = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #accept(client: Socket): void {
    const server = connect({ port: this.#target, host: "127.0.0.1", noDelay: true });
    const line: Line = { client, server, isSwallowed: false, held: { up: [], down: [] } };
    this.#lines.add(line);
    this.#carry(line, "up", client, server);
    this.#carry(line, "down", server, client);
  }

  #carry(line: Line, direction: Direction, from: Socket, to: Socket): void {
    from.on("data", (data) => this.#pass(line, direction, data, to));
    // One side learns that the other has closed only while the network works.
    const ended = () => {
      if (this.#mood === "pass" && !line.isSwallowed) this.#break(line);
    };
    from.on("error", ended);
    from.on("close", ended);
  }

  #pass(line: Line, direction: Direction, data: Buffer, to: Socket): void {
    if (this.#mood !== "pass" || line.isSwallowed) return;
    const cut = this.#cut?.direction === direction ? this.#cut : undefined;
    const piece = cut && cut.bytes <= data.length ? data.subarray(0, cut.bytes) : data;
    this.passed[direction] += piece.length;
    if (cut) cut.bytes -= piece.length;
    if (cut?.bytes === 0) {
      // `end` sends the data written before it, and then the connection breaks.
      to.end(piece, () => {
        this.#break(line);
        this.#finishCut();
      });
      return;
    }
    const held = line.held[direction];
    if (this.#delay > 0 || held.length > 0) {
      held.push({ piece, due: performance.now() + this.#delay });
      if (held.length === 1) this.#letGo(line, direction, to);
    } else to.write(piece);
  }

  /**
   * Passes on the delayed pieces that are due. The order stays, even if the delay has changed
   * meanwhile.
   */
  #letGo(line: Line, direction: Direction, to: Socket): void {
    const [first] = line.held[direction];
    if (!first) return;
    const left = first.due - performance.now();
    if (left > 0) {
      setTimeout(() => this.#letGo(line, direction, to), left);
      return;
    }
    line.held[direction].shift();
    if (to.writable) to.write(first.piece);
    this.#letGo(line, direction, to);
  }

  #finishCut(): void {
    const cut = this.#cut;
    this.#cut = undefined;
    cut?.done();
  }

  #break(line: Line): void {
    this.#lines.delete(line);
    line.client.resetAndDestroy();
    line.server.resetAndDestroy();
  }
}
