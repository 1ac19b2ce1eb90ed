import { commandOf } from "../../log/command.ts";
import { encodeCursor, type Reached, reached } from "../../log/cursor.ts";
import { audienceOf, encodeEvent, encodeHidden } from "../../log/encode.ts";
import type { Log, LoggedEvent, Position } from "../../log/log.ts";
import { type Access, type View, viewOf } from "../../model/access.ts";
import type { Audience } from "../../model/event.ts";
import { type PreparedFrame, prepare } from "../link.ts";
import { type LostBy, readLost } from "./lost-tasks.ts";
import { changesRights } from "./rights.ts";

const letters: { [V in View]: string } = { whole: "w", hidden: "h", absent: "-" };

/**
 * A batch keeps its frames for other followers, up to about this many bytes in total. It always
 * keeps the newest frame.
 */
const maxSharedBytes = 64 * 1024;
/** About how many bytes an event takes without its data and its audience. */
const bytesOfEvent = 500;

/**
 * Consecutive events of one topic, ready to be sent. Live delivery and replay both send batches.
 * Each event is encoded once, and all followers who see the same parts of a batch share one frame.
 */
export class Batch {
  readonly topic: string;
  readonly events: readonly LoggedEvent[];
  // The key has the number from which the frame starts and, for `involved` access, one letter for
  // each event. The letter says whether the event is whole, hidden or absent in this frame.
  readonly #frames = new Map<string, PreparedFrame>();
  #frameBytes = 0;
  readonly #texts: (string | undefined)[] = [];
  readonly #audiences: (Audience | undefined)[] = [];
  #head: Position | undefined;
  #lost: LostBy | undefined;
  #readingLost: Promise<void> | undefined;

  /** `head`: the head of the log when the events were read. Undefined if they come from memory. */
  constructor(topic: string, events: readonly LoggedEvent[], head?: Position) {
    this.topic = topic;
    this.events = events;
    this.#head = head;
  }

  /** About how many bytes of memory its events take. */
  get bytes(): number {
    return this.events.reduce(
      (sum, { data, audience }) => sum + bytesOfEvent + 2 * (data.length + (audience?.length ?? 0)),
      0,
    );
  }

  get first(): LoggedEvent {
    return this.events[0] as LoggedEvent;
  }

  get last(): LoggedEvent {
    return this.events.at(-1) as LoggedEvent;
  }

  /** The position of somebody who has these events. */
  get end(): Reached {
    return reached(this.last, this.#head);
  }

  /**
   * For each event, reads which people have lost access to its task after the event. {@link frameFor}
   * leaves the event out for them. Needed for replay, and not for live delivery. All followers share one
   * read.
   */
  readLost(log: Log): Promise<void> {
    this.#readingLost ??= this.#readLost(log).catch((error: unknown) => {
      this.#readingLost = undefined;
      throw error;
    });
    return this.#readingLost;
  }

  /**
   * Returns the frame for a follower who has all events before the number `from`. Returns undefined
   * if the follower may see none of these events, or has all of them already.
   */
  frameFor(access: Access, userId: string, from: number): PreparedFrame | undefined {
    // The follower may be ahead of the feed. Before it joined, it read whole pages of the log. These
    // may have contained events that the feed had not delivered yet.
    if (from > this.last.number) return undefined;
    const start = Math.max(0, from - this.first.number);
    let views = "";
    if (access === "involved") {
      for (let i = start; i < this.events.length; i++)
        views += letters[this.#view(i, access, userId)];
      if (!/[wh]/.test(views)) return undefined;
    }
    const key = `${from} ${views}`;
    let frame = this.#frames.get(key);
    if (!frame) {
      frame = prepare(this.#encode(access, from, start, views));
      this.#frames.set(key, frame);
      this.#keepFew(frame);
    }
    return frame;
  }

  /**
   * Returns the people with `involved` access who may see at least one of these events. Null means
   * all people with that access.
   */
  concernedPeople(): Set<string> | null {
    const people = new Set<string>();
    for (let i = 0; i < this.events.length; i++) {
      const audience = this.#audience(i);
      if (audience === null) return null;
      for (const userId of audience.before) people.add(userId);
      for (const userId of audience.after) people.add(userId);
    }
    return people;
  }

  async #readLost(log: Log): Promise<void> {
    const { by, version } = await readLost(log, this.events);
    // Somebody lost access to a task after the events were read. So the head has to be read again.
    if (version > (this.end.head ?? this.last).number) [this.#head] = await log.heads([this.topic]);
    this.#lost = by;
  }

  // Deletes the oldest frames. Followers who see different events need different frames, so without
  // a limit a batch could keep thousands of them.
  #keepFew({ text }: PreparedFrame): void {
    this.#frameBytes += text.length;
    for (const [key, oldest] of this.#frames) {
      if (this.#frameBytes <= maxSharedBytes || this.#frames.size === 1) break;
      this.#frames.delete(key);
      this.#frameBytes -= oldest.text.length;
    }
  }

  #encode(access: Access, from: number, start: number, views: string): string {
    const parts: string[] = [];
    for (let i = start; i < this.events.length; i++) {
      const view = views[i - start] ?? letters.whole;
      if (view === letters.whole) parts.push(this.#text(i));
      else if (view === letters.hidden) parts.push(encodeHidden(this.events[i] as LoggedEvent));
    }
    const { number } = this.last;
    const cursor = encodeCursor(this.end, access);
    return `{"type":"events","topic":${JSON.stringify(this.topic)},"from":${from},"to":${number},"cursor":${JSON.stringify(cursor)},"events":[${parts.join(",")}]}`;
  }

  #view(i: number, access: Access, userId: string): View {
    const view = viewOf(this.#audience(i), access, userId);
    const hasLost = this.#lost?.get(this.events[i] as LoggedEvent)?.includes(userId);
    return hasLost && view === "whole" ? "absent" : view;
  }

  #text(i: number): string {
    this.#texts[i] ??= encodeEvent(this.events[i] as LoggedEvent);
    return this.#texts[i] as string;
  }

  #audience(i: number): Audience {
    let audience = this.#audiences[i];
    if (audience === undefined) {
      audience = audienceOf(this.events[i] as LoggedEvent);
      this.#audiences[i] = audience;
    }
    return audience;
  }
}

// While a frame is being sent, the connection can send nothing else. On a slow line, a longer frame
// would make the connection look dead. This limit is in UTF-16 units, because counting bytes takes
// long.
const maxFrameUnits = 24 * 1024;
/** About how many of these units the ids, the type and the time of an event take in a frame. */
const unitsOfEvent = 300;

/**
 * Splits events into batches. A batch ends after each event that changes somebody's rights. So if a
 * frame has the removal of a person, it has no event after the removal. A batch also ends when it
 * is long, but not between two events of one command.
 */
export function splitIntoBatches(
  topic: string,
  events: readonly LoggedEvent[],
  head: Position | undefined,
): Batch[] {
  const batches: Batch[] = [];
  let from = 0;
  let size = 0;
  events.forEach((event, i) => {
    const next = events[i + 1];
    size += unitsOfEvent + event.data.length;
    const isLong =
      size > maxFrameUnits && next !== undefined && commandOf(next) !== commandOf(event);
    if (next && !isLong && !changesRights(event)) return;
    batches.push(new Batch(topic, events.slice(from, i + 1), head));
    from = i + 1;
    size = 0;
  });
  return batches;
}
