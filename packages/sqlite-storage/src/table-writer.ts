import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Collection, Fields } from "@taskwire/core/adapter";
import { quoted, toColumn } from "./columns.ts";

/** The version of a record, and whether it exists. */
export interface RecordState {
  version: number;
  present: boolean;
}

/**
 * Writes the table of one collection. It caches the states of records; the cache is valid as long
 * as only this connection writes.
 */
export class TableWriter {
  readonly collection: Collection;
  readonly #db: DatabaseSync;
  readonly #fields: readonly string[];
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #insertTombstone: StatementSync;
  readonly #deleteTombstone: StatementSync;
  /**
   * Prepared updates, by the fields that they set. There are few, because the operations always
   * change the same sets of fields.
   */
  readonly #updates = new Map<string, StatementSync>();
  readonly #states = new Map<string, RecordState>();

  constructor(db: DatabaseSync, collection: Collection) {
    const table = quoted(collection.name);
    this.collection = collection;
    this.#db = db;
    this.#fields = Object.keys(collection.fields);
    const columns = ["id", "version", ...this.#fields.map(quoted)];
    this.#select = db.prepare(
      `SELECT version, 1 FROM ${table} WHERE id = ?1
       UNION ALL SELECT version, 0 FROM taskwire_tombstones WHERE collection = ?2 AND id = ?1 LIMIT 1`,
    );
    this.#select.setReturnArrays(true);
    this.#insert = db.prepare(
      `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => "?")})`,
    );
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
    this.#insertTombstone = db.prepare(
      `INSERT OR REPLACE INTO taskwire_tombstones (collection, id, version) VALUES (?, ?, ?)`,
    );
    this.#deleteTombstone = db.prepare(
      `DELETE FROM taskwire_tombstones WHERE collection = ? AND id = ?`,
    );
  }

  /** Number of cached records. */
  get cachedCount(): number {
    return this.#states.size;
  }

  clearCache(): void {
    this.#states.clear();
  }

  state(id: string): RecordState {
    let state = this.#states.get(id);
    if (!state) {
      const row = this.#select.get(id, this.collection.name) as unknown as
        | [number, number]
        | undefined;
      state = row ? { version: row[0], present: row[1] === 1 } : { version: 0, present: false };
      this.#states.set(id, state);
    }
    return state;
  }

  /** Encodes the values of a new record, in the order of the declaration. */
  encodeAll(fields: Fields): SQLInputValue[] {
    for (const field in fields)
      if (!Object.hasOwn(this.collection.fields, field)) toColumn(this.collection, field, null);
    const { numbered } = this.collection;
    return this.#fields.map((field) =>
      field === numbered && fields[field] === undefined
        ? 0
        : toColumn(this.collection, field, fields[field]),
    );
  }

  /** Encodes the values of changed fields, in their own order. */
  encode(fields: Fields): SQLInputValue[] {
    return Object.keys(fields).map((field) => toColumn(this.collection, field, fields[field]));
  }

  insert({ id }: { readonly id: string }, version: number, values: readonly SQLInputValue[]): void {
    if (this.state(id).version > 0) this.#deleteTombstone.run(this.collection.name, id);
    this.#insert.run(id, version, ...this.#numbered(version, values));
    this.#states.set(id, { version, present: true });
  }

  /**
   * Returns the values of a new record. If the collection has `numbered`, this field gets the first
   * version.
   */
  #numbered(version: number, values: readonly SQLInputValue[]): readonly SQLInputValue[] {
    const { numbered } = this.collection;
    return numbered === undefined ? values : values.with(this.#fields.indexOf(numbered), version);
  }

  /** Inserts a record of a dump with its version. Doesn't use the cache. */
  restore(id: string, version: number, values: readonly SQLInputValue[]): void {
    this.#insert.run(id, version, ...values);
  }

  update(
    id: string,
    version: number,
    fields: readonly string[],
    values: readonly SQLInputValue[],
  ): void {
    const key = fields.join();
    let update = this.#updates.get(key);
    if (!update) {
      const sets = ["version", ...fields.map(quoted)].map((column) => `${column} = ?`);
      update = this.#db.prepare(`UPDATE ${quoted(this.collection.name)} SET ${sets} WHERE id = ?`);
      this.#updates.set(key, update);
    }
    update.run(version, ...values, id);
    this.#states.set(id, { version, present: true });
  }

  delete(id: string, version: number): void {
    this.#delete.run(id);
    this.#insertTombstone.run(this.collection.name, id, version);
    this.#states.set(id, { version, present: false });
  }
}
