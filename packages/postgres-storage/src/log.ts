import {
  type EventsPage,
  type EventsQuery,
  type LoggedEvent,
  maxTrimmed,
  type Position,
} from "@taskwire/core/adapter";
import { quoted, safeInteger } from "./columns.ts";
import type { Database } from "./database.ts";

type Row = readonly [number, ...(string | null)[]];

const columns = [
  "number",
  "id",
  "type",
  "subject",
  "at",
  "actor",
  "audience",
  "data",
  "records",
] as const;

/** The columns whose texts count for `maxBytes`. */
const texts = ["id", "subject", "audience", "data", "records"] as const;

/** Reads and trims the log. */
export class Log {
  readonly #database: Database;
  readonly #topics: string;
  readonly #events: string;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#topics = `${quoted(schema)}.taskwire_topics`;
    this.#events = `${quoted(schema)}.taskwire_events`;
  }

  async heads(topics: readonly string[]): Promise<Position[]> {
    const [column] = await this.#database.read({
      text: `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(topic, head, id))::text FROM ${this.#topics} WHERE topic = ANY ($1::text[])`,
      values: [topics],
    });
    const heads = new Map<string, Position>();
    for (const [topic, number, id] of JSON.parse(String(column ?? "[]")) as [
      string,
      number,
      string,
    ][]) {
      heads.set(topic, { number: safeInteger(number, "taskwire_topics.head"), id });
    }
    return topics.map((topic) => heads.get(topic) ?? { number: 0, id: "" });
  }

  async page(query: EventsQuery): Promise<EventsPage> {
    const { topic, after, before, subject, limit, maxBytes } = query;
    const isBackwards = before !== undefined;
    const order = isBackwards ? "DESC" : "ASC";
    const from =
      before === "end"
        ? { number: Number.MAX_SAFE_INTEGER, id: "" }
        : (before ?? after ?? { number: 0, id: "" });
    if (!Number.isSafeInteger(from.number)) return { status: "gone" };
    const values: unknown[] = [
      topic,
      from.number,
      limit,
      maxBytes ?? null,
      ...(subject === undefined ? [] : [subject]),
    ];
    const row = `pg_catalog.json_build_array(${columns.map((column) => `p.${column}`).join(", ")})`;
    // A long text's length is read without the text, and only events of the page become rows.
    const fits = "p.n = 1 OR $4::bigint IS NULL OR p.bytes <= $4::bigint";
    // This is one statement, so that the event at the cursor, the head and the page are from the
    // same moment.
    const [head, id, floor, floorId, eventId, page] = await this.#database.read({
      text: `SELECT t.head::text, t.id, t.floor::text, t.floor_id,
          (SELECT e.id FROM ${this.#events} e WHERE e.topic = $1 AND e.number = $2::bigint),
          (SELECT pg_catalog.json_build_array(pg_catalog.json_agg(${row} ORDER BY p.n) FILTER (WHERE ${fits}), bool_or(NOT (${fits})))::text FROM
            (SELECT *, row_number() OVER w AS n, sum(${texts.map((one) => `coalesce(octet_length(e.${one}), 0)`).join(" + ")}) OVER w AS bytes
              FROM (SELECT * FROM ${this.#events} e WHERE e.topic = $1 AND e.number ${isBackwards ? "<" : ">"} $2::bigint
                ${subject === undefined ? "" : "AND e.subject = $5"}
                ORDER BY e.number ${order} LIMIT $3::bigint) e
              WINDOW w AS (ORDER BY e.number ${order} ROWS UNBOUNDED PRECEDING)) p)
        FROM (SELECT) one LEFT JOIN ${this.#topics} t ON t.topic = $1`,
      values,
    });
    if (before !== "end") {
      const idAtCursor = from.number === Number(floor ?? 0) ? (floorId ?? "") : eventId;
      if (idAtCursor !== from.id) return { status: "gone" };
    }
    const [rows, isCut] = JSON.parse(String(page)) as [Row[] | null, boolean | null];
    return {
      status: "page",
      events: (rows ?? []).map((row) => toEvent(topic, row)),
      head: { number: safeInteger(Number(head ?? 0)), id: String(id ?? "") },
      ...(isCut && { cut: true as const }),
    };
  }

  /** Deletes the oldest events that are older than a time. */
  async trimBefore(topic: string, at: string): Promise<void> {
    const [upTo, floor] = await this.#database.read({
      text: `SELECT coalesce(
          (SELECT e.number - 1 FROM ${this.#events} e
            WHERE e.topic = $1 AND (e.at >= $2 OR e.number > t.floor + $3::bigint) ORDER BY e.number LIMIT 1),
          t.head)::text, t.floor::text
        FROM ${this.#topics} t WHERE t.topic = $1`,
      values: [topic, at, maxTrimmed],
    });
    // Most calls find nothing to delete. They must not lock the topic.
    if (Number(upTo) > Number(floor)) await this.trim(topic, safeInteger(Number(upTo)));
  }

  /**
   * Deletes the events up to and including a number. The topic keeps the position of the last one,
   * so that a cursor at it stays valid.
   */
  async trim(topic: string, upTo: number): Promise<void> {
    await this.#database.run({
      // Locks the topic first, as commits do. Otherwise a redacting commit and this statement could
      // each wait for the other.
      text: `WITH topic AS MATERIALIZED (SELECT head FROM ${this.#topics} WHERE topic = $1 FOR NO KEY UPDATE),
        last AS (
          SELECT e.number, e.id FROM ${this.#events} e, topic
          WHERE e.topic = $1 AND e.number <= least($2::bigint, topic.head) ORDER BY e.number DESC LIMIT 1),
        moved AS (
          UPDATE ${this.#topics} t SET floor = last.number, floor_id = last.id FROM last
          WHERE t.topic = $1 AND t.floor < last.number)
        DELETE FROM ${this.#events} e USING last WHERE e.topic = $1 AND e.number <= last.number`,
      values: [topic, upTo],
    });
  }
}

function toEvent(topic: string, row: Row): LoggedEvent {
  const [number, id, type, subject, at, actor, audience, data, records] = row;
  return {
    topic,
    number: safeInteger(number, "taskwire_events.number"),
    id,
    type,
    subject,
    at,
    actor,
    audience,
    data,
    records,
  } as LoggedEvent;
}
