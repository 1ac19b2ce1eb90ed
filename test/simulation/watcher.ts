import { type ClientCore, createClient, type Subscription } from "@taskwire/client";
import { type BoardStore, boardStore } from "@taskwire/client/board";
import type { CommentsStore } from "@taskwire/client/comments";
import { type InboxStore, inboxStore } from "@taskwire/client/inbox";
import { type PresenceStore, presenceStore } from "@taskwire/client/presence";
import { type RoomStore, roomStore } from "@taskwire/client/room";
import { followOwn } from "../../packages/client/src/follow-own.ts";
import { boardId, boardTopic } from "./cast.ts";
import { Line } from "./line.ts";
import { type Node, ownRuntime } from "./nodes.ts";
import { type Answer, eventOf, numberOf, recorded, type Stretch } from "./recording.ts";
import { marksIn } from "./reference/entry.ts";
import { count, happens, type RunContext } from "./run-context.ts";
import { watched } from "./watched.ts";

/**
 * A user with a real client on the simulated network, and a record of everything that reached them.
 */
export class Watcher {
  readonly userId: string;
  readonly name: string;
  readonly line: Line;
  readonly stretches: Stretch[] = [];
  readonly answers: Answer[] = [];
  /** When a frame with a mark first arrived, by mark. */
  readonly marksSeen = new Map<string, { readonly generation: number; readonly moment: number }>();
  /** The open room stores, by room id. */
  readonly rooms = new Map<string, RoomStore>();
  /** The open comment stores, by task id. */
  readonly comments = new Map<string, CommentsStore>();
  readonly life = { isDead: false, skew: 0, timers: 0 };
  /** Simulated time since when it is connected, in ms. Undefined while it isn't. */
  openSince: number | undefined;
  /** Number of its stores' calls that are unanswered. */
  #openCalls = 0;
  client: ClientCore;
  store: BoardStore;
  /** Only if the plan asks for it. */
  inbox: InboxStore | undefined;
  presence: PresenceStore | undefined;
  #leaveOwn = () => {};
  /** Rooms that the user is in, according to the user's own topic. */
  readonly #ownRooms = new Set<string>();
  readonly #context: RunContext;
  readonly #ownTopic: string;

