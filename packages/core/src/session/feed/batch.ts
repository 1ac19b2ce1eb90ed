import { commandOf } from "../../log/command.ts";
import { encodeCursor } from "../../log/cursor.ts";
import { audienceOf, encodeEvent, encodeHidden } from "../../log/encode.ts";
import type { LoggedEvent } from "../../log/log.ts";
import { type Access, type View, viewOf } from "../../model/access.ts";
import type { Audience } from "../../model/event.ts";
import { type PreparedFrame, prepare } from "../link.ts";

const letter: { [V in View]: string } = { whole: "w", hidden: "h", absent: "-" };

/**
 * Consecutive events of a topic on their way to readers, live or from the log alike. Each event is encoded once, and
 * each frame once for all readers who see the same of it.
 */
export class Batch {
  readonly topic: string;
  readonly events: readonly LoggedEvent[];
  readonly #frames = new Map<string, PreparedFrame>();
  readonly #texts: (string | undefined)[] = [];
  readonly #audiences: (Audience | undefined)[] = [];

  constructor(topic: string, events: readonly LoggedEvent[]) {
    this.topic = topic;
    this.events = events;
  }

  get first(): LoggedEvent {
    return this.events[0] as LoggedEvent;
  }

  get last(): LoggedEvent {
    return this.events.at(-1) as LoggedEvent;
  }

  /** The frame for a reader who has all before `from`, or undefined when there is nothing in it for them. */
  frameFor(access: Access, userId: string, from: number): PreparedFrame | undefined {
    // A reader that caught up from the log may be ahead of the feed.
    if (from > this.last.number) return undefined;
    const start = from - this.first.number;
    let views = "";
    if (access === "involved") {
      for (let i = Math.max(0, start); i < this.events.length; i++)
        views += letter[viewOf(this.#audience(i), access, userId)];
      if (!/[wh]/.test(views)) return undefined;
    }
    const key = `${from} ${views}`;
    let frame = this.#frames.get(key);
    if (!frame) {
      frame = prepare(this.#encode(access, from, Math.max(0, start), views));
      this.#frames.set(key, frame);
    }
    return frame;
  }

  /** The people whom something of this concerns among those who don't see all; null: all of them. */
  concerned(): Set<string> | null {
    const people = new Set<string>();
    for (let i = 0; i < this.events.length; i++) {
      const audience = this.#audience(i);
      if (audience === null) return null;
      for (const userId of audience.before) people.add(userId);
      for (const userId of audience.after) people.add(userId);
    }
    return people;
  }

  #encode(access: Access, from: number, start: number, views: string): string {
    const parts: string[] = [];
    for (let i = start; i < this.events.length; i++) {
      const view = views[i - start] ?? letter.whole;
      if (view === letter.whole) parts.push(this.#text(i));
      else if (view === letter.hidden) parts.push(encodeHidden(this.events[i] as LoggedEvent));
    }
    const { number } = this.last;
    const cursor = encodeCursor(this.last, access);
    return `{"type":"events","topic":${JSON.stringify(this.topic)},"from":${from},"to":${number},"cursor":${JSON.stringify(cursor)},"events":[${parts.join(",")}]}`;
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

export const changesRights = ({ type }: LoggedEvent): boolean =>
  type === "member.removed" || type === "member.changed";

// A frame of more makes a slow line look dead: nothing else gets through while it is under way.
const frameCharacters = 128 * 1024;

/**
 * Cuts events into what travels in one frame: behind each one that changes somebody's rights, so that nothing behind a
 * removal travels with it, and between two commands where a frame gets long.
 */
export function segments(topic: string, events: readonly LoggedEvent[]): Batch[] {
  const batches: Batch[] = [];
  let from = 0;
  let size = 0;
  events.forEach((event, i) => {
    const next = events[i + 1];
    size += event.data.length;
    const isLong =
      size > frameCharacters && next !== undefined && commandOf(next) !== commandOf(event);
    if (next && !isLong && !changesRights(event)) return;
    batches.push(new Batch(topic, events.slice(from, i + 1)));
    from = i + 1;
    size = 0;
  });
  return batches;
}
