import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { NewEvent } from "@taskwire/core/storage";

/** Appends to topics. The number comes from the topic's head row, which the same transaction moves. */
export class LogWriter {
  readonly #head: StatementSync;
  readonly #setHead: StatementSync;
  readonly #append: StatementSync;
  readonly #redact: StatementSync;
  readonly #idAt: StatementSync;
  readonly #setFloor: StatementSync;
  readonly #drop: StatementSync;
  // Heads of this transaction, and which of them are still to be written.
  readonly #heads = new Map<string, { number: number; id: string }>();
  readonly #moved = new Set<string>();

  constructor(db: DatabaseSync) {
    this.#head = db.prepare("SELECT head FROM taskwire_topics WHERE topic = ?");
    this.#setHead = db.prepare(
      `INSERT INTO taskwire_topics (topic, head, id) VALUES (?, ?, ?)
       ON CONFLICT (topic) DO UPDATE SET head = excluded.head, id = excluded.id`,
    );
    this.#append = db.prepare(
      `INSERT INTO taskwire_events (topic, number, id, type, subject, at, actor, audience, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#redact = db.prepare("UPDATE taskwire_events SET data = '{}' WHERE topic = ? AND subject = ?");
    this.#idAt = db.prepare("SELECT id FROM taskwire_events WHERE topic = ? AND number = ?");
    this.#setFloor = db.prepare("UPDATE taskwire_topics SET floor = ?, floor_id = ? WHERE topic = ?");
    this.#drop = db.prepare("DELETE FROM taskwire_events WHERE topic = ? AND number <= ?");
  }

  forget(): void {
    this.#heads.clear();
    this.#moved.clear();
  }

  append(event: NewEvent): number {
    const head = this.#headOf(event.topic);
    head.number++;
    head.id = event.id;
    this.#moved.add(event.topic);
    const { topic, id, type, subject, at, actor, audience, data } = event;
    this.#append.run(topic, head.number, id, type, subject, at, actor, audience, data);
    return head.number;
  }

  /** Writes the heads that have moved: once a transaction, however many commits it holds. */
  writeHeads(): void {
    for (const topic of this.#moved) {
      const { number, id } = this.#headOf(topic);
      this.#setHead.run(topic, number, id);
    }
    this.#moved.clear();
  }

  redact(topic: string, subject: string): void {
    this.#redact.run(topic, subject);
  }

  trim(topic: string, upTo: number): void {
    this.writeHeads();
    const floor = Math.min(upTo, this.#headOf(topic).number);
    const last = this.#idAt.get(topic, floor);
    if (!last) return;
    this.#setFloor.run(floor, last.id ?? "", topic);
    this.#drop.run(topic, floor);
  }

  #headOf(topic: string): { number: number; id: string } {
    let head = this.#heads.get(topic);
    if (!head) {
      head = { number: Number(this.#head.get(topic)?.head ?? 0), id: "" };
      this.#heads.set(topic, head);
    }
    return head;
  }
}
