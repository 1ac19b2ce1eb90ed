import { type ClientCore, createClient, type Subscription } from "@taskwire/client";
import { type BoardStore, boardStore } from "@taskwire/client/board";
import { type InboxStore, inboxStore } from "@taskwire/client/inbox";
import { type RoomStore, roomStore } from "@taskwire/client/room";
import { followOwn } from "../../packages/client/src/follow-own.ts";
import { boardId, boardTopic } from "./cast.ts";
import { type Ground, happens } from "./ground.ts";
import { Line } from "./line.ts";
import { type Node, ownRuntime } from "./nodes.ts";
import { type Answer, numberOf, recorded, type Stretch } from "./recording.ts";
import { marksIn } from "./reference/entry.ts";

/** A person with the real client on a made-up network, and a record of all that reached them. */
export class Watcher {
  readonly userId: string;
  readonly name: string;
  readonly line: Line;
  readonly stretches: Stretch[] = [];
  readonly answers: Answer[] = [];
  /** By mark: when a frame with it first arrived. */
  readonly marksSeen = new Map<string, { readonly generation: number; readonly moment: number }>();
  /** Rooms that it holds, by id. */
  readonly rooms = new Map<string, RoomStore>();
  readonly life = { isDead: false, skew: 0, timers: 0 };
  /** Since when it is connected, in simulated ms; undefined while it isn't. */
  openSince: number | undefined;
  client: ClientCore;
  store: BoardStore;
  /** Only where the plan says so. */
  inbox: InboxStore | undefined;
  #leaveOwn = () => {};
  readonly #ground: Ground;
  readonly #ownTopic: string;

  constructor(options: {
    readonly userId: string;
    readonly ground: Ground;
    readonly reach: () => Node | undefined;
    readonly isRough: boolean;
  }) {
    const { userId, ground, isRough } = options;
    this.userId = userId;
    this.name = `${userId} (${isRough ? "comes and goes" : "stays"})`;
    this.#ground = ground;
    this.#ownTopic = `user:${userId}`;
    this.line = new Line({ ...options, onFrame: (text) => this.#scan(text) });
    this.client = this.#start();
    this.store = boardStore(this.client, boardId);
    this.#followOwn();
    this.#openInbox();
  }

  /** How far the last subscription to a topic got. */
  numberIn(topic: string): number | undefined {
    const cursor = this.#cursorOf(topic);
    return cursor === undefined ? undefined : numberOf(cursor);
  }

  /**
   * Whether it holds a state that may be newer than the position from which it follows. What was lost behind that
   * position it could not notice.
   */
  get isAhead(): boolean {
    return [...this.#heads].some(([topic, head]) => (this.numberIn(topic) ?? 0) < head);
  }

  #opened(topic: string): void {
    this.#heads.set(topic, this.#ground.past.now.head(topic));
  }

  /** As an app does whose user is let in again. */
  comeBack(): void {
    if (this.client.closed) {
      if (this.#ground.past.now.isDisabled(this.userId)) return;
      this.close();
      this.client = this.#start();
      this.store = boardStore(this.client, boardId);
      this.#followOwn();
      this.#openInbox();
    } else if (this.store.getSnapshot().status === "gone") {
      this.store.close();
      this.store = boardStore(this.client, boardId);
    }
  }

  close(): void {
    this.store.close();
    this.#leaveOwn();
    this.inbox?.close();
    for (const room of this.rooms.values()) room.close();
    this.rooms.clear();
    this.client.close();
    this.openSince = undefined;
  }

  readonly #cursors = new Map<string, Subscription>();
  /** By topic: where the log stood when its state was last read. */
  readonly #heads = new Map<string, number>();

  #cursorOf(topic: string): string | undefined {
    return this.#cursors.get(topic)?.cursor;
  }

  #start(): ClientCore {
    const { runtime, past } = this.#ground;
    const real = createClient({
      url: "ws://test/taskwire",
      token: () => {
        if (happens(this.#ground, "failedTokens")) throw new Error("Nobody gives out tokens now.");
        return this.userId;
      },
      WebSocket: this.line.WebSocket,
      runtime: ownRuntime(runtime, this.life),
    }) as unknown as ClientCore;
    real.onStatus((status) => {
      const isOpen = status === "live" || status === "catching up";
      if (!isOpen) this.openSince = undefined;
      else this.openSince ??= runtime.now();
    });
    const client = recorded(real, this.userId, { past, stretches: this.stretches, answers: this.answers });
    const { subscribe, call } = client;
    client.call = async (operation, input, options) => {
      const result = await call(operation, input, options);
      if (operation === "boards.open") this.#opened(boardTopic);
      if (operation === "rooms.open") this.#opened(`room:${(input as { roomId: string }).roomId}`);
      return result;
    };
    client.subscribe = (topic, handlers, after) => {
      const subscription = subscribe(topic, handlers, after);
      this.#cursors.set(topic, subscription);
      return subscription;
    };
    return client;
  }

  /** One's own topic says which rooms one is in. */
  #followOwn(): void {
    const { client } = this;
    const following = followOwn<{ rooms: { room: { id: string } }[] }>(client, {
      open: async (ending) => {
        try {
          return (await client.call("rooms.list", { boardId, limit: 100 }, ending)) as {
            rooms: { room: { id: string } }[];
          };
        } catch (error) {
          // Who isn't on the board follows their own topic all the same: it says when they are.
          if ((error as { code?: string }).code === "not_found") return { rooms: [] };
          throw error;
        }
      },
      replace: ({ rooms }) => {
        for (const { room } of rooms) this.#openRoom(room.id);
      },
      apply: (events) => {
        for (const event of events)
          if ("data" in event && event.type === "room.joined") this.#openRoom(String(event.data.roomId));
      },
      failed() {},
      gone() {},
    });
    this.#leaveOwn = () => following.leave();
  }

  #openInbox(): void {
    this.inbox = this.#ground.plan.hasInbox ? inboxStore(this.client) : undefined;
  }

  #openRoom(roomId: string): void {
    if (this.client.closed || this.rooms.get(roomId)?.getSnapshot().status === "ready") return;
    this.rooms.get(roomId)?.close();
    this.rooms.set(roomId, roomStore(this.client, { boardId, roomId }));
  }

