import type { SocketConstructor, SocketLike } from "@taskwire/client";
import type { Link, Session } from "@taskwire/core/adapter";
import { closeCodes, type Down } from "@taskwire/core/protocol";
import type { Node } from "./nodes.ts";
import { Pipe } from "./pipe.ts";
import { count, type RunContext } from "./run-context.ts";
import { Tap } from "./tap.ts";

export interface LineOptions {
  readonly userId: string;
  readonly context: RunContext;
  /** Returns the node that the next connection reaches, or undefined if none is reachable. */
  readonly reach: () => Node | undefined;
  /** Whether frames are delayed. */
  readonly isFaulty: boolean;
  /** Bytes that the line to the client carries in a millisecond. Undefined: as many as there are. */
  readonly speed?: () => number | undefined;
  /** Called with every frame that arrives. */
  readonly onFrame: (text: string) => void;
}

const downOf = (text: string): Down => JSON.parse(text) as Down;

/** All connections of one client, one after another, over a network that can fail. */
export class Line {
  readonly WebSocket: SocketConstructor;
  readonly #sockets = new Set<FakeSocket>();
  #speed: number | undefined;

  constructor(options: LineOptions) {
    const sockets = this.#sockets;
    const slow = { ...options, speed: () => this.#speed };
    this.WebSocket = class extends FakeSocket {
      constructor() {
        super(slow, (socket) => void sockets.delete(socket));
        sockets.add(this);
      }
    };
  }

  /** The network fails. Each side notices after a delay of its own. */
  drop(): void {
    for (const socket of this.#sockets) socket.fail();
  }

  /** Frames in both directions are lost silently. */
  hole(): void {
    for (const socket of this.#sockets) socket.hole();
  }

  /** Whether one of its connections loses all frames. */
  get isHole(): boolean {
    return [...this.#sockets].some((socket) => socket.isHole);
  }

  /** The client stops reading, or continues. */
  stall(isStill: boolean): void {
    for (const socket of this.#sockets) socket.stall(isStill);
  }

  /** From now on it carries so many bytes in a millisecond, or as many as there are. */
  slow(speed: number | undefined): void {
    this.#speed = speed;
    for (const socket of this.#sockets) socket.hasNewSpeed();
  }

  /** The node died: its connections fail. */
  lost(node: Node): void {
    for (const socket of this.#sockets) if (socket.node === node) socket.fail();
  }
}

/** How long a client may read nothing before it is closed, in ms. */
const stalledMs = 2_000;

type Ending = { readonly code: number; readonly reason: string };

/** A client's socket, connected directly to a session of a node. */
class FakeSocket implements SocketLike {
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  readonly node: Node | undefined;
  readonly #options: LineOptions;
  readonly #gone: (socket: FakeSocket) => void;
  readonly #up: Pipe<string | undefined>;
  readonly #down: Pipe<string | Ending>;
  #session: Session | undefined;
  #isLinked = true;
  isHole = false;
  #token = { expiresAt: Number.POSITIVE_INFINITY, skew: 0 };

  constructor(options: LineOptions, gone: (socket: FakeSocket) => void) {
    const { context, isFaulty } = options;
    const { dice, runtime, plan } = context;
    this.#options = options;
    this.#gone = gone;
    this.node = options.reach();
    const delay = () => (isFaulty && context.hasFaults ? dice.between(0, plan.latency) : 0);
    const tap = new Tap(context.counts, (text) =>
      context.problems.push(`${options.userId}: ${text}`),
    );
    this.#up = new Pipe(runtime, {
      delay,
      size: () => 0,
      deliver: (text) => (text === undefined ? this.#ended() : this.#session?.receive(text)),
    });
    this.#down = new Pipe<string | Ending>(runtime, {
      delay,
      ...(options.speed && { speed: options.speed }),
      size: (item) => (typeof item === "string" ? item.length : 0),
      deliver: (item) => {
        if (typeof item !== "string") return this.#closed(item);
        tap.see(downOf(item));
        options.onFrame(item);
        this.onmessage?.({ data: item });
      },
    });
    runtime.timer(delay(), () => this.#connect());
  }

  send(data: string): void {
    if (!this.isHole) this.#up.push(data);
  }

  close(code?: number): void {
    if (code === closeCodes.timeout) count(this.#options.context, "timeouts");
    this.#down.cut();
    if (!this.isHole) this.#up.push(undefined);
    this.#gone(this);
  }

  hole(): void {
    this.isHole = true;
    this.#up.drop();
    this.#down.drop();
  }

  fail(): void {
    if (this.isHole) return;
    const { dice, runtime } = this.#options.context;
    this.#up.cut();
    this.#down.cut();
    runtime.timer(dice.between(0, 2000), () => this.#ended());
    runtime.timer(dice.between(0, 500), () => this.#closed({ code: 1006, reason: "" }));
  }

  hasNewSpeed(): void {
    this.#down.again();
  }

  stall(isStill: boolean): void {
    this.#down.isStill = isStill;
    this.#down.flow();
    if (isStill)
      this.#options.context.runtime.timer(stalledMs, () => this.#down.isStill && this.#slow());
  }

  /** Closes a client that reads nothing, as adapters do. */
  #slow(): void {
    if (!this.#isLinked || this.#down.waiting === 0) return;
    count(this.#options.context, "slowCloses");
    this.#isLinked = false;
    this.#down.drop();
    this.#down.push({ code: closeCodes.slow, reason: "slow" });
    this.#up.push(undefined);
  }

  #connect(): void {
    const { context, userId } = this.#options;
    const { node } = this;
    if (!node || node.isDead) return this.#closed({ code: 1006, reason: "" });
    count(context, "connections");
    this.#session = node.taskwire.sessions.connect(this.#link(), {
      // In the time of the node's own clock.
      authenticate: async () => {
        const expiresAt = context.runtime.now() + node.skew + context.plan.tokenMs;
        this.#token = { expiresAt, skew: node.skew };
        return { userId, expiresAt };
      },
    });
    this.onopen?.({});
  }

  #ended(): void {
    if (!this.node?.isDead) this.#session?.ended();
  }

  #closed(ending: Ending): void {
    this.#gone(this);
    this.#up.cut();
    this.#down.cut();
    this.onclose?.(ending);
  }

  /**
   * Reports a connection that stays open after its token ran out. Servers check once a second,
   * later if their timers are slow, and by their own clock: after a clock is set back and
   * corrected, expiry counts from the correction.
   */
  #checkToken(): void {
    const { runtime, plan, problems } = this.#options.context;
    const { expiresAt, skew } = this.#token;
    if (skew !== this.node?.skew) return;
    const ranOutAt = Math.max(expiresAt - skew, this.node.setAt);
    if (runtime.now() < ranOutAt + 2_500 * plan.slowness) return;
    problems.push(`a connection of ${this.#options.userId} outlives its token`);
  }

  /** The adapter's side of the connection. */
  #link(): Link {
    const { limits } = this.#options.context.plan;
    const down = this.#down;
    const close = (ending: Ending) => {
      if (!this.#isLinked) return;
      this.#isLinked = false;
      if (ending.code === closeCodes.timeout) count(this.#options.context, "timeouts");
      if (ending.code === closeCodes.tokenExpired) count(this.#options.context, "expiries");
      if (!this.isHole) down.push(ending);
    };
    return {
      send: (frame) => {
        if (!this.#isLinked) return;
        this.#checkToken();
        if (this.isHole) return;
        const text = typeof frame === "string" ? frame : frame.text;
        if (down.waiting === 0 || down.waiting + text.length <= (limits.bufferedBytes ?? 0))
          return down.push(text);
        this.#slow();
      },
      buffered: () => down.waiting,
      // As strict as adapters may be: it resolves when nothing is buffered any more.
      drained: () => down.below(0),
      close: (code, reason) => close({ code, reason }),
    };
  }
}
