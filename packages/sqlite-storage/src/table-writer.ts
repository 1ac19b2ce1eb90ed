import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Collection, Fields } from "@taskwire/core/adapter";
import { quoted, toColumn } from "./columns.ts";

/** Where a record stands. */
export interface RecordState {
  version: number;
  present: boolean;
}

/** Writes one collection's table, and remembers where records stand for as long as it is the only one that writes. */
export class TableWriter {
  readonly collection: Collection;
  readonly #db: DatabaseSync;
  readonly #fields: readonly string[];
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #bury: StatementSync;
  readonly #exhume: StatementSync;
  // By the fields that they set: as many as there are kinds of change in core's operations.
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
    this.#bury = db.prepare(
      `INSERT OR REPLACE INTO taskwire_tombstones (collection, id, version) VALUES (?, ?, ?)`,
    );
    this.#exhume = db.prepare(`DELETE FROM taskwire_tombstones WHERE collection = ? AND id = ?`);
  }

  /** How many records it remembers. */
  get remembered(): number {
    return this.#states.size;
  }

  forget(): void {
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

  /** The values of a new record, in the order of the declaration. */
  encodeAll(fields: Fields): SQLInputValue[] {
    for (const field in fields)
      if (!Object.hasOwn(this.collection.fields, field)) toColumn(this.collection, field, null);
    return this.#fields.map((field) => toColumn(this.collection, field, fields[field]));
  }

  /** The values of the changed fields, in their own order. */
  encode(fields: Fields): SQLInputValue[] {
    return Object.keys(fields).map((field) => toColumn(this.collection, field, fields[field]));
  }

  insert(id: string, version: number, values: readonly SQLInputValue[]): void {
    if (this.state(id).version > 0) this.#exhume.run(this.collection.name, id);
    this.#insert.run(id, version, ...values);
    this.#states.set(id, { version, present: true });
  }

  /** Keeps a record with the version that it has elsewhere. Remembers nothing. */
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
    this.#bury.run(this.collection.name, id, version);
    this.#states.set(id, { version, present: false });
  }
}
