import { byteLength } from "../model/byte-length.ts";
import type {
  EventsPage,
  EventsQuery,
  KeptEvent,
  LoggedEvent,
  NewEvent,
  Position,
} from "./storage.ts";
import { start } from "./storage.ts";
import { maxTrimmed } from "./trim.ts";

/** The log of one topic in memory. */
export class MemoryLog {
  #events: LoggedEvent[] = [];
  // The last event that was trimmed. A cursor may still point to it.
  #floor: Position = start;

  get head(): Position {
    const last = this.#events.at(-1);
    return last ? { number: last.number, id: last.id } : this.#floor;
  }

  append(event: NewEvent): number {
    const { topic, id, type, subject, at, actor, audience, data, records } = event;
    const number = this.head.number + 1;
    this.#events.push({ topic, number, id, type, subject, at, actor, audience, data, records });
    return number;
  }

  redact(subject: string, keep: readonly KeptEvent[] = []): void {
    const kept = new Map(keep.map(({ number, data }) => [number, data]));
    this.#events = this.#events.map((event) =>
      event.subject === subject
        ? { ...event, data: kept.get(event.number) ?? "{}", records: null }
        : event,
    );
  }

  trim(upTo: number): void {
    const last = this.#events.findLast(({ number }) => number <= upTo);
    if (!last) return;
    this.#floor = { number: last.number, id: last.id };
    this.#events = this.#events.filter(({ number }) => number > upTo);
  }

  /** Deletes the oldest events that are older than a time. */
  trimBefore(at: string): void {
    const kept = this.#events.findIndex((event, i) => event.at >= at || i === maxTrimmed);
    this.trim(kept < 0 ? this.head.number : (this.#events[kept]?.number ?? 0) - 1);
  }

  page({ after, before, subject, limit, maxBytes }: EventsQuery): EventsPage {
    const from = before ?? after ?? start;
    if (from !== "end" && !this.#has(from)) return { status: "gone" };
    const events =
      subject === undefined
        ? this.#events
        : this.#events.filter((event) => event.subject === subject);
    const found = before
      ? events.filter(({ number }) => from === "end" || number < from.number).reverse()
      : events.filter(({ number }) => from === "end" || number > from.number);
    const page = upToBytes(found.slice(0, limit), maxBytes);
    const cut = page.length < Math.min(limit, found.length) && { cut: true as const };
    return { status: "page", events: page, head: this.head, ...cut };
  }

  #has({ number, id }: Position): boolean {
    if (number === this.#floor.number) return id === this.#floor.id;
    return this.#events[number - this.#floor.number - 1]?.id === id;
  }
}

/** The first events that have together at most this many bytes, at least one. */
function upToBytes(events: LoggedEvent[], maxBytes = Number.POSITIVE_INFINITY): LoggedEvent[] {
  let bytes = 0;
  const beyond = events.findIndex(({ id, subject, audience, data, records }, i) => {
    for (const text of [id, subject, audience, data, records]) bytes += byteLength(text ?? "");
    return bytes > maxBytes && i > 0;
  });
  return beyond < 0 ? events : events.slice(0, beyond);
}
