import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Collection, KeptEvent, NewEvent } from "@taskwire/core/adapter";
import { maxTrimmed } from "@taskwire/core/storage";
import { eventsSql, lastEventSql } from "./told.ts";

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
  readonly #keep: StatementSync;
  readonly #idOf: StatementSync;
  readonly #setFloor: StatementSync;
  readonly #deleteEvents: StatementSync;
  readonly #firstKept: StatementSync;
  readonly #heads = new Map<string, Head>();

  constructor(db: DatabaseSync, collections: readonly Collection[]) {
    this.#head = db.prepare(
      `SELECT id, coalesce(${lastEventSql(collections).number}, floor) FROM taskwire_topics AS topic WHERE topic = ?`,
    );
    this.#head.setReturnArrays(true);
    this.#insertTopic = db.prepare("INSERT INTO taskwire_topics (topic) VALUES (?)");
    this.#append = db.prepare(
      `INSERT INTO taskwire_events (topic_id, number, id, type, subject, at, actor, audience, data, records)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#redact = db.prepare(
      "UPDATE taskwire_events SET data = '{}', records = NULL WHERE topic_id = ? AND subject = ?",
    );
    this.#keep = db.prepare(
      "UPDATE taskwire_events SET data = ?1 WHERE topic_id = ?2 AND number = ?3 AND subject = ?4",
    );
    const isKept = `topic_id = ?1 AND (at >= ?2 OR number > ?3 + (SELECT floor FROM taskwire_topics WHERE id = ?1))`;
    this.#firstKept = db.prepare(
      `${eventsSql(collections, isKept, "number")} ORDER BY number LIMIT 1`,
    );
    this.#idOf = db.prepare(eventsSql(collections, "topic_id = ?1 AND number = ?2", "id"));
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
    const { topicId, number } = this.next(topic);
    this.#append.run(topicId, number, id, type, subject, at, actor, audience, data, records);
    return number;
  }

  /** Takes the next number of a topic, for an event that is stored in another table. */
  next(topic: string): { readonly topicId: number; readonly number: number } {
    const head = this.#headOf(topic);
    head.number++;
    return { topicId: head.topicId, number: head.number };
  }

  /** Removes the data of all events of a subject, except for the data in `keep`. Returns the id of the topic. */
  redact(topic: string, subject: string, keep: readonly KeptEvent[] = []): number {
    const { topicId } = this.#headOf(topic);
    this.#redact.run(topicId, subject);
    for (const { number, data } of keep) this.#keep.run(data, topicId, number, subject);
    return topicId;
  }

  /** Deletes the events up to and including a number. Returns what was deleted; undefined if there was nothing. */
  trim(
    topic: string,
    upTo: number,
  ): { readonly topicId: number; readonly upTo: number } | undefined {
    const { topicId, number } = this.#headOf(topic);
    const floor = Math.min(upTo, number);
    const last = this.#idOf.get(topicId, floor);
    if (!last) return undefined;
    this.#setFloor.run(floor, last.id ?? "", topicId);
    this.#deleteEvents.run(topicId, floor);
    return { topicId, upTo: floor };
  }

  /** Deletes the oldest events that are older than a time. Returns the same as `trim`. */
  trimBefore(topic: string, at: string): ReturnType<LogWriter["trim"]> {
    const { topicId, number } = this.#headOf(topic);
    const first = this.#firstKept.get(topicId, at, maxTrimmed);
    return this.trim(topic, first ? Number(first.number) - 1 : number);
  }

  #headOf(topic: string): Head {
    let head = this.#heads.get(topic);
    if (!head) {
      const row = this.#head.get(topic) as unknown as
        | readonly [topicId: number, number: number]
        | undefined;
      head = row
        ? { topicId: row[0], number: row[1] }
        : { topicId: Number(this.#insertTopic.run(topic).lastInsertRowid), number: 0 };
      this.#heads.set(topic, head);
    }
    return head;
  }
}
