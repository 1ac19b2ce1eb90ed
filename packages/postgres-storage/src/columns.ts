import { type Collection, type Fields, type FieldType, toStored } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";

/** A name in SQL, as it is. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text in SQL, as it is. Only for names of ours in a function's source: values of users are parameters. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Text is compared byte by byte, so that lists have the same order on every server and every storage. */
export const textType = 'text COLLATE "C"';

/** The SQL type of a field. JSON is text in one canonical form: `jsonb` would reorder names and drop what it deems double. */
export function sqlType(type: FieldType): "bigint" | "boolean" | "text" {
  if (type === "boolean") return "boolean";
  return type === "integer" || type === "integer?" ? "bigint" : "text";
}

/**
 * A column's declaration. Those that allow no null have a neutral default, so that an older node, which doesn't name
 * the column, can still insert.
 */
export function columnOf(type: FieldType): string {
  const sql = sqlType(type) === "text" ? textType : sqlType(type);
  if (isNullable(type)) return sql;
  const neutral = { bigint: "0", boolean: "false", text: type === "json" ? "'null'" : "''" }[
    sqlType(type)
  ];
  return `${sql} NOT NULL DEFAULT ${neutral}`;
}

export const isNullable = (type: FieldType): boolean => type.endsWith("?");

/** The type of a declared field. */
export function typeOf({ name, fields }: Collection, field: string): FieldType {
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!type) throw new Misuse(`The collection ${name} declares no field ${field}.`);
  return type;
}

/** A field's value as it is kept; JSON as text. */
export function toColumn(
  collection: Collection,
  field: string,
  value: unknown,
): string | number | boolean | null {
  const type = typeOf(collection, field);
  const stored = toStored(type, value);
  if (stored === undefined) throw new Misuse(`${collection.name}.${field} is to be ${type}.`);
  return stored;
}

/** A row's values, from `offset` on, as the fields of a record. */
export function toFields(
  { name, fields }: Collection,
  row: readonly unknown[],
  offset: number,
): Fields {
  const record: { [field: string]: unknown } = {};
  let place = offset;
  for (const field in fields) {
    const value = row[place++];
    const type = fields[field];
    if ((type === "json" || type === "json?") && value !== null)
      record[field] = JSON.parse(value as string);
    else if ((type === "integer" || type === "integer?") && value !== null)
      record[field] = safe(value, name, field);
    else record[field] = value;
  }
  return record;
}

/** A whole number of the database, which may be larger than what a number of JavaScript holds exactly. */
export function safe(value: unknown, ...where: string[]): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Misuse(
    `${where.join(".")} holds ${value}, which is no whole number within ±(2^53 − 1).`,
  );
}
