import type { SQLInputValue } from "node:sqlite";
import type { Collection } from "@taskwire/core/adapter";
import { quoted } from "./columns.ts";

type Values = readonly SQLInputValue[];
type ToldCollection = Collection & Required<Pick<Collection, "told">>;

/** Stands for a value that the row has in another column too. No field ever has this value. */
const mark = new Uint8Array();
const markSql = "x''";

/** The column that a field often repeats. */
const columnOf = (of: string): string => (of === "key" ? "_key" : of === "at" ? "_at" : of);

/** Whether the field is a list, and often has only the text of the other column. */
const isList = ({ fields }: ToldCollection, field: string): boolean =>
  fields[field]?.startsWith("json") === true;

const repeatOf = ({ told }: ToldCollection, field: string): string | undefined =>
  told.repeats && Object.hasOwn(told.repeats, field) ? told.repeats[field] : undefined;

/** SQL for a field of a notice or a change, in the row `row`. */
export function fieldSql(collection: ToldCollection, row: "n" | "c", field: string): string {
  const of = repeatOf(collection, field);
  const column = `${row}.${quoted(field)}`;
  if (of === undefined) return column;
  const other = `${row}.${quoted(columnOf(of))}`;
  const value = isList(collection, field) ? `json_array(${other})` : other;
  return `iif(${column} = ${markSql}, ${value}, ${column})`;
}

/**
 * Puts a mark instead of each value that the row repeats. The words of a notification are often the
 * title of its task, for example. `columns` are the names of the values.
 */
export function withMarks(
  collection: ToldCollection,
  columns: readonly string[],
  values: Values,
): Values {
  let marked: SQLInputValue[] | undefined;
  for (const [i, other] of repeatsIn(collection, columns)) {
    const value = values[i];
    if (typeof value !== "string" || value !== repeatedBy(values[other], columns[i], collection))
      continue;
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
    complete[i] = repeatedBy(values[other], columns[i], collection) ?? null;
  }
  return complete ?? values;
}

type Places = readonly (readonly [field: number, other: number])[];

const known = new WeakMap<readonly string[], Places>();

/** The places of the fields that repeat another one, with the place of the other one. */
function repeatsIn(collection: ToldCollection, columns: readonly string[]): Places {
  let places = known.get(columns);
  if (!places) {
    places = columns.flatMap((field, i) => {
      const of = repeatOf(collection, field);
      const other = of === undefined ? -1 : columns.indexOf(columnOf(of));
      return other < 0 ? [] : [[i, other] as const];
    });
    known.set(columns, places);
  }
  return places;
}

function repeatedBy(
  other: SQLInputValue | undefined,
  field: string | undefined,
  collection: ToldCollection,
): SQLInputValue | undefined {
  return isList(collection, field ?? "") ? JSON.stringify([other]) : other;
}
