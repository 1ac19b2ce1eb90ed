import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { quoted } from "./columns.ts";

type Values = readonly SQLInputValue[];

/** A row that is not written yet, or whose number of references has changed. */
interface Pending {
  /** The values of a new row. */
  readonly values: Values | undefined;
  /** The row of which a new row is a changed copy. */
  readonly from?: number | undefined;
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
  readonly #info: StatementSync;
  readonly #copySql: (columns: readonly string[]) => StatementSync;
  readonly #known: ReadonlySet<string>;
  /** Copies the columns that this node doesn't know from one row to another. Null: there are none. */
  #copy: StatementSync | null | undefined;
  readonly #cached = new Map<number, Values>();
  #pending = new Map<number, Pending>();
  /** The new rows of this commit. */
  #added: { readonly id: number; readonly values: Values; readonly from: number | undefined }[] =
    [];
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
    // Without RETURNING, for which SQLite would create a table in memory.
    this.#count = prepare(`UPDATE ${table} SET _refs = _refs + ? WHERE ${key} = ?`);
    this.#delete = prepare(`DELETE FROM ${table} WHERE ${key} = ? AND _refs <= 0`);
    this.#known = new Set([key, "_refs", ...columns]);
    this.#info = prepare(`PRAGMA table_info(${table})`);
    this.#copySql = (others) =>
      prepare(
        `UPDATE ${table} SET (${others}) = (SELECT ${others} FROM ${table} WHERE ${key} = ?1) WHERE ${key} = ?2`,
      );
  }

  /** Forgets everything, because the transaction was rolled back or another process has written. */
  clear(): void {
    this.#cached.clear();
    this.#pending.clear();
    this.#added = [];
    this.#last = undefined;
    // Another process may be a newer version, which has added columns.
    this.#copy = undefined;
  }

  /**
   * Returns the id of the row with these values. The row is added if this commit has not added it
   * yet. If it is a changed copy of the row `from`, it also gets the values of the columns that only a newer
   * version knows.
   */
  idOf(values: Values, from?: number): number {
    const copied = from !== undefined && this.#copier() ? from : undefined;
    const same = this.#added.find(
      (one) => one.from === copied && one.values.every((value, i) => value === values[i]),
    );
    if (same) return same.id;
    this.#last ??= Number((this.#max.get() as unknown as readonly [number])[0]);
    const id = ++this.#last;
    this.#added.push({ id, values, from: copied });
    this.#pending.set(id, { values, from: copied, refs: 0 });
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
    for (const [id, { values, from, refs }] of this.#pending) {
      if (!values || refs <= 0) continue;
      this.#insert.run(id, refs, ...values);
      if (from !== undefined) this.#copier()?.run(this.#storedFrom(from), id);
    }
    // The rows are deleted last, because others are copies of them.
    for (const [id, { values, refs }] of this.#pending)
      if (!values && refs !== 0) this.#addTo(id, refs);
    this.#pending = new Map();
    this.#added = [];
  }

  /** The row of which a row is a changed copy may itself be a copy that this commit doesn't write. */
  #storedFrom(id: number): number {
    const { values, from, refs = 0 } = this.#pending.get(id) ?? {};
    return values && refs <= 0 && from !== undefined ? this.#storedFrom(from) : id;
  }

  #copier(): StatementSync | null {
    if (this.#copy === undefined) {
      const rows = this.#info.all() as unknown as (readonly [place: number, name: string])[];
      const others = rows.flatMap(([, name]) => (this.#known.has(name) ? [] : [quoted(name)]));
      this.#copy = others.length > 0 ? this.#copySql(others) : null;
    }
    return this.#copy;
  }

  #addTo(id: number, refs: number): void {
    this.#count.run(refs, id);
    if (refs < 0 && this.#delete.run(id).changes) this.#cached.delete(id);
  }

  #cache(id: number, values: Values): void {
    if (this.#cached.size >= maxCached) this.#cached.clear();
    this.#cached.set(id, values);
  }
}
