import type { SQLInputValue } from "node:sqlite";
import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";

type Values = readonly SQLInputValue[];
type ToldCollection = Collection & Required<Pick<Collection, "told">>;

/**
 * An empty BLOB. It stands for a value that the row also has in another column. No field has an empty
 * BLOB as its own value.
 */
const mark = new Uint8Array();
const markSql = "x''";

interface Repeat {
  /** The column that the field often repeats. */
  readonly column: string;
  /** The text before the repeated value. */
  readonly after: string;
}

/**
 * Whether the field is a list. Such a field repeats another column if the text of that column is its
 * only element.
 */
const isList = ({ fields }: ToldCollection, field: string): boolean =>
  fields[field]?.startsWith("json") === true;

function repeatOf({ told }: ToldCollection, field: string): Repeat | undefined {
  const of = told.repeats && Object.hasOwn(told.repeats, field) ? told.repeats[field] : undefined;
  if (of === undefined) return undefined;
  if (typeof of === "object") return { column: of.field, after: of.after };
  return { column: of === "key" ? "_key" : of === "at" ? "_at" : of, after: "" };
}

/** SQL for a field of a notice or a change, in the row `row`. */
export function fieldSql(collection: ToldCollection, row: "n" | "c", field: string): string {
  const repeat = repeatOf(collection, field);
  const column = `${row}.${quoted(field)}`;
  if (!repeat) return column;
  const other = `${row}.${quoted(repeat.column)}`;
  const text = repeat.after ? `${literal(repeat.after)} || ${other}` : other;
  const value = isList(collection, field) ? `json_array(${other})` : text;
  return `iif(${column} = ${markSql}, ${value}, ${column})`;
}

/**
 * SQL and its values for the condition that a field of a notice is equal to `value`. SQLite uses the
 * index of the field and the index of the column that it repeats.
 */
export function noticeCondition(collection: ToldCollection, field: string, value: SQLInputValue) {
  const column = `n.${quoted(field)}`;
  const repeat = repeatOf(collection, field);
  if (!repeat || isList(collection, field) || typeof value !== "string")
    return { sql: `${column} IS ?`, values: [value] };
  const { column: other, after } = repeat;
  const rest = value.startsWith(after) ? value.slice(after.length) : null;
  return {
    sql: `(${column} = ? AND ${isStored(column)} OR ${column} = ${markSql} AND n.${quoted(other)} = ?)`,
    values: [value, rest],
  };
}

/**
 * The condition of the index of a field that repeats another one. Notices with a mark are not in it,
 * because they are found by the other column. Empty if the index has all notices.
 */
export const indexCondition = (collection: ToldCollection, field: string): string =>
  repeatOf(collection, field) && !isList(collection, field)
    ? `WHERE ${isStored(quoted(field))}`
    : "";

/** The columns that need an index for a search by this field: its own, and the one that it repeats. */
export function searchedWith(collection: ToldCollection, field: string): string[] {
  const repeat = repeatOf(collection, field);
  return repeat && !isList(collection, field) ? [field, repeat.column] : [field];
}

const isStored = (column: string): string => `${column} <> ${markSql}`;

/**
 * Replaces each value that the row also has in another column with a mark. The words of a notification
 * are often the title of its task, for example. `columns` are the names of the values.
 */
export function withMarks(
  collection: ToldCollection,
  columns: readonly string[],
  values: Values,
): Values {
  let marked: SQLInputValue[] | undefined;
  for (const [i, other] of repeatsIn(collection, columns)) {
    const value = values[i];
    const repeated = repeatedBy(values[other], columns[i] ?? "", collection);
    if (typeof value !== "string" || value !== repeated) continue;
    marked ??= [...values];
    marked[i] = mark;
  }
  return marked ?? values;
}

/** The reverse of {@link withMarks}. */
export function withoutMarks(
  collection: ToldCollection,
  columns: readonly string[],
  values: Values,
): Values {
  let complete: SQLInputValue[] | undefined;
  for (const [i, other] of repeatsIn(collection, columns)) {
    if (!(values[i] instanceof Uint8Array)) continue;
    complete ??= [...values];
    complete[i] = repeatedBy(values[other], columns[i] ?? "", collection) ?? null;
  }
  return complete ?? values;
}

type Places = readonly (readonly [field: number, other: number])[];

const known = new WeakMap<readonly string[], Places>();

/**
 * For each field that repeats another column: the position of the field, and the position of that
 * column.
 */
function repeatsIn(collection: ToldCollection, columns: readonly string[]): Places {
  let places = known.get(columns);
  if (!places) {
    places = columns.flatMap((field, i) => {
      const repeat = repeatOf(collection, field);
      const other = repeat ? columns.indexOf(repeat.column) : -1;
      return other < 0 ? [] : [[i, other] as const];
    });
    known.set(columns, places);
  }
  return places;
}

function repeatedBy(
  other: SQLInputValue | undefined,
  field: string,
  collection: ToldCollection,
): SQLInputValue | undefined {
  if (isList(collection, field)) return JSON.stringify([other]);
  const after = repeatOf(collection, field)?.after;
  return after && typeof other === "string" ? after + other : other;
}
