import type { CarriedFields, Collection, LoggedEvent, TopicSpan } from "@taskwire/core/adapter";
import { canonicalJson, recordsIn } from "@taskwire/core/adapter";
import { EmptiedCheck } from "./emptied-check.ts";
import type { LogIndex } from "./log-index.ts";
import type { Problems } from "./problems.ts";
import { ReceiptCheck } from "./receipt-check.ts";

/**
 * Reads the events of all topics. It checks that each topic is complete from where it was trimmed
 * to its head, and adds to the index which records the events carry. A record's version is the
 * number of the last event that put or dropped it.
 */
export class LogCheck {
  readonly #index: LogIndex;
  readonly #problems: Problems;
  readonly #emptied: EmptiedCheck;
  readonly #receipts: ReceiptCheck;
  /** Names of the collections with `versions: "own"`: events don't say their versions. */
  readonly #withOwnVersions: ReadonlySet<string>;
  readonly #spans = new Map<string, TopicSpan>();
  #topic: string | undefined;
  #last = { number: 0, id: "" };

  constructor(index: LogIndex, problems: Problems, collections: readonly Collection[]) {
    this.#index = index;
    this.#problems = problems;
    this.#emptied = new EmptiedCheck(problems);
    this.#receipts = new ReceiptCheck(problems);
    const own = collections.filter(({ versions }) => versions === "own");
    this.#withOwnVersions = new Set(own.map(({ name }) => name));
  }

  topic(span: TopicSpan): void {
    this.#spans.set(span.topic, span);
    this.#index.addTopic(span.topic, span.floor.number);
  }

  event(event: LoggedEvent): void {
    if (event.topic !== this.#topic) this.#beginTopic(event.topic);
    const { topic, number, id } = event;
    const expected = this.#last.number + 1;
    if (number > expected) {
      const missing =
        number - 1 > expected ? `events ${expected} to ${number - 1} are` : `event ${expected} is`;
      this.#problems.add(`${topic}: ${missing} missing`);
    } else if (number < expected)
      this.#problems.add(`${topic}: event ${number} exists more than once`);
    this.#last = { number, id };
    this.#indexRecords(event);
  }

  /** Call it after the last event. */
  end(): void {
    this.#endTopic();
    for (const { topic, floor, head } of this.#spans.values()) {
      // No event of this topic was read, so all of them must have been trimmed.
      if (head.number !== floor.number)
        this.#problems.add(`${topic}: the events up to ${head.number} are missing`);
    }
  }

  #beginTopic(topic: string): void {
    this.#endTopic();
    this.#topic = topic;
    const span = this.#spans.get(topic);
    if (!span) this.#problems.add(`${topic}: has events, but is not in the list of topics`);
    this.#last = span ? span.floor : { number: 0, id: "" };
  }

  #endTopic(): void {
    if (this.#topic === undefined) return;
    this.#emptied.endTopic();
    this.#receipts.endCommand();
    const span = this.#spans.get(this.#topic);
    const { number, id } = this.#last;
    if (span && (span.head.number !== number || span.head.id !== id))
      this.#problems.add(
        `${this.#topic}: the last event is ${number}, but the list of topics says ${span.head.number}`,
      );
    this.#spans.delete(this.#topic);
    this.#topic = undefined;
  }

  #indexRecords(event: LoggedEvent): void {
    const { topic, number, type, actor, data: text, records } = event;
    this.#index.addNumber(actor, number);
    let data: { readonly [field: string]: unknown };
    let carried: CarriedFields | null;
    try {
      data = JSON.parse(text);
      carried = records === null ? null : JSON.parse(records);
    } catch {
      this.#problems.add(`${topic}: the data of event ${number} are not valid JSON`);
      return;
    }
    if (typeof data !== "object" || data === null) data = {};
    this.#emptied.event(event, data);
    this.#receipts.event(event, data);
    if (Object.keys(data).length === 0) return this.#index.addEmptied(topic, number);
    for (const [field, collection] of Object.entries(carried?.erase ?? {}))
      for (const { id } of [data[field]].flat() as { readonly id: string }[])
        this.#index.addEvent(collection, id, { topic, version: number, type, fields: null });
    for (const { change, collection, record } of recordsIn({ number, data, ...carried })) {
      if (change === "show" || this.#withOwnVersions.has(collection)) continue;
      const { id, version, ...fields } = record;
      if (typeof id !== "string") {
        this.#problems.add(
          `${topic}: event ${number} carries a record of ${collection} without an id`,
        );
        continue;
      }
      const put = change === "put" ? canonicalJson(fields) : null;
      this.#index.addEvent(collection, id, { topic, version: number, type, fields: put });
    }
  }
}
