import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Collection, Fields, FieldType } from "@taskwire/core/adapter";
import { canonicalJson } from "./canonical.ts";
import { Misuse } from "./failure.ts";

/** Quotes a name for SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Quotes a text for SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * SQL for the records that an index contains. Empty if it contains all records. SQLite uses such an index
 * only for statements with exactly this condition.
 */
export function conditionOf({ partial }: Collection, index: string): string[] {
  const only = partial?.[index];
  return only ? [`${quoted(only.field)} IN (${only.values.map(literal).join(", ")})`] : [];
}

/**
 * Returns the declaration of a column. A column that isn't nullable has a default. So an older
 * node, which doesn't know the column, can still insert rows.
 */
export function columnOf(type: FieldType): string {
  switch (type) {
    case "integer":
    case "boolean":
      return "INTEGER NOT NULL DEFAULT 0";
    case "integer?":
      return "INTEGER";
    case "json":
      return "TEXT NOT NULL DEFAULT 'null'";
    case "text":
    case "time":
      return "TEXT NOT NULL DEFAULT ''";
    default:
      return "TEXT";
  }
}

/** Returns the type of a declared field. */
export function typeOf({ name, fields }: Collection, field: string): FieldType {
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!type) throw new Misuse(`The collection ${name} declares no field ${field}.`);
  return type;
}

/** Encodes a field's value for its column. */
export function toColumn(collection: Collection, field: string, value: unknown): SQLInputValue {
  const type = typeOf(collection, field);
  const stored = toStored(type, value);
  if (stored === undefined)
    throw new Misuse(`${collection.name}.${field} must have a value of type ${type}.`);
  return stored;
}

function toStored(type: FieldType, value: unknown): SQLInputValue | undefined {
  if (value === undefined || value === null) {
    if (type.endsWith("?")) return null;
    return type === "json" && value === null ? "null" : undefined;
  }
  switch (type) {
    case "json":
    case "json?":
      return canonicalJson(value);
    case "boolean":
      return value === true ? 1 : value === false ? 0 : undefined;
    case "integer":
    case "integer?":
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

// V8 makes a slow object of one that gets more than 18 fields one by one. A copy of an object that has
// all fields stays fast, also for those who copy it again.
const blanks = new WeakMap<Collection["fields"], Fields>();

function blankOf(fields: Collection["fields"]): Fields {
  let blank = blanks.get(fields);
  if (!blank) {
    const names = Object.keys(fields).map((name) => `${JSON.stringify(name)}:null`);
    blank = JSON.parse(`{${names}}`) as Fields;
    blanks.set(fields, blank);
  }
  return blank;
}

/** Decodes the values of a row, from `offset` on, to the fields of a record. */
export function toFields(
  { fields }: Collection,
  row: readonly SQLOutputValue[],
  offset: number,
): Fields {
  const record: { [field: string]: unknown } = { ...blankOf(fields) };
  let i = offset;
  for (const field in fields) {
    const value = row[i++];
    const type = fields[field];
    if (type === "boolean") record[field] = value === 1;
    else if ((type === "json" || type === "json?") && value !== null)
      record[field] = JSON.parse(value as string);
    else record[field] = value;
  }
  return record;
}
