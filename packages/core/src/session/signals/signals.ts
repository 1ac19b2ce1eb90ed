import type { Log } from "../../log/log.ts";
import { maySee } from "../../model/access.ts";
import { type Task, tasks } from "../../model/task.ts";
import { parseTopic } from "../../model/topic.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import type { Feed } from "../feed/feed.ts";
import type { Follower } from "../feed/followers.ts";
import { PresenceSpace } from "./presence.ts";
import { RoomHeads } from "./room-heads.ts";
import { TopicSignals } from "./topic-signals.ts";

const tickMs = 1_000;
const nobody: ReadonlySet<string> = new Set();

/**
 * The messages that are not events: typing, presence, and the heads of rooms. They are about
 * something that is true only for a moment, and they are never stored.
 */
export class Signals {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #roomHeads: RoomHeads;
  readonly #topics = new Map<string, TopicSignals>();
  readonly #presenceSpace = new PresenceSpace();
  // The followers that want to see who is present. They may ask before they are live.
  readonly #wantsPresence = new WeakSet<Follower>();
  #node: string | undefined;
  #lastNumber = 0;
  #cancelTick: (() => void) | undefined;
  #isClosed = false;

  constructor(log: Log, transport: Transport, runtime: Runtime, onError: (error: unknown) => void) {
    this.#log = log;
    this.#transport = transport;
    this.#runtime = runtime;
    this.#onError = onError;
    this.#roomHeads = new RoomHeads(log, transport, runtime, onError);
  }

  /** A follower went live. */
  joined(follower: Follower, feed: Feed): void {
    if (this.#isClosed) return;
    // Nobody else can follow a person's own topic, so it has no typing and no presence.
    if (parseTopic(feed.topic)?.kind === "user") return this.#roomHeads.joined(follower, feed);
    let signals = this.#topics.get(feed.topic);
    if (!signals) {
      signals = this.#open(feed);
      this.#topics.set(feed.topic, signals);
      this.#cancelTick ??= this.#runtime.timer(tickMs, () => this.#tick());
    }
    signals.joined(follower, feed, this.#wantsPresence.has(follower));
  }

  /** A follower is no longer live. */
  left(follower: Follower, { topic }: Feed): void {
    this.#wantsPresence.delete(follower);
    this.#topics.get(topic)?.left(follower);
    this.#roomHeads.left(follower);
  }

  /** A person who follows the topic on this node has a new name. */
  renamed(topic: string): void {
    this.#topics.get(topic)?.peopleChanged();
  }

  /** Shows a follower who is present, for as long as it is live and wants to. */
  showPresence(follower: Follower, { topic }: Feed, on: boolean): void {
    const signals = this.#topics.get(topic);
    if (on) this.#wantsPresence.add(follower);
    else this.#wantsPresence.delete(follower);
    if (!on) signals?.hidePresence(follower);
    else if (follower.isLive) signals?.showPresence(follower);
  }

  /**
   * Tells the other followers that this person is typing. With `subject`, the person types a
   * comment on that task, and must be allowed to see it.
   */
  async typing(follower: Follower, { topic }: Feed, subject: string | undefined): Promise<void> {
    if (!follower.isLive) return;
    try {
      const to = subject === undefined ? null : await this.#involvedIn(subject, topic, follower);
      // The person may have been removed while the task was read.
      if (to === undefined || !follower.isLive) return;
      const user = { id: follower.userId, name: follower.name };
      this.#topics.get(topic)?.typing({ user, to, ...(subject !== undefined && { subject }) });
    } catch {
      // The storage can't be reached. Other code reports this. A signal may get lost.
    }
  }

  /**
   * Returns the ids of the people who follow a topic, on all nodes. Empty unless somebody follows
   * it on this node.
   */
  presentIn(topic: string): ReadonlySet<string> {
    const signals = this.#topics.get(topic);
    return signals ? new Set(signals.everyone().keys()) : nobody;
  }

  /** Ends it, and announces to the other nodes that nobody is here any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTick?.();
    for (const signals of this.#topics.values()) signals.close();
    this.#topics.clear();
    this.#roomHeads.close();
  }

  #open(feed: Feed): TopicSignals {
    this.#node ??= this.#runtime.id();
    return new TopicSignals(feed, {
      runtime: this.#runtime,
      transport: this.#transport,
      onError: this.#onError,
      presenceSpace: this.#presenceSpace,
      node: this.#node,
      nextNumber: () => ++this.#lastNumber,
      ended: (signals) => {
        this.#topics.delete(signals.topic);
        signals.close();
      },
    });
  }

  /**
   * Returns the people involved in a task. Returns undefined if the follower may not see it or it
   * is not on this board.
   */
  async #involvedIn(
    taskId: string,
    topic: string,
    { access, userId }: Follower,
  ): Promise<string[] | undefined> {
    const board = parseTopic(topic);
    if (board?.kind !== "board") return undefined;
    const { records } = await this.#log.get([{ collection: tasks.name, id: taskId }]);
    const task = records[0]?.fields as Task | null | undefined;
    return task && task.boardId === board.id && maySee(task, access, userId)
      ? task.involved
      : undefined;
  }

  #tick(): void {
    const now = this.#runtime.now();
    for (const signals of this.#topics.values()) signals.tick(now);
    this.#cancelTick =
      this.#topics.size > 0 ? this.#runtime.timer(tickMs, () => this.#tick()) : undefined;
  }
}
