import type { DatabaseSync, StatementSync } from "node:sqlite";

/** What the log says of a record. */
export interface Entry {
  readonly topic: string;
  readonly version: number;
  /** The type of the event that put or dropped it last. */
  readonly type: string;
  /** JSON of the fields that the event put; null if it dropped the record. */
  readonly fields: string | null;
}

/** What the log says, kept on disk while it is judged: a log may be larger than memory. */
export class Ledger implements Disposable {
  // Without a name it is a file that nobody else sees, and that goes away with the connection.
  // Loaded here, because on an old Node an import would fail before the storage can say what is missing.
  readonly #db: DatabaseSync = new (process.getBuiltinModule("node:sqlite").DatabaseSync)("");
  readonly #statements = new Map<string, StatementSync>();

  constructor() {
    this.#db.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000; BEGIN;
      CREATE TABLE topics (topic TEXT PRIMARY KEY, place TEXT NOT NULL, floor INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX topics_by_place ON topics (place);
      CREATE TABLE fold (collection TEXT, id TEXT, topic TEXT, version INTEGER, type TEXT, fields TEXT, seen INTEGER DEFAULT 0,
        PRIMARY KEY (collection, id, topic)) WITHOUT ROWID;
      CREATE TABLE emptied (number INTEGER, topic TEXT, PRIMARY KEY (number, topic)) WITHOUT ROWID;
      CREATE TABLE involved (task TEXT, person TEXT, kept INTEGER, PRIMARY KEY (task, person, kept)) WITHOUT ROWID;`);
  }

  topic(topic: string, floor: number): void {
    // What a topic is about is behind its first colon, e.g. the id of a board.
    const place = topic.slice(topic.indexOf(":") + 1);
    this.#run("INSERT OR REPLACE INTO topics VALUES (?, ?, ?)", topic, place, floor);
  }

  carried(collection: string, id: string, { topic, version, type, fields }: Entry): void {
    this.#run(
      "INSERT OR REPLACE INTO fold (collection, id, topic, version, type, fields) VALUES (?, ?, ?, ?, ?, ?)",
      ...[collection, id, topic, version, type, fields],
    );
  }

  /** An event whose data were taken from it. */
  emptied(topic: string, number: number): void {
    this.#run("INSERT OR IGNORE INTO emptied VALUES (?, ?)", number, topic);
  }

  /** What is said of a record; in more than one topic when that of a former place is still there. */
  entries(collection: string, id: string): Entry[] {
    this.#run("UPDATE fold SET seen = 1 WHERE collection = ? AND id = ?", collection, id);
    const sql =
      "SELECT topic, version, type, fields FROM fold WHERE collection = ? AND id = ? ORDER BY version";
    return this.#statement(sql).all(collection, id) as unknown as Entry[];
  }

  /** Whether the event of this number is trimmed away in a topic about one of these, or, without them, in any topic. */
  isTrimmed(number: number, places: readonly string[] | undefined): boolean {
    const sql = `SELECT 1 FROM topics WHERE floor >= ?${places ? " AND place = ?" : ""} LIMIT 1`;
    const ask = this.#statement(sql);
    return places ? places.some((place) => ask.get(number, place)) : ask.get(number) !== undefined;
  }

  /** The same for events that lost their data. */
  isEmptied(number: number, places: readonly string[] | undefined): boolean {
    const sql = `SELECT 1 FROM emptied JOIN topics USING (topic) WHERE number = ?${places ? " AND place = ?" : ""} LIMIT 1`;
    const ask = this.#statement(sql);
    return places ? places.some((place) => ask.get(number, place)) : ask.get(number) !== undefined;
  }

  /** What the log speaks of and the tables don't have. */
  *lost(): Generator<Entry & { readonly collection: string; readonly id: string }> {
    const sql = "SELECT collection, id, topic, version, type, fields FROM fold WHERE seen = 0";
    for (const row of this.#statement(sql).iterate())
      yield row as unknown as Entry & { collection: string; id: string };
  }

  /** That a task involves a person: by the task, or as it is kept to be found by person. */
  involved(task: string, person: string, kept: boolean): void {
    this.#run("INSERT OR IGNORE INTO involved VALUES (?, ?, ?)", task, person, kept ? 1 : 0);
  }

  /** Where the two don't say the same. */
  *misinvolved(): Generator<{
    readonly task: string;
    readonly person: string;
    readonly kept: number;
  }> {
    const sql = `SELECT task, person, max(kept) AS kept FROM involved GROUP BY task, person HAVING count(*) = 1`;
    for (const row of this.#statement(sql).iterate())
      yield row as unknown as { task: string; person: string; kept: number };
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
