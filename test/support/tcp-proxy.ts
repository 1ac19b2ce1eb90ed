import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What happens to what passes. */
type Mood =
  | "pass"
  /** Nothing passes, and nobody is told. */
  | "black hole"
  /** The server's side is closed, and the client isn't told. */
  | "half open";

type Direction = "up" | "down";

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  isSwallowed: boolean;
  /** What is held back, in order. */
  readonly held: { readonly [D in Direction]: { readonly piece: Buffer; readonly due: number }[] };
}

/** Stands between a client and a server on this machine, and does to their connections what networks do. */
export class TcpProxy implements AsyncDisposable {
  readonly #listener: Server;
  readonly #target: number;
  readonly #lines = new Set<Line>();
  #mood: Mood = "pass";
  #delay = 0;
  #cut: { readonly direction: Direction; bytes: number; readonly done: () => void } | undefined;
  /** Bytes that have passed in each direction, all connections together: `up` goes to the server. */
  readonly passed = { up: 0, down: 0 };

  private constructor(listener: Server, target: number) {
    this.#listener = listener;
    this.#target = target;
    listener.on("connection", (client) => this.#accept(client));
  }

  /** Starts a proxy on a free port in front of another one. */
  static async to(port: number): Promise<TcpProxy> {
    const listener = createServer({ noDelay: true }).listen(0, "127.0.0.1");
    await once(listener, "listening");
    return new TcpProxy(listener, port);
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  /** How many connections go through it. */
  get lines(): number {
    return this.#lines.size;
  }

  /** Lets exactly so many more bytes pass in a direction, then breaks the connection that they are on. Resolves when that is done. */
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

  /** From now on nothing gets through the connections that there are, and nobody is told. New ones work. */
  swallow(): void {
    for (const line of this.#lines) line.isSwallowed = true;
  }

  /** From now on nothing passes and nobody is told, on connections that are and that come. */
  blackHole(): void {
    this.#mood = "black hole";
  }

  /** The server loses its connections and the clients don't notice. */
  halfOpen(): void {
    this.#mood = "half open";
    for (const { server } of this.#lines) server.destroy();
  }

  /** Holds back every piece for so many milliseconds. */
  slow(ms: number): void {
    this.#delay = ms;
  }

  /** Everything passes again, on new connections: what a black hole swallowed is gone, so the old ones break. */
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
    // The other side hears of an end only where the network lets it.
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
      // Sent, and then broken: `end` lets out what was written before.
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

  /** Passes on what was held back, when its time has come: in order, also where the delay has changed meanwhile. */
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
