import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { EventsPage, EventsQuery, LoggedEvent, Position } from "@taskwire/core/storage";

type Row = readonly SQLOutputValue[];
const columns = "number, id, type, subject, at, actor, audience, data";

/** Reads topics. */
export class LogReader {
  readonly #topic: StatementSync;
  readonly #idAt: StatementSync;
  readonly #pages: { readonly [kind: string]: StatementSync };

  constructor(db: DatabaseSync) {
    const prepare = (sql: string): StatementSync => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    const page = (condition: string, order: "ASC" | "DESC") =>
      prepare(
        `SELECT ${columns} FROM taskwire_events WHERE topic = ? AND ${condition} ORDER BY number ${order} LIMIT ?`,
      );
    this.#topic = prepare("SELECT head, id, floor, floor_id FROM taskwire_topics WHERE topic = ?");
    this.#idAt = prepare("SELECT id FROM taskwire_events WHERE topic = ? AND number = ?");
    this.#pages = {
      after: page("number > ?", "ASC"),
      before: page("number < ?", "DESC"),
      afterAbout: page("subject = ? AND number > ?", "ASC"),
      beforeAbout: page("subject = ? AND number < ?", "DESC"),
    };
  }

  head(topic: string): Position {
    const row = this.#row(topic);
    return { number: row.head, id: row.id };
  }

  /** More than one statement: to be run in one transaction. */
  page({ topic, after, before, subject, limit }: EventsQuery): EventsPage {
    const { head, id, floor, floorId } = this.#row(topic);
    const from = before === "end" ? { number: head + 1, id: "" } : (before ?? after ?? { number: 0, id: "" });
    if (before !== "end") {
      const known =
        from.number === floor ? floorId : (this.#idAt.get(topic, from.number) as unknown as Row | undefined)?.[0];
      if (known !== from.id) return { status: "gone" };
    }
    const page = this.#pages[`${before ? "before" : "after"}${subject === undefined ? "" : "About"}`];
    const key = subject === undefined ? [topic] : [topic, subject];
    const rows = (page?.all(...key, from.number, limit) ?? []) as unknown as Row[];
    return { status: "page", events: rows.map((row) => toEvent(topic, row)), head: { number: head, id } };
  }

  #row(topic: string): { head: number; id: string; floor: number; floorId: string } {
    const row = this.#topic.get(topic) as unknown as Row | undefined;
    if (!row) return { head: 0, id: "", floor: 0, floorId: "" };
    return { head: Number(row[0]), id: String(row[1]), floor: Number(row[2]), floorId: String(row[3]) };
  }
}

function toEvent(topic: string, row: Row): LoggedEvent {
  const [number, id, type, subject, at, actor, audience, data] = row as [number, ...string[]] & Row;
  return { topic, number, id, type, subject, at, actor, audience: audience ?? null, data } as LoggedEvent;
}
