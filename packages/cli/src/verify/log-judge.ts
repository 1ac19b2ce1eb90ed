import type { TopicSpan } from "@taskwire/core/adapter";
import { type Collection, canonicalJson, type LoggedEvent } from "@taskwire/core/adapter";
import type { Ledger } from "./ledger.ts";
import type { Problems } from "./problems.ts";
import { recordIn } from "./shapes.ts";

interface Change {
  readonly collection: string;
  readonly id: string;
  readonly type: string;
  readonly fields: string;
  version: number;
}

/**
 * Reads all topics: whether each is contiguous from where it was trimmed to where it ends, and what it says of records.
 * A record's version is the number of the last event of its last command that carries it or is about it.
 */
export class LogJudge {
  readonly #ledger: Ledger;
  readonly #problems: Problems;
  readonly #collections: readonly Collection[];
  readonly #spans = new Map<string, TopicSpan>();
  #topic: string | undefined;
  #last = { number: 0, id: "" };
  #command: string | undefined;
  // Of the command that is being read: few, however long the log is.
  readonly #changes = new Map<string, Change>();
  readonly #about = new Map<string, number>();

  constructor(ledger: Ledger, problems: Problems, collections: readonly Collection[]) {
    this.#ledger = ledger;
    this.#problems = problems;
    this.#collections = collections;
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
    const dot = id.lastIndexOf(".");
    const command = dot < 0 ? id : id.slice(0, dot);
    if (command !== this.#command) this.#endCommand();
    this.#command = command;
    this.#about.set(event.subject, number);
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
    this.#endCommand();
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

  #read({ topic, number, type, data }: LoggedEvent): void {
    let body: unknown;
    try {
      body = JSON.parse(data);
    } catch {
      this.#problems.add(`${topic}: the data of number ${number} are no JSON`);
      return;
    }
    const values = typeof body === "object" && body !== null ? Object.values(body) : [];
    if (values.length === 0) this.#ledger.emptied(topic, number);
    for (const value of values.flat()) {
      const record = recordIn(value, this.#collections);
      if (!record) continue;
      const { name: collection } = record.collection;
      const { id } = record;
      this.#changes.set(JSON.stringify([collection, id]), {
        ...{ collection, id, type, version: number },
        fields: canonicalJson(record.fields),
      });
    }
  }

  #endCommand(): void {
    const topic = this.#topic;
    if (topic === undefined) return;
    for (const { collection, id, version, type, fields } of this.#changes.values()) {
      const last = Math.max(version, this.#about.get(id) ?? 0);
      this.#ledger.carried(collection, id, { topic, version: last, type, fields });
    }
    this.#changes.clear();
    this.#about.clear();
    this.#command = undefined;
  }
}
