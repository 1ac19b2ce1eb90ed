import type { CarriedFields, Collection, LoggedEvent, TopicSpan } from "@taskwire/core/adapter";
import { canonicalJson, recordsIn } from "@taskwire/core/adapter";
import type { Ledger } from "./ledger.ts";
import type { Problems } from "./problems.ts";

/**
 * Reads all topics: whether each is contiguous from where it was trimmed to where it ends, and what it says of records.
 * A record's version is the number of the last event that put or dropped it.
 */
export class LogJudge {
  readonly #ledger: Ledger;
  readonly #problems: Problems;
  /** Names of the collections that count by themselves: events say nothing of their versions. */
  readonly #own: ReadonlySet<string>;
  readonly #spans = new Map<string, TopicSpan>();
  #topic: string | undefined;
  #last = { number: 0, id: "" };

  constructor(ledger: Ledger, problems: Problems, collections: readonly Collection[]) {
    this.#ledger = ledger;
    this.#problems = problems;
    const own = collections.filter(({ versions }) => versions === "own");
    this.#own = new Set(own.map(({ name }) => name));
  }

  topic(span: TopicSpan): void {
    this.#spans.set(span.topic, span);
    this.#ledger.topic(span.topic, span.floor.number);
  }

  event(event: LoggedEvent): void {
    if (event.topic !== this.#topic) this.#begin(event.topic);
    const { topic, number, id } = event;
    const expected = this.#last.number + 1;
    if (number > expected) {
      const range =
        number - 1 > expected
          ? `numbers ${expected} to ${number - 1} are`
          : `number ${expected} is`;
      this.#problems.add(`${topic}: ${range} missing`);
    } else if (number < expected)
      this.#problems.add(`${topic}: number ${number} is there more than once`);
    this.#last = { number, id };
    this.#read(event);
  }

  /** After the last event. */
  end(): void {
    this.#end();
    for (const { topic, floor, head } of this.#spans.values()) {
      // None of its events came, so it ends where it was trimmed.
      if (head.number !== floor.number)
        this.#problems.add(`${topic}: numbers up to ${head.number} are missing`);
    }
  }

  #begin(topic: string): void {
    this.#end();
    this.#topic = topic;
    const span = this.#spans.get(topic);
    if (!span) this.#problems.add(`${topic}: has events, and is not among the topics`);
    this.#last = span ? span.floor : { number: 0, id: "" };
  }

  #end(): void {
    if (this.#topic === undefined) return;
    const span = this.#spans.get(this.#topic);
    const { number, id } = this.#last;
    if (span && (span.head.number !== number || span.head.id !== id))
      this.#problems.add(
        `${this.#topic}: ends with number ${number}, and says that it ends with ${span.head.number}`,
      );
    this.#spans.delete(this.#topic);
    this.#topic = undefined;
  }

  #read({ topic, number, type, data: text, records }: LoggedEvent): void {
    let data: { readonly [field: string]: unknown };
    let carried: CarriedFields | null;
    try {
      data = JSON.parse(text);
      carried = records === null ? null : JSON.parse(records);
    } catch {
      this.#problems.add(`${topic}: the data of number ${number} are no JSON`);
      return;
    }
    if (typeof data !== "object" || data === null || Object.keys(data).length === 0)
      return this.#ledger.emptied(topic, number);
    for (const { change, collection, record } of recordsIn({ number, data, ...carried })) {
      if (change === "show" || this.#own.has(collection)) continue;
      const { id, version, ...fields } = record;
      if (typeof id !== "string") {
        this.#problems.add(
          `${topic}: number ${number} carries a record of ${collection} without id`,
        );
        continue;
      }
      const kept = change === "put" ? canonicalJson(fields) : null;
      this.#ledger.carried(collection, id, { topic, version: number, type, fields: kept });
    }
  }
}
