import type {
  Collection,
  EventsPage,
  EventsQuery,
  LoggedEvent,
  Position,
} from "@taskwire/core/adapter";
import { maxTrimmed } from "@taskwire/core/storage";
import { Batcher, maxConcurrentReads } from "./batcher.ts";
import { quoted, safeInteger } from "./columns.ts";
import type { Database } from "./database.ts";
import {
  eventColumns as columns,
  isTold,
  subjectSql,
  type ToldCollection,
  toldEventsSql,
  toldTables,
} from "./told.ts";

type Row = readonly [number, ...(string | null)[]];

/** The columns whose texts count for `maxBytes`. */
const texts = ["id", "subject", "audience", "data", "records"] as const;

const maxRequestsPerRead = 1_000;

/** Reads and trims the log. */
export class Log {
  readonly #database: Database;
  readonly #schema: string;
  readonly #topics: string;
  readonly #events: string;
  readonly #trim: string;
  readonly #told: readonly ToldCollection[];
  readonly #heads: Batcher<readonly string[], Position[]>;

  /** `trim` is the name of the function that deletes events. */
  constructor(
    database: Database,
    schema: string,
    collections: readonly Collection[],
    trim: string,
  ) {
    this.#database = database;
    this.#schema = quoted(schema);
    this.#topics = `${this.#schema}.taskwire_topics`;
    this.#events = `${this.#schema}.taskwire_events`;
    this.#trim = `${this.#schema}.${trim}`;
    this.#told = collections.filter(isTold);
    this.#heads = new Batcher((requests) => this.#readHeads(requests), {
      maxConcurrent: maxConcurrentReads,
      maxSize: maxRequestsPerRead,
    });
  }

  heads(topics: readonly string[]): Promise<Position[]> {
    return this.#heads.add(topics);
  }

  whenIdle(): Promise<void> {
    return this.#heads.whenIdle();
  }

  /** All requests of the same moment share one statement. */
  async #readHeads(requests: readonly (readonly string[])[]): Promise<{ value: Position[] }[]> {
    const [column] = await this.#database.read({
      text: `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(topic, head, id))::text FROM ${this.#topics} WHERE topic = ANY ($1::text[])`,
      values: [[...new Set(requests.flat())]],
    });
    const heads = new Map<string, Position>();
    for (const [topic, number, id] of JSON.parse(String(column ?? "[]")) as [
      string,
      number,
      string,
    ][]) {
      heads.set(topic, { number: safeInteger(number, "taskwire_topics.head"), id });
    }
    return requests.map((topics) => ({
      value: topics.map((topic) => heads.get(topic) ?? { number: 0, id: "" }),
    }));
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
    const told = topic.startsWith("user:") ? this.#told : [];
    const idAt = [this.#events, ...told.map((one) => toldTables(this.#schema, one).log)].map(
      (log) => `(SELECT e.id FROM ${log} e WHERE e.topic = $1 AND e.number = $2::bigint)`,
    );
    const inRange = `l.topic = $1 AND l.number ${isBackwards ? "<" : ">"} $2::bigint`;
    const ordered = `ORDER BY number ${order} LIMIT $3::bigint`;
    const found = [
      `SELECT ${columns.join(", ")} FROM ${this.#events} l WHERE ${inRange} ${subject === undefined ? "" : "AND l.subject = $5"}`,
      ...told.map((one) => {
        const isAbout = subject === undefined ? "" : `AND ${subjectSql(this.#schema, one, "$5")}`;
        return `SELECT ${columns.join(", ")} FROM ${toldEventsSql(this.#schema, one, `${inRange} ${isAbout}`)} l`;
      }),
    ].map((sql) => `(${sql} ${ordered})`);
    // This is one statement, so that the event at the cursor, the head and the page are from the
    // same moment.
    const [head, id, floor, floorId, eventId, page] = await this.#database.read({
      text: `SELECT t.head::text, t.id, t.floor::text, t.floor_id,
          coalesce(${idAt.join(", ")}),
          (SELECT pg_catalog.json_build_array(pg_catalog.json_agg(${row} ORDER BY p.n) FILTER (WHERE ${fits}), bool_or(NOT (${fits})))::text FROM
            (SELECT *, row_number() OVER w AS n, sum(${texts.map((one) => `coalesce(octet_length(e.${one}), 0)`).join(" + ")}) OVER w AS bytes
              FROM (${found.length === 1 ? found[0] : `${found.join(" UNION ALL ")} ${ordered}`}) e
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
    const staying = [
      this.#events,
      ...this.#told.map((one) => toldTables(this.#schema, one).log),
    ].map(
      (log) => `(SELECT e.number - 1 FROM ${log} e
            WHERE e.topic = $1 AND (e.at >= $2 OR e.number > t.floor + $3::bigint) ORDER BY e.number LIMIT 1)`,
    );
    const [upTo, floor] = await this.#database.read({
      text: `SELECT least(${staying.join(", ")}, t.head)::text, t.floor::text
        FROM ${this.#topics} t WHERE t.topic = $1`,
      values: [topic, at, maxTrimmed],
    });
    // Most calls find nothing to delete. They must not lock the topic.
    if (Number(upTo) > Number(floor)) await this.trim(topic, safeInteger(Number(upTo)));
  }

  /** Deletes the events up to and including a number. */
  async trim(topic: string, upTo: number): Promise<void> {
    await this.#database.run({
      text: `SELECT ${this.#trim}($1, $2::bigint)`,
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
