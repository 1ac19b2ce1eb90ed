import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { quoted } from "./columns.ts";

type Values = readonly SQLInputValue[];

/** A row that is not written yet, or whose number of references has changed. */
interface Pending {
  /** The values of a new row. */
  readonly values: Values | undefined;
  refs: number;
}

/** Maximum number of rows in the cache of rows that were read. */
const maxCached = 1_000;

/**
 * A table of rows to which many rows of other tables refer. If a commit needs the same values
 * several times, they are written once. Each row counts its references. It is deleted when no
 * reference is left.
 */
export class SharedRows {
  readonly #max: StatementSync;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #count: StatementSync;
  readonly #delete: StatementSync;
  readonly #cached = new Map<number, Values>();
  #pending = new Map<number, Pending>();
  /** The new rows of this commit. */
  #added: { readonly id: number; readonly values: Values }[] = [];
  #last: number | undefined;

  constructor(db: DatabaseSync, table: string, key: string, columns: readonly string[]) {
    const names = columns.map(quoted).join(", ");
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#max = prepare(`SELECT coalesce(max(${key}), 0) FROM ${table}`);
    this.#select = prepare(`SELECT ${names} FROM ${table} WHERE ${key} = ?`);
    this.#insert = prepare(
      `INSERT INTO ${table} (${key}, _refs, ${names}) VALUES (?, ?, ${columns.map(() => "?").join(", ")})`,
    );
    this.#count = prepare(`UPDATE ${table} SET _refs = _refs + ? WHERE ${key} = ? RETURNING _refs`);
    this.#delete = prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
  }

  /** Forgets everything, because the transaction was rolled back or another process has written. */
  clear(): void {
    this.#cached.clear();
    this.#pending.clear();
    this.#added = [];
    this.#last = undefined;
  }

  /**
   * Returns the id of the row with these values. The row is added if this commit has not added it
   * yet.
   */
  idOf(values: Values): number {
    const same = this.#added.find((one) => one.values.every((value, i) => value === values[i]));
    if (same) return same.id;
    this.#last ??= Number((this.#max.get() as unknown as readonly [number])[0]);
    const id = ++this.#last;
    this.#added.push({ id, values });
    this.#pending.set(id, { values, refs: 0 });
    this.#cache(id, values);
    return id;
  }

  valuesOf(id: number): Values {
    let values = this.#cached.get(id);
    if (!values) {
      values = (this.#select.get(id) ?? []) as unknown as Values;
      this.#cache(id, values);
    }
    return values;
  }

  /** Adds `refs` to the number of references to a row. */
  add(id: number, refs: number): void {
    const pending = this.#pending.get(id);
    if (pending) pending.refs += refs;
    else this.#pending.set(id, { values: undefined, refs });
  }

  flush(): void {
    for (const [id, { values, refs }] of this.#pending) {
      if (values && refs > 0) this.#insert.run(id, refs, ...values);
      else if (!values && refs !== 0) this.#addTo(id, refs);
    }
    this.#pending = new Map();
    this.#added = [];
  }

  #addTo(id: number, refs: number): void {
    const row = this.#count.get(refs, id) as unknown as readonly [number] | undefined;
    if (!row || row[0] > 0) return;
    this.#delete.run(id);
    this.#cached.delete(id);
  }

  #cache(id: number, values: Values): void {
    if (this.#cached.size >= maxCached) this.#cached.clear();
    this.#cached.set(id, values);
  }
}
