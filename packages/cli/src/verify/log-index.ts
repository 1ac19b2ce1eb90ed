import type { DatabaseSync, StatementSync } from "node:sqlite";

/** The last event of a topic that carries a record. */
export interface LastEvent {
  readonly topic: string;
  /** The number of the event, which is the record's version. */
  readonly version: number;
  readonly type: string;
  /** The fields that the event put, as JSON; null if it dropped the record. */
  readonly fields: string | null;
}

/** Where an involvement of a user in a task was found. */
type InvolvementSource = "task" | "involvements" | "state";

/**
 * An index of the log for the check, in a temporary SQLite database: a log may be larger than the
 * memory.
 */
export class LogIndex implements Disposable {
  // A database without a name is a file that nobody else can see. It is deleted with the
  // connection. node:sqlite is not imported: on a Node without it, an import would fail before the
  // storage can say which Node is needed.
  readonly #db: DatabaseSync = new (process.getBuiltinModule("node:sqlite").DatabaseSync)("");
  readonly #statements = new Map<string, StatementSync>();

  constructor() {
    this.#db.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000; BEGIN;
      CREATE TABLE topics (topic TEXT PRIMARY KEY, subject TEXT NOT NULL, floor INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX topics_by_subject ON topics (subject);
      CREATE TABLE last_events (collection TEXT, id TEXT, topic TEXT, version INTEGER, type TEXT, fields TEXT, seen INTEGER DEFAULT 0,
        PRIMARY KEY (collection, id, topic)) WITHOUT ROWID;
      CREATE TABLE numbers (actor TEXT, number INTEGER, PRIMARY KEY (actor, number)) WITHOUT ROWID;
      CREATE TABLE handles (user TEXT, source TEXT, PRIMARY KEY (user, source)) WITHOUT ROWID;
      CREATE TABLE emptied (number INTEGER, topic TEXT, PRIMARY KEY (number, topic)) WITHOUT ROWID;
      CREATE TABLE involvements (task TEXT, user TEXT, source TEXT, state TEXT, PRIMARY KEY (task, user, source)) WITHOUT ROWID;`);
  }

  addTopic(topic: string, floor: number): void {
    // The part after the first colon is the topic's subject, e.g. the id of a board.
    const subject = topic.slice(topic.indexOf(":") + 1);
    this.#run("INSERT OR REPLACE INTO topics VALUES (?, ?, ?)", topic, subject, floor);
  }

  /** Adds an event that carries a record. It replaces earlier events of the same topic. */
  addEvent(collection: string, id: string, { topic, version, type, fields }: LastEvent): void {
    this.#run(
      "INSERT OR REPLACE INTO last_events (collection, id, topic, version, type, fields) VALUES (?, ?, ?, ?, ?, ?)",
      ...[collection, id, topic, version, type, fields],
    );
  }

  /** Adds the number of any event and who caused it: the key of a command names the numbers of its events. */
  addNumber(actor: string, number: number): void {
    this.#run("INSERT OR IGNORE INTO numbers VALUES (?, ?)", actor, number);
  }

  /** Whether an actor has caused an event with this number, in any topic. */
  hasNumber(actor: string, number: number): boolean {
    const sql = "SELECT 1 FROM numbers WHERE actor = ? AND number = ?";
    return this.#statement(sql).get(actor, number) !== undefined;
  }

  /** Adds an event that lost its data when something was deleted. */
  addEmptied(topic: string, number: number): void {
    this.#run("INSERT OR IGNORE INTO emptied VALUES (?, ?)", number, topic);
  }

  /** `state` is the state of the task. Null is not compared. */
  addInvolvement(
    task: string,
    user: string,
    source: "task" | "involvements",
    state: string | null,
  ): void {
    const sql = "INSERT OR IGNORE INTO involvements VALUES (?, ?, ?, ?)";
    this.#run(sql, task, user, source, state);
  }

  /** `user`: a person has a handle. `taken`: a record says that they have taken one. */
  addHandle(user: string, source: "user" | "taken"): void {
    this.#run("INSERT OR IGNORE INTO handles VALUES (?, ?)", user, source);
  }

  /**
   * People who have taken a handle, but whose record does not have it. An app may let people share
   * handles. Then there are no records of taken handles.
   */
  *strayHandles(): Generator<string> {
    const sql =
      "SELECT user FROM handles GROUP BY user HAVING count(*) = 1 AND max(source) = 'taken'";
    for (const { user } of this.#statement(sql).iterate()) yield String(user);
  }

  /**
   * Returns the last event of each topic that carries a record, and marks the record as seen. There
   * are several topics if the record moved from one to another.
   */
  lastEvents(collection: string, id: string): LastEvent[] {
    this.#run("UPDATE last_events SET seen = 1 WHERE collection = ? AND id = ?", collection, id);
    const sql =
      "SELECT topic, version, type, fields FROM last_events WHERE collection = ? AND id = ? ORDER BY version";
    return this.#statement(sql).all(collection, id) as unknown as LastEvent[];
  }

  /** Last events of records that the tables don't have. Call it after all records were seen. */
  *unseen(): Generator<LastEvent & { readonly collection: string; readonly id: string }> {
    const sql =
      "SELECT collection, id, topic, version, type, fields FROM last_events WHERE seen = 0";
    for (const row of this.#statement(sql).iterate())
      yield row as unknown as LastEvent & { collection: string; id: string };
  }

  /**
   * Whether the event of this number was trimmed in a topic with one of these subjects, or in any
   * topic if `subjects` is undefined.
   */
  isTrimmed(number: number, subjects: readonly string[] | undefined): boolean {
    const sql = `SELECT 1 FROM topics WHERE floor >= ?${subjects ? " AND subject = ?" : ""} LIMIT 1`;
    return this.#exists(sql, number, subjects);
  }

  /** Whether the event of this number lost its data; `subjects` as for {@link isTrimmed}. */
  isEmptied(number: number, subjects: readonly string[] | undefined): boolean {
    const sql = `SELECT 1 FROM emptied JOIN topics USING (topic) WHERE number = ?${subjects ? " AND subject = ?" : ""} LIMIT 1`;
    return this.#exists(sql, number, subjects);
  }

  /**
   * Involvements that were found in only one of the two sources, which is `source`. `state`: they
   * were found in both, with different states of the task.
   */
  *involvementMismatches(): Generator<{
    readonly task: string;
    readonly user: string;
    readonly source: InvolvementSource;
  }> {
    const sql =
      "SELECT task, user, CASE count(*) WHEN 1 THEN max(source) ELSE 'state' END AS source FROM involvements GROUP BY task, user HAVING count(*) = 1 OR count(DISTINCT state) > 1";
    for (const row of this.#statement(sql).iterate())
      yield row as unknown as { task: string; user: string; source: InvolvementSource };
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #exists(sql: string, number: number, subjects: readonly string[] | undefined): boolean {
    const statement = this.#statement(sql);
    return subjects
      ? subjects.some((subject) => statement.get(number, subject))
      : statement.get(number) !== undefined;
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
