import { type Collection, type Fields, type FieldType, toStored } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";

/** Quotes a name for SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Quotes a text for SQL. Only for names that the app's developer declared; users' values are always
 * parameters.
 */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * SQL for the records that an index contains. Empty if it contains all records. PostgreSQL uses such an
 * index only for statements with this condition.
 */
export function conditionOf({ partial }: Collection, index: string, table = ""): string[] {
  const only = partial?.[index];
  return only ? [`${table}${quoted(only.field)} IN (${only.values.map(literal).join(", ")})`] : [];
}

/**
 * Text is compared byte by byte, so lists have the same order on every server and in every storage.
 */
export const textType = 'text COLLATE "C"';

/**
 * Returns the SQL type of a field. JSON is stored as text in its canonical form: `jsonb` would
 * reorder names and drop duplicate ones.
 */
export function sqlType(type: FieldType): "bigint" | "boolean" | "text" {
  if (type === "boolean") return "boolean";
  return type === "integer" || type === "integer?" ? "bigint" : "text";
}

/**
 * Returns the declaration of a column. A column that isn't nullable has a default. So an older
 * node, which doesn't know the column, can still insert rows.
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

/** Returns the type of a declared field. */
export function typeOf({ name, fields }: Collection, field: string): FieldType {
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!type) throw new Misuse(`The collection ${name} declares no field ${field}.`);
  return type;
}

/** Encodes a field's value for its column. */
export function toColumn(
  collection: Collection,
  field: string,
  value: unknown,
): string | number | boolean | null {
  const type = typeOf(collection, field);
  const stored = toStored(type, value);
  if (stored === undefined)
    throw new Misuse(`${collection.name}.${field} must have a value of type ${type}.`);
  return stored;
}

/** Decodes the values of a row, from `offset` on, to the fields of a record. */
export function toFields(
  { name, fields }: Collection,
  row: readonly unknown[],
  offset: number,
): Fields {
  const record: { [field: string]: unknown } = {};
  let i = offset;
  for (const field in fields) {
    const value = row[i++];
    const type = fields[field];
    if ((type === "json" || type === "json?") && value !== null)
      record[field] = JSON.parse(value as string);
    else if ((type === "integer" || type === "integer?") && value !== null)
      record[field] = safeInteger(value, name, field);
    else record[field] = value;
  }
  return record;
}

/**
 * Returns an integer of the database.
 *
 * @throws Misuse if JavaScript can't represent it exactly; `where` names the column.
 */
export function safeInteger(value: unknown, ...where: string[]): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Misuse(
    `${where.join(".")} contains ${value}, which is not an integer within ±(2^53 − 1).`,
  );
}
