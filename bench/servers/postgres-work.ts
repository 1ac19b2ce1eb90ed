import { randomUUID } from "node:crypto";
import type { Collection, Storage } from "@taskwire/core/adapter";
import { postgresStorage } from "@taskwire/postgres-storage";
import pg from "pg";
import { answer } from "../processes.ts";
import { usage } from "./usage.ts";

// Both sides run the same command: it changes one field of a record, appends an event of 300 bytes
// to the log, and stores a key.
const things = {
  name: "things",
  fields: { title: "text", state: "text", count: "integer" },
  indexes: { state: ["state"] },
  versions: "topic",
} as const satisfies Collection;

const people = 256;
const topics = 16;
const at = "2026-01-02T03:04:05.678Z";
const data = JSON.stringify({
  thing: { title: "Something to do", state: "pending", text: "x".repeat(250) },
});
const schema = `bench_${randomUUID().replaceAll("-", "")}`;
const versions = new Map<string, number>();
let pool: pg.Pool;
let storage: Storage;

const topicOf = (i: number) => `board:${i % topics}`;
const eventOf = (i: number, type: string) => ({
  topic: topicOf(i),
  id: randomUUID(),
  type,
  subject: `thing-${i}`,
  at,
  actor: "u",
  audience: null,
  records: null,
  data,
});

/**
 * Written by hand: begin, take the topic's next number (which locks it), write record, event and
 * key, commit.
 */
async function fiveTrips(i: number): Promise<void> {
  const id = `thing-${i}`;
  const client = await pool.connect();
  await client.query("BEGIN");
  const { rows } = await client.query<{ head: string }>(
    `UPDATE ${schema}.taskwire_topics SET head = head + 1, id = $2 WHERE topic = $1 RETURNING head`,
    [topicOf(i), randomUUID()],
  );
  const head = Number(rows[0]?.head);
  const { rowCount } = await client.query(
    `UPDATE ${schema}.things SET count = count + 1, version = $3 WHERE id = $1 AND version = $2`,
    [id, versions.get(id), head],
  );
  await client.query(
    `WITH event AS (INSERT INTO ${schema}.taskwire_events VALUES ($1, $2, $3, 'changed', $4, $5, 'u', NULL, $6))
     INSERT INTO ${schema}.taskwire_keys VALUES ('u', $7, 'hash', $5, 'null', '[]')`,
    [topicOf(i), head, randomUUID(), id, at, data, randomUUID()],
  );
  await client.query("COMMIT");
  client.release();
  if (rowCount !== 1) throw new Error("stale");
  versions.set(id, head);
}

/**
 * The minimum by hand: one statement that reads record and key, and one that writes everything. No
 * rules, no lock order, no batching.
 */
async function twoStatements(i: number): Promise<void> {
  const id = `thing-${i}`;
  const key = randomUUID();
  const { rows } = await pool.query<{ version: string }>(
    `SELECT t.version, k.result FROM ${schema}.things t
     LEFT JOIN ${schema}.taskwire_keys k ON k.actor = 'u' AND k.key = $2 WHERE t.id = $1`,
    [id, key],
  );
  const written = await pool.query<{ numbers: string }>(
    `WITH topic AS (UPDATE ${schema}.taskwire_topics SET head = head + 1, id = $2 WHERE topic = $1 RETURNING head),
       record AS (UPDATE ${schema}.things t SET count = count + 1, version = topic.head FROM topic
         WHERE t.id = $3 AND t.version = $4 RETURNING version),
       event AS (INSERT INTO ${schema}.taskwire_events SELECT $1, version, $2, 'changed', $3, $5, 'u', NULL, $6 FROM record)
     INSERT INTO ${schema}.taskwire_keys SELECT 'u', $7, 'hash', $5, 'null', version::text FROM record RETURNING numbers`,
    [topicOf(i), randomUUID(), id, rows[0]?.version, at, data, key],
  );
  const [row] = written.rows;
  if (!row) throw new Error("stale");
  versions.set(id, Number(row.numbers));
}

/** Through the storage: one read of the records that the command depends on, and the commit. */
async function twoTrips(i: number): Promise<void> {
  const ref = { collection: things.name, id: `thing-${i}` };
  const key = { actor: "u", key: randomUUID() };
  const { records } = await storage.get([ref], key);
  const [record] = records;
  const outcome = await storage.commit({
    reads: [{ ...ref, version: record?.version ?? 0 }],
    writes: [
      { kind: "update", ...ref, fields: { count: Number(record?.fields?.count) + 1 }, event: 0 },
    ],
    events: [eventOf(i, "changed")],
    key: { ...key, hash: "hash", at },
    result: "null",
  });
  if (outcome.status !== "committed") throw new Error(outcome.status);
  versions.set(ref.id, outcome.numbers[0] ?? 0);
}

const bareInsert = () =>
  pool.query(`INSERT INTO ${schema}.bare VALUES ($1, $2)`, [randomUUID(), data]);

const ways = {
  "five round trips": fiveTrips,
  "two statements": twoStatements,
  taskwire: twoTrips,
  "bare insert": bareInsert,
};
export type Way = keyof typeof ways;

const answers = {
  async open({ url }: { url: string }): Promise<void> {
    storage = postgresStorage({ url, schema });
    await storage.open([things]);
    pool = new pg.Pool({ connectionString: url, max: 16 });
    await pool.query(`CREATE TABLE ${schema}.bare (id text PRIMARY KEY, data text)`);
    for (let i = 0; i < people; i++) {
      const outcome = await storage.commit({
        reads: [],
        writes: [
          {
            kind: "insert",
            collection: things.name,
            id: `thing-${i}`,
            fields: { title: "A thing", state: "pending", count: 0 },
            event: 0,
          },
        ],
        events: [eventOf(i, "made")],
        result: "null",
      });
      if (outcome.status === "committed") versions.set(`thing-${i}`, outcome.numbers[0] ?? 0);
    }
  },
  /**
   * Runs commands for `ms` milliseconds, `inFlight` at a time. Returns commands per second and this
   * process's CPU time per command in µs.
   */
  async load({ way, inFlight, ms }: { way: Way; inFlight: number; ms: number }) {
    const run = ways[way];
    const start = performance.now();
    const cpu = usage.cpu();
    let count = 0;
    const work = async (i: number) => {
      while (performance.now() - start < ms) {
        await run(i);
        count++;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, (_, i) => work(i)));
    return {
      perSecond: count / ((performance.now() - start) / 1_000),
      cpu: (usage.cpu() - cpu) / count,
      count,
    };
  },
  /** Runs one command at a time. Returns the median in ms. */
  async alone({ way, count }: { way: Way; count: number }): Promise<number> {
    const took: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await ways[way](i % people);
      took.push(performance.now() - start);
    }
    return took.sort((a, b) => a - b)[count >> 1] ?? Number.NaN;
  },
  async close(): Promise<void> {
    await storage.close();
    await pool.end();
  },
};
export type PostgresWork = typeof answers;

answer(answers);
