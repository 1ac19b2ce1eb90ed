import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { EventsPage, EventsQuery, LoggedEvent, Position } from "@taskwire/core/adapter";

type Row = readonly SQLOutputValue[];
const columns = "number, id, type, subject, at, actor, audience, data, records";

/** A topic's row, and where it ends: at its last event, or where its last one was trimmed away. */
export const topicWithHead = `
  SELECT topic.id, floor, floor_id, coalesce(last.number, floor), coalesce(last.id, floor_id)
  FROM taskwire_topics AS topic LEFT JOIN taskwire_events AS last
    ON last.topic_id = topic.id AND last.number = (SELECT max(number) FROM taskwire_events WHERE topic_id = topic.id)
  WHERE topic = ?`;

interface TopicRow {
  readonly topicId: number;
  readonly floor: number;
  readonly floorId: string;
  /** Of the head. */
  readonly number: number;
  readonly id: string;
}

const first = { place: 0, id: "" };
const behindAll = { place: Number.MAX_SAFE_INTEGER, id: "" };

/** Reads topics. Places in the table are in the order of the numbers, so a page by subject needs no number in its index. */
export class LogReader {
  readonly #topic: StatementSync;
  readonly #at: StatementSync;
  readonly #pages: { readonly [kind: string]: StatementSync };

  constructor(db: DatabaseSync) {
    const prepare = (sql: string): StatementSync => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    const page = (condition: string, order: string) =>
      prepare(
        `SELECT ${columns} FROM taskwire_events WHERE topic_id = ? AND ${condition} ORDER BY ${order} LIMIT ?`,
      );
    this.#topic = prepare(topicWithHead);
    this.#at = prepare("SELECT place, id FROM taskwire_events WHERE topic_id = ? AND number = ?");
    this.#pages = {
      after: page("number > ?", "number"),
      before: page("number < ?", "number DESC"),
      afterAbout: page("subject = ? AND place > ?", "place"),
      beforeAbout: page("subject = ? AND place < ?", "place DESC"),
    };
  }

  head(topic: string): Position {
    const { number, id } = this.#row(topic);
    return { number, id };
  }

  /** More than one statement: to be run in one transaction. */
  page({ topic, after, before, subject, limit }: EventsQuery): EventsPage {
    const row = this.#row(topic);
    const { number, id } = row;
    const from =
      before === "end"
        ? { number: number + 1, id: "" }
        : (before ?? after ?? { number: 0, id: "" });
    const stand = before === "end" ? behindAll : this.#standAt(row, from.number);
    if (stand?.id !== from.id) return { status: "gone" };
    const page =
      this.#pages[`${before ? "before" : "after"}${subject === undefined ? "" : "About"}`];
    const bound = subject === undefined ? [from.number] : [subject, stand.place];
    const rows = (page?.all(row.topicId, ...bound, limit) ?? []) as unknown as Row[];
    return { status: "page", events: rows.map((one) => toEvent(topic, one)), head: { number, id } };
  }

  #standAt(
    { topicId, floor, floorId }: TopicRow,
    number: number,
  ): { place: number; id: string } | undefined {
    if (number === floor) return { ...first, id: floorId };
    const row = this.#at.get(topicId, number) as unknown as Row | undefined;
    return row && { place: Number(row[0]), id: String(row[1]) };
  }

  #row(topic: string): TopicRow {
    const row = this.#topic.get(topic) as unknown as Row | undefined;
    if (!row) return { topicId: 0, floor: 0, floorId: "", number: 0, id: "" };
    return {
      topicId: Number(row[0]),
      floor: Number(row[1]),
      floorId: String(row[2]),
      number: Number(row[3]),
      id: String(row[4]),
    };
  }
}

function toEvent(topic: string, row: Row): LoggedEvent {
  const [number, id, type, subject, at, actor, audience, data, records] = row as [
    number,
    ...string[],
  ] &
    Row;
  return {
    topic,
    number,
    id,
    type,
    subject,
    at,
    actor,
    audience: audience ?? null,
    data,
    records: records ?? null,
  } as LoggedEvent;
}
