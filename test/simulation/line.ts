import type { SocketConstructor, SocketLike } from "@taskwire/client";
import type { Link, Session } from "@taskwire/core/adapter";
import { closeCodes, type Down } from "@taskwire/core/protocol";
import { count, type Ground } from "./ground.ts";
import type { Node } from "./nodes.ts";
import { Pipe } from "./pipe.ts";
import { Tap } from "./tap.ts";

export interface LineOptions {
  readonly userId: string;
  readonly ground: Ground;
  /** The node that the next connection reaches; undefined: none can be reached. */
  readonly reach: () => Node | undefined;
  /** Whether frames take their time. */
  readonly isRough: boolean;
  /** Sees every frame that arrives. */
  readonly onFrame: (text: string) => void;
}

const downOf = (text: string): Down => JSON.parse(text) as Down;

/** One person's connections, one after the other, with what can go wrong on the way. */
export class Line {
  readonly WebSocket: SocketConstructor;
  readonly #sockets = new Set<FakeSocket>();

  constructor(options: LineOptions) {
    const sockets = this.#sockets;
    this.WebSocket = class extends FakeSocket {
      constructor() {
        super(options, (socket) => void sockets.delete(socket));
        sockets.add(this);
      }
    };
  }

  /** The network fails. Either side learns of it in its own time. */
  drop(): void {
    for (const socket of this.#sockets) socket.fail();
  }

  /** Nothing arrives any more in either direction, and nobody is told. */
  hole(): void {
    for (const socket of this.#sockets) socket.hole();
  }

  /** Whether one of its connections leads nowhere. */
  get isHole(): boolean {
    return [...this.#sockets].some((socket) => socket.isHole);
  }

  /** The client stops reading, or goes on. */
  stall(isStill: boolean): void {
    for (const socket of this.#sockets) socket.stall(isStill);
  }

  /** The node is gone: the connections to it fail. */
  lost(node: Node): void {
    for (const socket of this.#sockets) if (socket.node === node) socket.fail();
  }
}

/** How long a client may take nothing, in ms. */
const stalledMs = 2_000;

type Ending = { readonly code: number; readonly reason: string };

/** A socket of a client, joined to a session of a node. */
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
    const { ground, isRough } = options;
    const { dice, runtime, plan } = ground;
    this.#options = options;
    this.#gone = gone;
    this.node = options.reach();
    const delay = () => (isRough && ground.isRough ? dice.between(0, plan.latency) : 0);
    const tap = new Tap(ground.counts, (text) =>
      ground.problems.push(`${options.userId}: ${text}`),
    );
    this.#up = new Pipe(runtime, {
      delay,
      size: () => 0,
      deliver: (text) => (text === undefined ? this.#ended() : this.#session?.receive(text)),
    });
    this.#down = new Pipe<string | Ending>(runtime, {
      delay,
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
    if (code === closeCodes.timeout) count(this.#options.ground, "timeouts");
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
    const { dice, runtime } = this.#options.ground;
    this.#up.cut();
    this.#down.cut();
    runtime.timer(dice.between(0, 2000), () => this.#ended());
    runtime.timer(dice.between(0, 500), () => this.#closed({ code: 1006, reason: "" }));
  }

  stall(isStill: boolean): void {
    this.#down.isStill = isStill;
    this.#down.flow();
    if (isStill)
      this.#options.ground.runtime.timer(stalledMs, () => this.#down.isStill && this.#slow());
  }

  /** What an adapter does with a client that takes nothing. */
  #slow(): void {
    if (!this.#isLinked || this.#down.waiting === 0) return;
    count(this.#options.ground, "slowCloses");
    this.#isLinked = false;
    this.#down.drop();
    this.#down.push({ code: closeCodes.slow, reason: "slow" });
    this.#up.push(undefined);
  }

  #connect(): void {
    const { ground, userId } = this.#options;
    const { node } = this;
    if (!node || node.isDead) return this.#closed({ code: 1006, reason: "" });
    count(ground, "connections");
    this.#session = node.taskwire.sessions.connect(this.#link(), {
      // As the node's own clock has it.
      authenticate: async () => {
        const expiresAt = ground.runtime.now() + node.skew + ground.plan.tokenMs;
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
   * The server looks once a second whether a token has run out, later where its timers are slow. It has only its clock to
   * go by: one that was set back and is put right again says so from then on.
   */
  #checkToken(): void {
    const { runtime, plan, problems } = this.#options.ground;
    const { expiresAt, skew } = this.#token;
    if (skew !== this.node?.skew) return;
    const ranOutAt = Math.max(expiresAt - skew, this.node.setAt);
    if (runtime.now() < ranOutAt + 2_500 * plan.slowness) return;
    problems.push(`a connection of ${this.#options.userId} outlives its token`);
  }

  /** What the server holds. */
  #link(): Link {
    const { limits } = this.#options.ground.plan;
    const down = this.#down;
    const close = (ending: Ending) => {
      if (!this.#isLinked) return;
      this.#isLinked = false;
      if (ending.code === closeCodes.timeout) count(this.#options.ground, "timeouts");
      if (ending.code === closeCodes.tokenExpired) count(this.#options.ground, "expiries");
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
      // As strict as an adapter may be: nothing may wait any more.
      drained: () => down.below(0),
      close: (code, reason) => close({ code, reason }),
    };
  }
}
