import type { DatabaseSync, StatementSync } from "node:sqlite";
import { GroupInsert } from "./group-insert.ts";
import { rowOfLog, type ToldCollection, toldTables } from "./told.ts";
import { countMovedSql } from "./told-counts.ts";

/**
 * When `recent` has more rows than this, some are moved to `log`. These are about three pages of the
 * file, so a commit that tells many people changes about three pages. In `log`, it would change one for
 * each person.
 */
const maxRecent = 256;
/** The number of rows that are moved at once, with all others of the last person. */
const movedAtOnce = 64;
/** After this number of new rows, the rows in `recent` are counted. */
const countedAfter = 32;

/** The values that the entry of a record has in the log: its notice, version, state and change. */
export interface Entry {
  readonly notice: number;
  readonly version: number;
  readonly state: number;
  readonly change: number;
}

/** The values that the event of a record has in the log. */
export interface EventRow {
  readonly topicId: number;
  readonly number: number;
  readonly distance: number;
  readonly notice: number;
  readonly change: number;
  readonly place: number;
}

/**
 * Writes the log of a collection with `told`: the events and entries of people. New rows are added to a
 * small table, `recent`, and moved to `log` later, many rows of a person at once. All rows of a person
 * are moved together. So the rows of a person in `recent` are always newer than those in `log`.
 */