  constructor(options: {
    readonly userId: string;
    readonly context: RunContext;
    readonly reach: () => Node | undefined;
    readonly isFaulty: boolean;
  }) {
    const { userId, context, isFaulty } = options;
    this.userId = userId;
    this.name = `${userId} (${isFaulty ? "comes and goes" : "stays"})`;
    this.#context = context;
    this.#ownTopic = `user:${userId}`;
    this.line = new Line({ ...options, onFrame: (text) => this.#scan(text) });
    this.client = this.#start();
    this.store = this.#openBoard();
    this.#followOwn();
    this.#openInbox();
  }

  /** Number that the last subscription to a topic has reached. */
  numberIn(topic: string): number | undefined {
    const cursor = this.#cursorOf(topic);
    return cursor === undefined ? undefined : numberOf(cursor);
  }

  /**
   * Whether a store may hold a newer state than its subscription's position. If the storage were
   * restored to between the two, the client could not notice.
   */
  get mayBeAheadOfCursor(): boolean {
    return [...this.#heads].some(([topic, head]) => (this.numberIn(topic) ?? 0) < head);
  }

  #opened(topic: string): void {
    this.#heads.set(topic, this.#context.past.now.head(topic));
  }

  /** Reopens everything, as an app does when its user gets access again. */
  comeBack(): void {
    if (this.client.closed) {
      if (this.#context.past.now.isDisabled(this.userId)) return;
      this.close();
      this.client = this.#start();
      this.store = this.#openBoard();
      this.#followOwn();
      this.#openInbox();
      return;
    }
    if (this.store.getSnapshot().status === "gone") {
      this.#closeBoard();
      this.store = this.#openBoard();
    }
    for (const [taskId, store] of this.comments) {
      if (store.getSnapshot().status !== "gone") continue;
      store.close();
      this.comments.delete(taskId);
    }
    // The room's log and the user's own log arrive independently, so `room.joined` may come before
    // the removal.
    for (const roomId of this.#ownRooms)
      if (this.rooms.get(roomId)?.getSnapshot().status === "gone") this.#openRoom(roomId);
  }

  close(): void {
    this.#closeBoard();
    for (const comments of this.comments.values()) comments.close();
    this.comments.clear();
    this.#leaveOwn();
    this.inbox?.close();
    for (const room of this.rooms.values()) room.close();
    this.rooms.clear();
    this.client.close();
    this.openSince = undefined;
  }

  readonly #cursors = new Map<string, Subscription>();
  readonly #oldest = new Map<string, { readonly since: number; readonly cursor: string }>();
  /** Head of the log when a topic's state was last read, by topic. */
  readonly #heads = new Map<string, number>();

  #cursorOf(topic: string): string | undefined {
    return this.#cursors.get(topic)?.cursor;
  }

  #start(): ClientCore {
    const { runtime, past } = this.#context;
    const real = createClient({
      url: "ws://test/taskwire",
      token: () => {
        if (happens(this.#context, "failedTokens")) throw new Error("Nobody gives out tokens now.");
        return this.userId;
      },
      WebSocket: this.line.WebSocket,
      runtime: ownRuntime(runtime, this.life),
    });
    real.onStatus((status) => {
      const isOpen = status === "live" || status === "catching up";
      if (!isOpen) this.openSince = undefined;
      else this.openSince ??= runtime.now();
    });
    const client = recorded(real, this.userId, {
      past,
      stretches: this.stretches,
      answers: this.answers,
    });
    const { subscribe, call } = client;
    client.call = async (operation, input, options) => {
      // Stores cancel with a signal; all other callers use a timeout.
      const isOfStore = options?.signal !== undefined;
      if (isOfStore) this.#openCalls++;
      const result = await call(operation, input, options).finally(() => {
        if (isOfStore) this.#openCalls--;
      });
      if (operation === "boards.open" || operation === "comments.list") this.#opened(boardTopic);
      const { roomId } = input as { readonly roomId?: string };
      if (operation === "rooms.open") this.#opened(`room:${roomId}`);
      // A store shows its own text as soon as it is answered, before the event arrives.
      if (isOfStore && /^(comments|messages)\./.test(operation))
        this.#opened(roomId === undefined ? boardTopic : `room:${roomId}`);
      return result;
    };
    client.subscribe = (topic, handlers, after) => {
      const since = past.generation;
      if (after !== undefined && this.#oldest.get(topic)?.since !== since)
        this.#oldest.set(topic, { since, cursor: after });
      const subscription = subscribe(topic, handlers, after);
      this.#cursors.set(topic, subscription);
      return subscription;
    };
    return client;
  }

  /** Follows the user's own topic, which says which rooms the user is in. */
  #followOwn(): void {
    const { client } = this;
    const following = followOwn<{ rooms: { room: { id: string } }[] }>(client, {
      open: async (ending) => {
        // The list may be from another log. Rooms that are not in the new one must not be tried
        // again and again.
        this.#ownRooms.clear();
        try {
          return (await client.call("rooms.list", { boardId, limit: 100 }, ending)) as {
            rooms: { room: { id: string } }[];
          };
        } catch (error) {
          // A user who isn't on the board still follows their own topic, which says when they are
          // added.
          if ((error as { code?: string }).code === "not_found") return { rooms: [] };
          throw error;
        }
      },
      replace: ({ rooms }) => {
        for (const { room } of rooms) this.#enter(room.id);
      },
      apply: (events) => {
        for (const event of events) {
          if (!("data" in event)) continue;
          if (event.type === "room.joined") this.#enter(String(event.data.roomId));
          else if (event.type === "room.left") this.#ownRooms.delete(String(event.data.roomId));
        }
      },
      failed() {},
      gone() {},
    });
    this.#leaveOwn = () => following.leave();
  }

  #openBoard(): BoardStore {
    this.presence = this.#context.plan.hasPresence
      ? watched(presenceStore(this.client, boardTopic))
      : undefined;
    return watched(boardStore(this.client, boardId));
  }

  #closeBoard(): void {
    this.store.close();
    this.presence?.close();
  }

  #openInbox(): void {
    this.inbox = this.#context.plan.hasInbox ? watched(inboxStore(this.client)) : undefined;
  }

  #enter(roomId: string): void {
    this.#ownRooms.add(roomId);
    this.#openRoom(roomId);
  }

