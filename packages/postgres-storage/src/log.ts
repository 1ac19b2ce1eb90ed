import type { EventsPage, EventsQuery, LoggedEvent, Position } from "@taskwire/core/adapter";
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
      text: `SELECT json_agg(json_build_array(topic, head, id))::text FROM ${this.#topics} WHERE topic = ANY ($1::text[])`,
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
    const { topic, after, before, subject, limit } = query;
    const isBackwards = before !== undefined;
    const from =
      before === "end"
        ? { number: Number.MAX_SAFE_INTEGER, id: "" }
        : (before ?? after ?? { number: 0, id: "" });
    if (!Number.isSafeInteger(from.number)) return { status: "gone" };
    const values: unknown[] = [
      topic,
      from.number,
      limit,
      ...(subject === undefined ? [] : [subject]),
    ];
    // One statement, so the event at the cursor, the head and the page are from one moment.
    const [head, id, floor, floorId, eventId, page] = await this.#database.read({
      text: `SELECT t.head::text, t.id, t.floor::text, t.floor_id,
          (SELECT e.id FROM ${this.#events} e WHERE e.topic = $1 AND e.number = $2::bigint),
          (SELECT json_agg(json_build_array(${columns.map((column) => `p.${column}`).join(", ")}))::text FROM
            (SELECT * FROM ${this.#events} e WHERE e.topic = $1 AND e.number ${isBackwards ? "<" : ">"} $2::bigint
              ${subject === undefined ? "" : "AND e.subject = $4"}
              ORDER BY e.number ${isBackwards ? "DESC" : "ASC"} LIMIT $3::bigint) p)
        FROM (SELECT) one LEFT JOIN ${this.#topics} t ON t.topic = $1`,
      values,
    });
    if (before !== "end") {
      const idAtCursor = from.number === Number(floor ?? 0) ? (floorId ?? "") : eventId;
      if (idAtCursor !== from.id) return { status: "gone" };
    }
    const events = (JSON.parse(String(page ?? "[]")) as Row[]).map((row) => toEvent(topic, row));
    return {
      status: "page",
      events,
      head: { number: safeInteger(Number(head ?? 0)), id: String(id ?? "") },
    };
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
