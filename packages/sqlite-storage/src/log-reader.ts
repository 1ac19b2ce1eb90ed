import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { EventsPage, EventsQuery, LoggedEvent, Position } from "@taskwire/core/adapter";
import { bytesOf } from "./bytes.ts";

type Row = readonly SQLOutputValue[];
const columns = "number, id, type, subject, at, actor, audience, data, records";

/**
 * SQL for a topic and its head: the position of its last event, or of the last trimmed one if no
 * event is left.
 */
export const topicWithHeadSql = `
  SELECT topic.id, floor, floor_id, coalesce(last.number, floor), coalesce(last.id, floor_id)
  FROM taskwire_topics AS topic LEFT JOIN taskwire_events AS last
    ON last.topic_id = topic.id AND last.number = (SELECT max(number) FROM taskwire_events WHERE topic_id = topic.id)
  WHERE topic = ?`;

interface TopicRow {
  readonly topicId: number;
  readonly floor: number;
  readonly floorId: string;
  /** The number of the head. */
  readonly number: number;
  /** The id of the head. */
  readonly id: string;
}

/** An event by its `place`, which is the rowid: the order of insertion. */
interface RowPosition {
  readonly place: number;
  readonly id: string;
}

const end: RowPosition = { place: Number.MAX_SAFE_INTEGER, id: "" };

/**
 * Reads the log. Within a topic, rows are in the order of the events' numbers. So a page by subject
 * can be read by rowid, and its index needs no number.
 */
export class LogReader {
  readonly #topic: StatementSync;
  readonly #event: StatementSync;
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
    this.#topic = prepare(topicWithHeadSql);
    this.#event = prepare(
      "SELECT place, id FROM taskwire_events WHERE topic_id = ? AND number = ?",
    );
    this.#pages = {
      after: page("number > ?", "number"),
      before: page("number < ?", "number DESC"),
      afterBySubject: page("subject = ? AND place > ?", "place"),
      beforeBySubject: page("subject = ? AND place < ?", "place DESC"),
    };
  }

  head(topic: string): Position {
    const { number, id } = this.#row(topic);
    return { number, id };
  }

  /** Returns a page. It runs several statements, so call it in a transaction. */
  page({ topic, after, before, subject, limit, maxBytes }: EventsQuery): EventsPage {
    const row = this.#row(topic);
    const { number, id } = row;
    const from =
      before === "end"
        ? { number: number + 1, id: "" }
        : (before ?? after ?? { number: 0, id: "" });
    const cursor = before === "end" ? end : this.#positionOf(row, from.number);
    if (cursor?.id !== from.id) return { status: "gone" };
    const page =
      this.#pages[`${before ? "before" : "after"}${subject === undefined ? "" : "BySubject"}`];
    const bound = subject === undefined ? [from.number] : [subject, cursor.place];
    const values = [row.topicId, ...bound, limit];
    const rows = (maxBytes === undefined ? page?.all(...values) : page?.iterate(...values)) ?? [];
    const events: LoggedEvent[] = [];
    let bytes = 0;
    for (const one of rows as Iterable<unknown> as Iterable<Row>) {
      if (maxBytes !== undefined) bytes += bytesOf(one);
      if (events.length > 0 && bytes > (maxBytes ?? bytes))
        return { status: "page", events, head: { number, id }, cut: true };
      events.push(toEvent(topic, one));
    }
    return { status: "page", events, head: { number, id } };
  }

  /** Returns the position of an event, or of the last trimmed one; undefined if it is not there. */
  #positionOf({ topicId, floor, floorId }: TopicRow, number: number): RowPosition | undefined {
    if (number === floor) return { place: 0, id: floorId };
    const row = this.#event.get(topicId, number) as unknown as Row | undefined;
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