  #openRoom(roomId: string): void {
    if (this.client.closed || this.rooms.get(roomId)?.getSnapshot().status === "ready") return;
    this.rooms.get(roomId)?.close();
    this.rooms.set(roomId, watched(roomStore(this.client, { boardId, roomId })));
  }

  /** Whether it has every event of a topic that its user may see. */
  isUpToDate(topic: string): boolean {
    const { now } = this.#context.past;
    const cursor = this.#cursorOf(topic);
    if (cursor === undefined) return false;
    const from = numberOf(cursor);
    // A log from before a restore may have as many events, but different ones.
    if (from > 0 && now.entries(topic)[from - 1]?.event.id !== eventOf(cursor)) return false;
    const to = now.head(topic);
    const visibility = now.visibilityOf(topic, this.userId).last;
    return from <= to && now.expected(topic, this.userId, { visibility, from, to }).length === 0;
  }

  /** A cursor of each topic that it held long ago, in the log of this generation. */
  oldCursors(generation: number): readonly (readonly [topic: string, cursor: string])[] {
    return [...this.#oldest].flatMap(([topic, { since, cursor }]) =>
      since === generation ? [[topic, cursor] as const] : [],
    );
  }

  /** The JSON of everything that its stores show, by name. */
  get snapshots(): readonly (readonly [name: string, text: string])[] {
    const { store, inbox, rooms, comments } = this;
    const stores = [["the board", store], ["the inbox", inbox], ...rooms, ...comments] as const;
    return stores.flatMap(([name, one]) =>
      one ? [[`${name} on the page`, JSON.stringify(one.getSnapshot())] as const] : [],
    );
  }

  /** Whether it follows the board. */
  get isOnBoard(): boolean {
    return (
      !this.client.closed &&
      this.store.getSnapshot().status === "ready" &&
      this.numberIn(boardTopic) !== undefined
    );
  }

  /** Lists the state that a connected client still lacks. Empty when it is up to date. */
  get missing(): string[] {
    const { now } = this.#context.past;
    const { client, userId, store } = this;
    if (now.isDisabled(userId))
      return client.closed ? [] : [`is ${client.status}, though disabled`];
    if (client.closed) return [`is closed: ${client.closed.code} ${client.closed.reason}`];
    const rest: string[] = client.status === "live" ? [] : ["isn't live"];
    if (this.#openCalls > 0) rest.push(`waits for ${this.#openCalls} answers`);
    // While a thread is read again, it shows the older state.
    for (const [id, thread] of [...this.rooms, ...this.comments]) {
      const { status, error } = thread.getSnapshot();
      if (status === "ready" && error) rest.push(`could not read ${id}: ${error.code}`);
    }
    const behind = (topic: string) => {
      if (!this.isUpToDate(topic))
        rest.push(`is at ${this.numberIn(topic)} of ${now.head(topic)} in ${topic}`);
    };
    const { status, error } = store.getSnapshot();
    const isMember = now.visibilityOf(boardTopic, userId).last !== "none";
    if (status !== (isMember ? "ready" : "gone"))
      rest.push(`has a board that is ${status} ${error ?? ""}`);
    if (isMember) behind(boardTopic);
    behind(this.#ownTopic);
    const inbox = this.inbox?.getSnapshot();
    const unread = now.notifications.unread(userId);
    if (inbox && inbox.status !== "ready")
      rest.push(`has an inbox that is ${inbox.status} ${inbox.error ?? ""}`);
    else if (inbox && inbox.unread !== unread)
      rest.push(`shows ${inbox.unread} unread, there are ${unread}`);
    const tasks = this.comments.size > 0 ? now.visible(userId) : [];
    for (const [taskId, comments] of this.comments) {
      const { status } = comments.getSnapshot();
      if (status !== (tasks.includes(taskId) ? "ready" : "gone"))
        rest.push(`has comments on ${taskId} that are ${status}`);
    }
    const rooms = now.roomsOf(userId);
    for (const roomId of rooms) {
      if (this.rooms.get(roomId)?.getSnapshot().status === "ready") behind(`room:${roomId}`);
      else rest.push(`doesn't hold ${roomId}`);
    }
    if (!now.isBoardGone) rest.push(...this.unended);
    return rest;
  }

  /** Rooms that it still holds. When a board is deleted, a job ends its rooms, which can take a while. */
  get unended(): string[] {
    const rooms = this.#context.past.now.roomsOf(this.userId);
    return [...this.rooms].flatMap(([roomId, room]) =>
      !rooms.includes(roomId) && room.getSnapshot().status !== "gone" ? [`holds ${roomId}`] : [],
    );
  }

  #scan(text: string): void {
    this.#context.trace?.(`${this.name} ${text}`);
    this.noteMarks(text);
    if (text.startsWith('{"type":"typing"')) this.#checkTyping(text);
  }

  /** Reports typing in the comments of a task that the user never saw. */
  #checkTyping(text: string): void {
    const { past, problems } = this.#context;
    count(this.#context, "typing");
    const { subject } = JSON.parse(text) as { subject?: string };
    const logs = past.between(Math.max(0, past.generation - 1), past.generation);
    if (
      subject !== undefined &&
      !logs.some((log) => log.sawTask(this.userId, subject, 0, log.moment))
    )
      problems.push(`${this.name} got typing about ${subject}, which they never saw`);
  }

  /** Records the marks in a text that reached this user. */
  noteMarks(text: string): void {
    const { past } = this.#context;
    for (const mark of marksIn(text))
      if (!this.marksSeen.has(mark))
        this.marksSeen.set(mark, { generation: past.generation, moment: past.now.moment });
  }
}
