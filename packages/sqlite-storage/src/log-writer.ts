import type { DatabaseSync, StatementSync } from "node:sqlite";
import { maxTrimmed, type NewEvent } from "@taskwire/core/adapter";
import { topicWithHeadSql } from "./log-reader.ts";

interface Head {
  readonly topicId: number;
  number: number;
}

/**
 * Appends events and trims topics. The number of an event is that of the topic's head plus one. No
 * other process can move the head before the transaction ends. Heads are cached; the cache is valid
 * as long as only this connection writes.
 */
export class LogWriter {
  readonly #head: StatementSync;
  readonly #insertTopic: StatementSync;
  readonly #append: StatementSync;
  readonly #redact: StatementSync;
  readonly #idOf: StatementSync;
  readonly #setFloor: StatementSync;
  readonly #deleteEvents: StatementSync;
  readonly #firstKept: StatementSync;
  readonly #heads = new Map<string, Head>();

  constructor(db: DatabaseSync) {
    this.#head = db.prepare(topicWithHeadSql);
    this.#head.setReturnArrays(true);
    this.#insertTopic = db.prepare("INSERT INTO taskwire_topics (topic) VALUES (?)");
    this.#append = db.prepare(
      `INSERT INTO taskwire_events (topic_id, number, id, type, subject, at, actor, audience, data, records)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#redact = db.prepare(
      "UPDATE taskwire_events SET data = '{}', records = NULL WHERE topic_id = ? AND subject = ?",
    );
    this.#firstKept = db.prepare(
      `SELECT number FROM taskwire_events WHERE topic_id = ?1
         AND (at >= ?2 OR number > ?3 + (SELECT floor FROM taskwire_topics WHERE id = ?1))
       ORDER BY number LIMIT 1`,
    );
    this.#idOf = db.prepare("SELECT id FROM taskwire_events WHERE topic_id = ? AND number = ?");
    this.#setFloor = db.prepare("UPDATE taskwire_topics SET floor = ?, floor_id = ? WHERE id = ?");
    this.#deleteEvents = db.prepare(
      "DELETE FROM taskwire_events WHERE topic_id = ? AND number <= ?",
    );
  }

  /** Number of cached topics. */
  get cachedCount(): number {
    return this.#heads.size;
  }

  clearCache(): void {
    this.#heads.clear();
  }

  /** Appends an event and returns its number. */
  append(event: NewEvent): number {
    const { topic, id, type, subject, at, actor, audience, data, records } = event;
    const head = this.#headOf(topic);
    head.number++;
    this.#append.run(
      head.topicId,
      ...[head.number, id, type, subject, at, actor, audience, data, records],
    );
    return head.number;
  }

  /** Empties all events of a subject. */
  redact(topic: string, subject: string): void {
    this.#redact.run(this.#headOf(topic).topicId, subject);
  }

  /** Deletes the events up to and including a number. Returns whether there were any. */
  trim(topic: string, upTo: number): boolean {
    const { topicId, number } = this.#headOf(topic);
    const floor = Math.min(upTo, number);
    const last = this.#idOf.get(topicId, floor);
    if (!last) return false;
    this.#setFloor.run(floor, last.id ?? "", topicId);
    this.#deleteEvents.run(topicId, floor);
    return true;
  }

  /** Deletes the oldest events that are older than a time. Returns whether there were any. */
  trimBefore(topic: string, at: string): boolean {
    const { topicId, number } = this.#headOf(topic);
    const first = this.#firstKept.get(topicId, at, maxTrimmed);
    return this.trim(topic, first ? Number(first.number) - 1 : number);
  }

  #headOf(topic: string): Head {
    let head = this.#heads.get(topic);
    if (!head) {
      const row = this.#head.get(topic) as unknown as
        | readonly [number, number, string, number]
        | undefined;
      head = row
        ? { topicId: row[0], number: row[3] }
        : { topicId: Number(this.#insertTopic.run(topic).lastInsertRowid), number: 0 };
      this.#heads.set(topic, head);
    }
    return head;
  }
}
