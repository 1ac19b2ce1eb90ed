import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { CommandKey, Commit, KeyRecord } from "@taskwire/core/adapter";

const rowsPerPage = 1000;

/** Reads, writes and trims the records of idempotency keys. */
export class KeyWriter {
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #page: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare(findKeySql);
    this.#insert = db.prepare(
      "INSERT INTO taskwire_keys (actor, key, hash, at, result, numbers) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#page = db.prepare(
      "SELECT rowid, at FROM taskwire_keys WHERE rowid > ? ORDER BY rowid LIMIT ? + 0",
    );
    this.#delete = db.prepare("DELETE FROM taskwire_keys WHERE rowid = ?");
  }

  find({ actor, key }: CommandKey): KeyRecord | null {
    return keyRecord(this.#find.get(actor, key));
  }

  insert(
    { actor, key, hash, at }: NonNullable<Commit["key"]>,
    result: string,
    numbers: readonly number[],
  ): void {
    this.#insert.run(actor, key, hash, at, result, differencesOf(numbers));
  }

  /**
   * Deletes the keys from before a time. Rows are in the order of their commits, so old keys come
   * first. The search stops after a page without old keys. An index by time would slow down every
   * commit.
   */
  trim(before: string): void {
    for (let from = 0; ; ) {
      const rows = this.#page.all(from, rowsPerPage);
      const old = rows.filter(({ at }) => String(at) < before);
      for (const { rowid } of old) this.#delete.run(rowid ?? null);
      if (old.length === 0) return;
      from = Number(rows.at(-1)?.rowid);
    }
  }
}

/**
 * Encodes the numbers of a command's events as JSON: the first number, and then the differences. People
 * who are told the same things have similar numbers, so the differences are short.
 */
const differencesOf = (numbers: readonly number[]): string =>
  JSON.stringify(numbers.map((number, i) => number - (numbers[i - 1] ?? 0)));

/** The reverse of {@link differencesOf}. */
export function fromDifferences(differences: readonly number[]): number[] {
  let number = 0;
  return differences.map((difference) => (number += difference));
}

export const findKeySql =
  "SELECT hash, result, numbers FROM taskwire_keys WHERE actor = ? AND key = ?";

export const keyRecord = (row: ReturnType<StatementSync["get"]>): KeyRecord | null =>
  row
    ? {
        hash: String(row.hash),
        result: String(row.result),
        numbers: fromDifferences(JSON.parse(String(row.numbers))),
      }
    : null;
