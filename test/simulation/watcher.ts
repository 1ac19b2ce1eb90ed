import { type ClientCore, createClient, type Subscription } from "@taskwire/client";
import { type BoardStore, boardStore } from "@taskwire/client/board";
import type { CommentsStore } from "@taskwire/client/comments";
import { type InboxStore, inboxStore } from "@taskwire/client/inbox";
import { type PresenceStore, presenceStore } from "@taskwire/client/presence";
import { type RoomStore, roomStore } from "@taskwire/client/room";
import { followOwn } from "../../packages/client/src/follow-own.ts";
import { boardId, boardTopic } from "./cast.ts";
import { count, type Ground, happens } from "./ground.ts";
import { Line } from "./line.ts";
import { type Node, ownRuntime } from "./nodes.ts";
import { type Answer, eventOf, numberOf, recorded, type Stretch } from "./recording.ts";
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
  /** The comments on tasks that it holds, by the task's id. */
  readonly comments = new Map<string, CommentsStore>();
  readonly life = { isDead: false, skew: 0, timers: 0 };
  /** Since when it is connected, in simulated ms; undefined while it isn't. */
  openSince: number | undefined;
  /** Answers that its stores wait for. */
  #asked = 0;
  client: ClientCore;
  store: BoardStore;
  /** Only where the plan says so. */
  inbox: InboxStore | undefined;
  presence: PresenceStore | undefined;
  #leaveOwn = () => {};
  /** Rooms that this person is in, as their own topic says. */
  readonly #ownRooms = new Set<string>();
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
    this.store = this.#openBoard();
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
    // The room's log and one's own come each in its own time: that one is let in again may be heard before that one was removed.
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
    const client = recorded(real, this.userId, {
      past,
      stretches: this.stretches,
      answers: this.answers,
    });
    const { subscribe, call } = client;
    client.call = async (operation, input, options) => {
      // Stores give up with a signal, all others with the time.
      const isOfStore = options?.signal !== undefined;
      if (isOfStore) this.#asked++;
      const result = await call(operation, input, options).finally(() => {
        if (isOfStore) this.#asked--;
      });
      if (operation === "boards.open" || operation === "comments.list") this.#opened(boardTopic);
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
        // Of another log perhaps: nobody knocks at those again and again.
        this.#ownRooms.clear();
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
    this.presence = this.#ground.plan.hasPresence
      ? presenceStore(this.client, boardTopic)
      : undefined;
    return boardStore(this.client, boardId);
  }

  #closeBoard(): void {
    this.store.close();
    this.presence?.close();
  }

  #openInbox(): void {
    this.inbox = this.#ground.plan.hasInbox ? inboxStore(this.client) : undefined;
  }

  #enter(roomId: string): void {
    this.#ownRooms.add(roomId);
    this.#openRoom(roomId);
  }

  #openRoom(roomId: string): void {
    if (this.client.closed || this.rooms.get(roomId)?.getSnapshot().status === "ready") return;
    this.rooms.get(roomId)?.close();
    this.rooms.set(roomId, roomStore(this.client, { boardId, roomId }));
  }

  /** Whether it has all that this person may see of a topic. */
  isUpToDate(topic: string): boolean {
    const { now } = this.#ground.past;
    const cursor = this.#cursorOf(topic);
    if (cursor === undefined) return false;
    const from = numberOf(cursor);
    // Of the log from before the storage was put back it may have as many events, and others.
    if (from > 0 && now.entries(topic)[from - 1]?.event.id !== eventOf(cursor)) return false;
    const to = now.head(topic);
    const sight = now.sights(topic, this.userId).last;
    return from <= to && now.expected(topic, this.userId, { sight, from, to }).length === 0;
  }

  /** Whether it follows the board. */
  get isOnBoard(): boolean {
    return (
      !this.client.closed &&
      this.store.getSnapshot().status === "ready" &&
      this.numberIn(boardTopic) !== undefined
    );
  }

  /** What it still has to learn, if it is connected; empty when it is at rest. */
  get unrest(): string[] {
    const { now } = this.#ground.past;
    const { client, userId, store } = this;
    if (now.isDisabled(userId))
      return client.closed ? [] : [`is ${client.status}, though disabled`];
    if (client.closed) return [`is closed: ${client.closed.code} ${client.closed.reason}`];
    const rest: string[] = client.status === "live" ? [] : ["isn't live"];
    if (this.#asked > 0) rest.push(`waits for ${this.#asked} answers`);
    // What is shown while it is asked for again may be of before.
    for (const [id, thread] of [...this.rooms, ...this.comments]) {
      const { status, error } = thread.getSnapshot();
      if (status === "ready" && error) rest.push(`could not read ${id}: ${error.code}`);
    }
    const behind = (topic: string) => {
      if (!this.isUpToDate(topic))
        rest.push(`is at ${this.numberIn(topic)} of ${now.head(topic)} in ${topic}`);
    };
    const { status, error } = store.getSnapshot();
    const isMember = now.sights(boardTopic, userId).last !== "none";
    if (status !== (isMember ? "ready" : "gone"))
      rest.push(`has a board that is ${status} ${error ?? ""}`);
    if (isMember) behind(boardTopic);
    behind(this.#ownTopic);
    const inbox = this.inbox?.getSnapshot();
    const unread = now.notices.unread(userId);
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
    for (const [roomId, room] of this.rooms)
      if (!rooms.includes(roomId) && room.getSnapshot().status !== "gone")
        rest.push(`holds ${roomId}`);
    return rest;
  }

  #scan(text: string): void {
    this.#ground.trace?.(`${this.name} ${text}`);
    this.noteMarks(text);
    if (text.startsWith('{"type":"typing"')) this.#checkTyping(text);
  }

  /** Who comments on a task is nobody's business who never saw the task. */
  #checkTyping(text: string): void {
    const { past, problems } = this.#ground;
    count(this.#ground, "typing");
    const { subject } = JSON.parse(text) as { subject?: string };
    const logs = past.between(Math.max(0, past.generation - 1), past.generation);
    if (
      subject !== undefined &&
      !logs.some((log) => log.wasInSight(this.userId, subject, 0, log.moment))
    )
      problems.push(`${this.name} was told who types about ${subject}, which they never saw`);
  }

  /** Notes what of the run's texts reached this person. */
  noteMarks(text: string): void {
    const { past } = this.#ground;
    for (const mark of marksIn(text))
      if (!this.marksSeen.has(mark))
        this.marksSeen.set(mark, { generation: past.generation, moment: past.now.moment });
  }
}
