import type { Log } from "../../log/log.ts";
import { maySee } from "../../model/access.ts";
import { type Task, tasks } from "../../model/task.ts";
import { parseTopic } from "../../model/topic.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import type { Feed, Follower } from "../feed/feed.ts";
import { RoomHeads } from "./room-heads.ts";
import { TopicSignals } from "./topic-signals.ts";

const tickMs = 1_000;
const nobody: ReadonlySet<string> = new Set();

/** What sessions are told beside the events that they follow: typing and presence, and where rooms stand. Fleeting: nothing of it is ever stored. */
export class Signals {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #roomHeads: RoomHeads;
  readonly #topics = new Map<string, TopicSignals>();
  // Who asked before their subscription was live; also of those who are.
  readonly #watching = new WeakSet<Follower>();
  #node: string | undefined;
  #lastNumber = 0;
  #cancelTick: (() => void) | undefined;
  #closed = false;

  constructor(log: Log, transport: Transport, runtime: Runtime, onError: (error: unknown) => void) {
    this.#log = log;
    this.#transport = transport;
    this.#runtime = runtime;
    this.#onError = onError;
    this.#roomHeads = new RoomHeads(log, transport, runtime, onError);
  }

  /** A reader follows live from now on. */
  joined(reader: Follower, feed: Feed): void {
    if (this.#closed) return;
    // In a person's own topic there is nobody else; who follows it is told where their rooms stand.
    if (parseTopic(feed.topic)?.kind === "user") return this.#roomHeads.joined(reader, feed);
    let signals = this.#topics.get(feed.topic);
    if (!signals) {
      signals = this.#open(feed);
      this.#topics.set(feed.topic, signals);
      this.#cancelTick ??= this.#runtime.timer(tickMs, () => this.#tick());
    }
    signals.joined(reader, feed, this.#watching.has(reader));
  }

  /** A reader follows no longer. */
  left(reader: Follower, { topic }: Feed): void {
    this.#watching.delete(reader);
    this.#topics.get(topic)?.left(reader);
    this.#roomHeads.left(reader);
  }

  /** A person who follows the topic here has another name. */
  renamed(topic: string): void {
    this.#topics.get(topic)?.changed();
  }

  /** Shows a reader who is present, from when it follows live until it no longer does or wants to. */
  watch(reader: Follower, { topic }: Feed, on: boolean): void {
    const signals = this.#topics.get(topic);
    if (on) this.#watching.add(reader);
    else this.#watching.delete(reader);
    if (!on) signals?.unwatch(reader);
    else if (reader.live) signals?.watch(reader);
  }

  /** Tells the others that a reader is typing, if the reader may know of what they type about. */
  async typing(reader: Follower, { topic }: Feed, subject: string | undefined): Promise<void> {
    if (!reader.live) return;
    try {
      const to = subject === undefined ? null : await this.#involvedIn(subject, topic, reader);
      // Looking takes a moment; who was removed in it is heard no more.
      if (to === undefined || !reader.live) return;
      const user = { id: reader.userId, name: reader.name };
      this.#topics.get(topic)?.typing({ user, to, ...(subject !== undefined && { subject }) });
    } catch {
      // The storage is away. Others say so; a signal may be lost.
    }
  }

  /** The ids of who follows a topic now, on any node, as far as this one knows: it has to follow the topic itself. */
  presentIn(topic: string): ReadonlySet<string> {
    const signals = this.#topics.get(topic);
    return signals ? new Set(signals.everyone().keys()) : nobody;
  }

  /** Ends it; the other nodes are told that nobody is left here. */
  close(): void {
    this.#closed = true;
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
      node: this.#node,
      next: () => ++this.#lastNumber,
      ended: (signals) => {
        this.#topics.delete(signals.topic);
        signals.close();
      },
    });
  }

  /** Whom a task involves, if the reader may see it. Absent, foreign and hidden tasks are one answer. */
  async #involvedIn(
    taskId: string,
    topic: string,
    { access, userId }: Follower,
  ): Promise<string[] | undefined> {
    const place = parseTopic(topic);
    if (place?.kind !== "board") return undefined;
    const { records } = await this.#log.get([{ collection: tasks.name, id: taskId }]);
    const task = records[0]?.fields as Task | null | undefined;
    return task && task.boardId === place.id && maySee(task, access, userId)
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
