import type { SQLOutputValue } from "node:sqlite";
import { type Collection, type StoredRecord, TaskwireError } from "@taskwire/core/adapter";
import { toFields } from "./columns.ts";

// SQLite stores any value in any column. These functions check the values of a dump. So a value
// that taskwire did not write is refused and not copied. `where` names it in the message.

export type Row = readonly SQLOutputValue[];

export function integerOf(value: SQLOutputValue | undefined, where: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  return refuse(where, "a number that is not an integer");
}

export function textOf(value: SQLOutputValue | undefined, where: string): string {
  if (typeof value === "string") return value;
  return refuse(where, "a value that is not text");
}

/** Checks that all values are texts, and returns them. */
export function checkTexts(
  values: { readonly [name: string]: SQLOutputValue | undefined },
  where: string,
) {
  for (const name in values) textOf(values[name], where);
  return values;
}

/** Decodes the fields of a record from a row of id, version and fields. */
export function fieldsOf(collection: Collection, row: Row): StoredRecord["fields"] {
  try {
    return toFields(collection, row, 2);
  } catch {
    return refuse(`${collection.name} ${row[0]}`, "a field that is not valid JSON");
  }
}

/** Decodes the event numbers of a key. */
export function numbersOf(value: SQLOutputValue | undefined, where: string): number[] {
  try {
    const numbers: unknown = JSON.parse(String(value));
    if (Array.isArray(numbers) && numbers.every(Number.isSafeInteger)) return numbers;
  } catch {}
  return refuse(where, "numbers that are not integers");
}

/** Yields the same rows, but throws if an integer is too large for JavaScript. */
export function* checkedRows(rows: Iterable<Row>, sql: string): Generator<Row> {
  try {
    yield* rows;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_OUT_OF_RANGE") throw error;
    refuse(/FROM (\S+)/.exec(sql)?.[1] ?? "the file", "a number beyond 2^53");
  }
}

function refuse(where: string, what: string): never {
  throw new TaskwireError(
    "unavailable",
    `In the file, ${where} has ${what}, so taskwire did not write it. Restore a backup, or correct the value with SQL.`,
  );
}
