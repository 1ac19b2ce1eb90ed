import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** One statement inserts this number of rows. So a row takes about two thirds of the time. */
const rowsAtOnce = 8;

/** Inserts rows into a table, several with one statement. The last rows are written by {@link flush}. */
export class GroupInsert {
  readonly #one: StatementSync;
  readonly #several: StatementSync;
  readonly #width: number;
  #values: SQLInputValue[] = [];

  /** @param end SQL that follows the rows */
  constructor(db: DatabaseSync, table: string, columns: readonly string[], end = "") {
    const row = `(${columns.map(() => "?").join()})`;
    const insert = (rows: number) =>
      db.prepare(
        `INSERT INTO ${table} (${columns.join()}) VALUES ${Array(rows).fill(row).join()} ${end}`,
      );
    this.#one = insert(1);
    this.#several = insert(rowsAtOnce);
    this.#width = columns.length;
  }

  add(row: readonly SQLInputValue[]): void {
    for (const value of row) this.#values.push(value);
    if (this.#values.length < rowsAtOnce * this.#width) return;
    this.#several.run(...this.#values);
    this.#values = [];
  }

  flush(): void {
    if (this.#values.length === 0) return;
    for (let i = 0; i < this.#values.length; i += this.#width)
      this.#one.run(...this.#values.slice(i, i + this.#width));
    this.#values = [];
  }

  /** Forgets the rows that are not written yet. */
  clear(): void {
    this.#values = [];
  }
}
