import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type {
  Collection,
  EventsPage,
  EventsQuery,
  LoggedEvent,
  Position,
} from "@taskwire/core/adapter";
import { bytesOf } from "./bytes.ts";
import { eventsSql, lastEventSql } from "./told.ts";

type Row = readonly SQLOutputValue[];

/**
 * SQL for a topic and its head: the position of its last event, or of the last trimmed one if no
 * event is left.
 */
function topicWithHeadSql(collections: readonly Collection[]): string {
  const last = lastEventSql(collections);
  return `SELECT topic.id, floor, floor_id, coalesce(topic.last, floor), coalesce(${last.id}, floor_id)
    FROM (SELECT id, floor, floor_id, ${last.number} AS last FROM taskwire_topics AS topic WHERE topic = ?) AS topic`;
}

interface TopicRow {
  readonly topicId: number;
  readonly floor: number;
  readonly floorId: string;
  /** The number of the head. */
  readonly number: number;
  /** The id of the head. */
  readonly id: string;
}

/**
 * The position of an event: its id, and its `place`, which is the rowid. So it shows the order of
 * insertion.
 */
interface RowPosition {
  readonly place: number;
  readonly id: string;
}

type Pages = { readonly [kind in PageKind]: StatementSync };
type PageKind = "after" | "before" | "afterBySubject" | "beforeBySubject";

const end: RowPosition = { place: Number.MAX_SAFE_INTEGER, id: "" };

/**
 * Reads the log. Within a topic, the order of the rowids is the order of the event numbers. So a
 * page of the events about one subject can be read in the order of rowids, and the index does not
 * need the numbers.
 */
export class LogReader {
  readonly #topic: StatementSync;
  readonly #event: StatementSync;
  readonly #pages: Pages;
  /**
   * Statements for the topics of people. Some events of these topics are stored with the records of
   * collections with `told`.
   */
  readonly #ofPeople: Pages;

  constructor(db: DatabaseSync, collections: readonly Collection[]) {
    const prepare = (sql: string): StatementSync => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    // The limit is a sum, for the reason that `limitSql` gives.
    const page = (from: readonly Collection[], condition: string, order: string) =>
      prepare(
        `${eventsSql(from, `topic_id = ?1 AND ${condition}`)} ORDER BY ${order} LIMIT ?3 + 0`,
      );
    this.#topic = prepare(topicWithHeadSql(collections));
    this.#event = prepare(
      `${eventsSql([], "topic_id = ?1 AND number = ?2", "place, id")}
       UNION ALL ${eventsSql(collections, "topic_id = ?1 AND number = ?2", "0, id")} LIMIT 1`,
    );
    const byNumber = (from: readonly Collection[]) => ({
      after: page(from, "number > ?2", "number"),
      before: page(from, "number < ?2", "number DESC"),
    });
    this.#pages = {
      ...byNumber([]),
      afterBySubject: page([], "subject = ?4 AND place > ?2", "place"),
      beforeBySubject: page([], "subject = ?4 AND place < ?2", "place DESC"),
    };
    this.#ofPeople = {
      ...byNumber(collections),
      afterBySubject: page(collections, "subject = ?4 AND number > ?2", "number"),
      beforeBySubject: page(collections, "subject = ?4 AND number < ?2", "number DESC"),
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
    const isOfPerson = topic.startsWith("user:");
    const kind = before ? "before" : "after";
    const page = (isOfPerson ? this.#ofPeople : this.#pages)[
      subject === undefined ? kind : (`${kind}BySubject` as const)
    ];
    const isByPlace = subject !== undefined && !isOfPerson;
    const values = [
      ...[row.topicId, isByPlace ? cursor.place : from.number, limit],
      ...(subject === undefined ? [] : [subject]),
    ];
    const rows = maxBytes === undefined ? page.all(...values) : page.iterate(...values);
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
