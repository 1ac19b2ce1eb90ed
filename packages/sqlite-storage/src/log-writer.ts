import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { NewEvent } from "@taskwire/core/adapter";
import { topicWithHead } from "./log-reader.ts";

interface Head {
  readonly topicId: number;
  number: number;
}

/** Appends to topics. The number follows from the topic's last event, which no other process moves before this transaction ends. */
export class LogWriter {
  readonly #head: StatementSync;
  readonly #begin: StatementSync;
  readonly #append: StatementSync;
  readonly #redact: StatementSync;
  readonly #idAt: StatementSync;
  readonly #setFloor: StatementSync;
  readonly #drop: StatementSync;
  readonly #heads = new Map<string, Head>();

  constructor(db: DatabaseSync) {
    this.#head = db.prepare(topicWithHead);
    this.#head.setReturnArrays(true);
    this.#begin = db.prepare("INSERT INTO taskwire_topics (topic) VALUES (?)");
    this.#append = db.prepare(
      `INSERT INTO taskwire_events (topic_id, number, id, type, subject, at, actor, audience, data, records)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#redact = db.prepare(
      "UPDATE taskwire_events SET data = '{}', records = NULL WHERE topic_id = ? AND subject = ?",
    );
    this.#idAt = db.prepare("SELECT id FROM taskwire_events WHERE topic_id = ? AND number = ?");
    this.#setFloor = db.prepare("UPDATE taskwire_topics SET floor = ?, floor_id = ? WHERE id = ?");
    this.#drop = db.prepare("DELETE FROM taskwire_events WHERE topic_id = ? AND number <= ?");
  }

  /** How many topics it remembers. */
  get remembered(): number {
    return this.#heads.size;
  }

  forget(): void {
    this.#heads.clear();
  }

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

  redact(topic: string, subject: string): void {
    this.#redact.run(this.#headOf(topic).topicId, subject);
  }

  trim(topic: string, upTo: number): void {
    const { topicId, number } = this.#headOf(topic);
    const floor = Math.min(upTo, number);
    const last = this.#idAt.get(topicId, floor);
    if (!last) return;
    this.#setFloor.run(floor, last.id ?? "", topicId);
    this.#drop.run(topicId, floor);
  }

  #headOf(topic: string): Head {
    let head = this.#heads.get(topic);
    if (!head) {
      const row = this.#head.get(topic) as unknown as
        | readonly [number, number, string, number]
        | undefined;
      head = row
        ? { topicId: row[0], number: row[3] }
        : { topicId: Number(this.#begin.run(topic).lastInsertRowid), number: 0 };
      this.#heads.set(topic, head);
    }
    return head;
  }
}
