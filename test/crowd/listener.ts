import { RawSocket } from "../../bench/load/raw-socket.ts";

export interface ListenerOptions {
  readonly port: number;
  readonly userId: string;
  readonly topics: readonly string[];
  /** The cursor to continue after. */
  readonly after?: string;
}

/**
 * A minimal client for tests with many of them. It follows topics and records missing, doubled and
 * misordered events.
 */
export class Listener {
  /** Resolves when it follows all its topics. */
  readonly ready: Promise<void>;
  readonly problems: string[] = [];
  /** Number and cursor of the last event, by topic. */
  readonly positions = new Map<string, { number: number; cursor: string }>();
  /** Number of events received. */
  events = 0;
  /** Delay in ms of each event whose title holds the time it was sent. */
  readonly delays: number[] = [];
  /** Resolves to the close code. */
  readonly ended: Promise<number>;
  code: number | undefined;
  readonly #socket: RawSocket;
  readonly #userId: string;
  #left: number;
  #setReady: () => void = () => {};
  #onEvents: (() => void) | undefined;
  readonly #results = new Map<number, (text: string) => void>();
  #lastCall = 0;

  constructor({ port, userId, topics, after }: ListenerOptions) {
    this.#userId = userId;
    this.#left = topics.length;
    let setEnded: (code: number) => void = () => {};
    this.ended = new Promise((resolve) => {
      setEnded = resolve;
    });
    this.#socket = new RawSocket({
      port,
      path: "/taskwire",
      protocol: "taskwire.v1",
      onText: (payload) => this.#take(payload, topics, after),
      onEnd: (code) => {
        this.code = code;
        this.#onEvents?.();
        setEnded(code);
      },
    });
    this.ready = this.#socket.opened.then(() => {
      this.#socket.send(JSON.stringify({ type: "authenticate", token: userId }));
      return new Promise((resolve, reject) => {
        this.#setReady = resolve;
        void this.ended.then((code) => reject(new Error(`${userId} was closed with ${code}`)));
      });
    });
    this.ready.catch(() => {});
  }

  /** Resolves to the result of a call. */
  call(operation: string, input: object): Promise<string> {
    const id = ++this.#lastCall;
    this.#socket.send(JSON.stringify({ type: "call", id, operation, input }));
    return new Promise((resolve) => void this.#results.set(id, resolve));
  }

  /** Resolves when the topic has reached this number, or the connection is closed. */
  async reaches(topic: string, number: number): Promise<void> {
    while ((this.positions.get(topic)?.number ?? 0) < number && this.code === undefined)
      await new Promise<void>((resolve) => {
        this.#onEvents = resolve;
      });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(payload: Buffer, topics: readonly string[], after: string | undefined): void {
    const frame = JSON.parse(payload.toString());
    switch (frame.type) {
      case "welcome":
        for (const topic of topics)
          this.#socket.send(
            JSON.stringify({ type: "subscribe", topic, ...(after !== undefined && { after }) }),
          );
        return;
      case "subscribed":
        this.positions.set(frame.topic, { number: frame.number, cursor: frame.cursor });
        this.#left--;
        if (this.#left === 0) this.#setReady();
        return;
      case "events":
        return this.#events(frame);
      case "ping":
        return this.#socket.send('{"type":"pong"}');
      case "result":
        this.#results.get(frame.id)?.(payload.toString());
        this.#results.delete(frame.id);
        return;
      default:
        this.problems.push(`${this.#userId} got: ${payload.toString().slice(0, 200)}`);
    }
  }

  #events({
    topic,
    from,
    to,
    cursor,
    events,
  }: {
    topic: string;
    from: number;
    to: number;
    cursor: string;
    events: ListenedEvent[];
  }) {
    const known = this.positions.get(topic)?.number ?? 0;
    if (from !== known + 1)
      this.problems.push(`${this.#userId} had ${known} of ${topic} and got from ${from}`);
    // Everybody here sees all events, so no number may be missing.
    const isWhole =
      events.length === to - from + 1 && events.every(({ number }, i) => number === from + i);
    if (!isWhole)
      this.problems.push(
        `${this.#userId} got ${events.map(({ number }) => number)} for ${from} to ${to}`,
      );
    this.positions.set(topic, { number: to, cursor });
    this.events += events.length;
    for (const { data } of events) {
      const sent = /^at (\d+\.\d+)$/.exec(data?.task?.title ?? "")?.[1];
      if (sent) this.delays.push(performance.now() - Number(sent));
    }
    this.#onEvents?.();
  }
}

interface ListenedEvent {
  readonly number: number;
  readonly data?: { readonly task?: { readonly title: string } };
}

/** Opens many listeners at once. */
export async function openListeners(options: readonly ListenerOptions[]): Promise<Listener[]> {
  const listeners = options.map((one) => new Listener(one));
  await Promise.all(listeners.map(({ ready }) => ready));
  return listeners;
}