export class ToldLog {
  readonly #events: GroupInsert;
  /** Events that create records. Their rows are also the entries of these records. */
  readonly #entries: GroupInsert;
  /** Each of them is for `recent` and for `log`. */
  readonly #update: readonly StatementSync[];
  readonly #deleteEntry: readonly StatementSync[];
  readonly #endEntry: readonly StatementSync[];
  readonly #redactable: StatementSync;
  readonly #redact: StatementSync;
  readonly #links: StatementSync;
  readonly #trim: readonly StatementSync[];
  readonly #count: StatementSync;
  readonly #lastToMove: StatementSync;
  readonly #copy: StatementSync;
  readonly #clear: StatementSync;
  readonly #countMoved: StatementSync;
  /**
   * The number of rows that were added since `recent` was counted. Other processes may have left many rows, so
   * the first transaction counts them.
   */
  #added = countedAfter;
  /** The topic whose rows were moved last. The rows of the next topics are moved next. */
  #movedTo = 0;

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { notices, log, recent } = toldTables(collection);
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    const inBoth = (sqlOf: (table: string) => string) => [recent, log].map(sqlOf).map(prepare);
    const event = ["topic_id", "number", "distance", "_notice", "_change", "place"];
    this.#events = new GroupInsert(db, recent, event);
    const entry = ["_entry", "_version", "_state", "_now"];
    this.#entries = new GroupInsert(db, recent, [...event, ...entry]);
    const ofEntry = "WHERE topic_id = ? AND number = ?";
    this.#update = inBoth(
      (table) => `UPDATE ${table} SET _entry = ?, _version = ?, _state = ?, _now = ? ${ofEntry}`,
    );
    this.#deleteEntry = inBoth((table) => `DELETE FROM ${table} ${ofEntry} AND _change = 0`);
    this.#endEntry = inBoth(
      (table) =>
        `UPDATE ${table} SET _entry = NULL, _version = NULL, _state = NULL, _now = NULL ${ofEntry}`,
    );
    this.#redactable = prepare(
      `SELECT number, _notice FROM ${log} WHERE topic_id = ? AND number >= ? AND subject IS NULL
         AND _notice IN (SELECT _notice FROM ${notices} WHERE _key = ?)`,
    );
    this.#redact = prepare(
      `UPDATE ${log} SET subject = ?, _notice = 0 WHERE topic_id = ? AND number = ?`,
    );
    this.#links = prepare(
      `SELECT _notice, _change, count(*) FROM ${log} WHERE topic_id = ? AND number <= ? AND _change > 0 GROUP BY 1, 2`,
    );
    this.#trim = [
      `DELETE FROM ${log} WHERE topic_id = ? AND number <= ? AND _entry IS NULL`,
      `UPDATE ${log} SET _notice = 0, _change = 0, place = 0, subject = NULL
       WHERE topic_id = ? AND number <= ? AND _change > 0`,
    ].map(prepare);
    this.#count = prepare(`SELECT count(*) FROM ${recent}`);
    this.#lastToMove = prepare(
      `SELECT topic_id FROM ${recent} WHERE topic_id > ? ORDER BY topic_id LIMIT 1 OFFSET ? + 0`,
    );
    const moved = "WHERE topic_id > ? AND topic_id <= ?";
    // With OR FAIL, SQLite need not be able to undo the statement alone. So it does not copy each page first. If it fails,
    // the whole transaction is rolled back.
    this.#copy = prepare(
      `INSERT OR FAIL INTO ${log} (${rowOfLog}) SELECT ${rowOfLog} FROM ${recent} ${moved}`,
    );
    this.#clear = prepare(`DELETE FROM ${recent} ${moved}`);
    this.#countMoved = prepare(countMovedSql(collection));
  }

  /**
   * Adds an event. If it creates a record, its row is also the entry of the record. The row is written by
   * {@link flush}, or earlier.
   */
  append({ topicId, number, distance, notice, change, place }: EventRow, entry?: Entry): void {
    this.#added++;
    if (!entry) this.#events.add([topicId, number, distance, notice, change, place]);
    else {
      const { notice: own, version, state, change: now } = entry;
      const event = [topicId, number, distance, notice, change, place] as const;
      this.#entries.add([...event, own, version, state, now]);
    }
  }

  /** Writes the rows that were added. */
  flush(): void {
    this.#events.flush();
    this.#entries.flush();
  }

  /** Forgets the rows that are not written yet. */
  clear(): void {
    this.#events.clear();
    this.#entries.clear();
  }

  /** Changes the entry of a record. Returns whether it was moved to `log`, so that `counts` includes it. */
  update(topicId: number, number: number, { notice, version, state, change }: Entry): boolean {
    // The record may be new in this commit.
    this.#entries.flush();
    for (const [i, statement] of this.#update.entries())
      if (statement.run(notice, version, state, change, topicId, number).changes > 0) return i > 0;
    return false;
  }

  /**
   * Deletes the entry of a record. Its event stays, unless it was trimmed. Returns whether it was moved to `log`,
   * so that `counts` includes it.
   */
  deleteEntry(topicId: number, number: number): boolean {
    this.#entries.flush();
    for (const statements of [this.#deleteEntry, this.#endEntry])
      for (const [i, statement] of statements.entries())
        if (statement.run(topicId, number).changes > 0) return i > 0;
    return false;
  }

  /**
   * Empties the events of a record with this key, from a number on. Returns the notices to which they
   * referred.
   */
  redact(topicId: number, from: number, key: string, subject: string): number[] {
    this.#moveAll(topicId);
    const rows = this.#redactable.all(topicId, from, key) as unknown as readonly (readonly [
      number: number,
      notice: number,
    ])[];
    for (const [number] of rows) this.#redact.run(subject, topicId, number);
    return rows.map(([, notice]) => notice);
  }

  /**
   * Deletes the events of a topic up to and including a number. The entries of records stay. Returns to
   * which notices and changes the events referred, and how many of them.
   */
  trim(topicId: number, upTo: number) {
    this.#moveAll(topicId);
    const links = this.#links.all(topicId, upTo) as unknown as readonly (readonly [
      notice: number,
      change: number,
      count: number,
    ])[];
    for (const statement of this.#trim) statement.run(topicId, upTo);
    return links;
  }

  /** Moves rows to `log` if there are many in `recent`. Call it at the end of each transaction. */
  settle(): void {
    if (this.#added < countedAfter) return;
    this.#added = 0;
    const [count] = this.#count.get() as unknown as readonly [number];
    let left = count > maxRecent ? Math.max(movedAtOnce, count - maxRecent) : 0;
    while (left > 0) left -= this.#moveNext(left);
  }

  /** Moves about this number of rows: those of the next topics. Returns how many it has moved. */
  #moveNext(count: number): number {
    const last = this.#lastToMove.get(this.#movedTo, count - 1) as unknown as
      | readonly [number]
      | undefined;
    const upTo = last?.[0] ?? Number.MAX_SAFE_INTEGER;
    const moved = this.#move(this.#movedTo, upTo);
    this.#movedTo = last ? upTo : 0;
    return moved;
  }

  #moveAll(topicId: number): void {
    this.flush();
    this.#move(topicId - 1, topicId);
  }

  #move(after: number, upTo: number): number {
    const { changes } = this.#copy.run(after, upTo);
    if (Number(changes) > 0) {
      this.#countMoved.run(after, upTo);
      this.#clear.run(after, upTo);
    }
    return Number(changes);
  }
}
