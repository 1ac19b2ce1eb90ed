import { type ClientCore, createClient, type SubscriptionHandlers } from "@taskwire/client";
import { type BoardStore, boardStore } from "@taskwire/client/board";
import type { Event, HiddenEvent } from "@taskwire/core/model";
import { Line } from "./line.ts";
import type { Ground, Node } from "./nodes.ts";
import { markIn } from "./reference.ts";

/** Events that a client was given one after the other, from a cursor up to a reload, an end or the last of the schedule. */
export interface Stretch {
  /** The number of the cursor that it begins behind. */
  readonly from: number;
  readonly events: (Event | HiddenEvent)[];
  /** How far its last frame of events reached. */
  to: number;
}

/** One answer to a query, with where the log stood when it was asked and when the answer arrived. */
export interface Answer {
  readonly operation: string;
  readonly result: unknown;
  readonly asked: number;
  readonly answered: number;
}

const numberOf = (cursor: string): number => Number(cursor.slice(0, cursor.indexOf("~")));

/** A person with the real client on a made-up network, and a record of all that reached them. */
export class Watcher {
  readonly userId: string;
  readonly name: string;
  readonly line: Line;
  readonly client: ClientCore;
  readonly stretches: Stretch[] = [];
  readonly answers: Answer[] = [];
  /** By mark: where the log stood when a frame with it first arrived. */
  readonly marksSeen = new Map<string, number>();
  store: BoardStore;
  readonly #boardId: string;
  readonly #head: () => number;
  #cursor: () => string | undefined = () => undefined;

  constructor(options: {
    readonly name: string;
    readonly userId: string;
    readonly boardId: string;
    readonly ground: Ground;
    readonly reach: () => Node | undefined;
    readonly isRough: boolean;
    readonly head: () => number;
  }) {
    const { userId, boardId, ground, head } = options;
    this.userId = userId;
    this.name = options.name;
    this.#boardId = boardId;
    this.#head = head;
    this.line = new Line({ ...options, onFrame: (text) => this.#scan(text) });
    this.client = createClient({
      url: "ws://test/taskwire",
      token: () => userId,
      WebSocket: this.line.WebSocket,
      runtime: ground.runtime,
    }) as unknown as ClientCore;
    this.store = this.#openStore();
  }

  /** How far it got; undefined while it follows nothing. */
  get number(): number | undefined {
    const cursor = this.#cursor();
    return cursor === undefined ? undefined : numberOf(cursor);
  }

  /** As an app does whose user is let in again. */
  comeBack(): void {
    if (this.store.getSnapshot().status !== "gone") return;
    this.store.close();
    this.store = this.#openStore();
  }

  close(): void {
    this.store.close();
    this.client.close();
  }

  async ask(operation: string, input: unknown): Promise<unknown> {
    const asked = this.#head();
    const result = await this.client.call(operation, input, { timeoutMs: 60_000 });
    this.answers.push({ operation, result, asked, answered: this.#head() });
    return result;
  }

  #openStore(): BoardStore {
    const { client } = this;
    return boardStore(
      {
        get status() {
          return client.status;
        },
        get welcome() {
          return client.welcome;
        },
        get closed() {
          return client.closed;
        },
        runtime: client.runtime,
        onStatus: client.onStatus,
        onClose: client.onClose,
        onFrame: client.onFrame,
        signal: client.signal,
        close: client.close,
        call: async (operation, input, options) => {
          const asked = this.#head();
          const result = await client.call(operation, input, options);
          this.answers.push({ operation, result, asked, answered: this.#head() });
          return result;
        },
        subscribe: (topic, handlers, after) => this.#follow(topic, handlers, after as string),
      },
      this.#boardId,
    );
  }

  /** The client's own subscription, with all that goes through it written down. */
  #follow(topic: string, handlers: SubscriptionHandlers, after: string) {
    const begin = (cursor: string): Stretch => {
      const stretch = { from: numberOf(cursor), to: numberOf(cursor), events: [] };
      this.stretches.push(stretch);
      return stretch;
    };
    let stretch = begin(after);
    const subscription = this.client.subscribe(
      topic,
      {
        ...handlers,
        onEvents(events, cursor) {
          stretch.events.push(...events);
          stretch.to = numberOf(cursor);
          handlers.onEvents(events, cursor);
        },
      },
      after,
    );
    this.#cursor = () => subscription.cursor;
    return {
      get cursor() {
        return subscription.cursor;
      },
      resume(cursor: string) {
        stretch = begin(cursor);
        subscription.resume(cursor);
      },
      unsubscribe: () => {
        this.#cursor = () => undefined;
        subscription.unsubscribe();
      },
    };
  }

  #scan(text: string): void {
    for (const mark of markIn(text)) if (!this.marksSeen.has(mark)) this.marksSeen.set(mark, this.#head());
  }
}