  /** Whether it has all that this person may see of a topic. */
  isUpToDate(topic: string): boolean {
    const { now } = this.#ground.past;
    const from = this.numberIn(topic);
    if (from === undefined) return false;
    const to = now.head(topic);
    const sight = now.sights(topic, this.userId).last;
    return from <= to && now.expected(topic, this.userId, { sight, from, to }).length === 0;
  }

  /** What it still has to learn, if it is connected; empty when it is at rest. */
  get unrest(): string[] {
    const { now } = this.#ground.past;
    const { client, userId, store } = this;
    if (now.isDisabled(userId)) return client.closed ? [] : [`is ${client.status}, though disabled`];
    if (client.closed) return [`is closed: ${client.closed.code} ${client.closed.reason}`];
    const rest: string[] = client.status === "live" ? [] : ["isn't live"];
    const behind = (topic: string) => {
      if (!this.isUpToDate(topic)) rest.push(`is at ${this.numberIn(topic)} of ${now.head(topic)} in ${topic}`);
    };
    const { status, error } = store.getSnapshot();
    const isMember = now.sights(boardTopic, userId).last !== "none";
    if (status !== (isMember ? "ready" : "gone")) rest.push(`has a board that is ${status} ${error ?? ""}`);
    if (isMember) behind(boardTopic);
    behind(this.#ownTopic);
    const inbox = this.inbox?.getSnapshot();
    const unread = now.notices.unread(userId);
    if (inbox && inbox.status !== "ready") rest.push(`has an inbox that is ${inbox.status} ${inbox.error ?? ""}`);
    else if (inbox && inbox.unread !== unread) rest.push(`shows ${inbox.unread} unread, there are ${unread}`);
    const rooms = now.roomsOf(userId);
    for (const roomId of rooms) {
      if (this.rooms.get(roomId)?.getSnapshot().status === "ready") behind(`room:${roomId}`);
      else rest.push(`doesn't hold ${roomId}`);
    }
    for (const [roomId, room] of this.rooms)
      if (!rooms.includes(roomId) && room.getSnapshot().status !== "gone") rest.push(`holds ${roomId}`);
    return rest;
  }

  #scan(text: string): void {
    const { past, trace } = this.#ground;
    trace?.(`${this.name} ${text}`);
    for (const mark of marksIn(text))
      if (!this.marksSeen.has(mark)) this.marksSeen.set(mark, { generation: past.generation, moment: past.now.moment });
  }
}
