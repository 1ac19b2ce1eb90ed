import type { Collection, ListPage, ListQuery, StoredRecord } from "@taskwire/core/adapter";
import { isNullable, quoted, safe, sqlType, toColumn, toFields, typeOf } from "./columns.ts";
import type { Statement } from "./database.ts";
import { Misuse } from "./failure.ts";
import { nullsOf } from "./schema.ts";

type Value = ReturnType<typeof toColumn>;
type Row = readonly [id: string, version: number, ...unknown[]];

/** A record's columns as one JSON array, which is read faster than as many columns. */
export const asJson = ({ fields }: Collection, table: string): string =>
  `json_build_array(${["id", "version", ...Object.keys(fields).map(quoted)].map((one) => `${table}.${one}`).join(", ")})`;

export function toRecord(
  collection: Collection,
  row: Row,
): StoredRecord & { readonly fields: object } {
  return {
    id: row[0],
    version: safe(row[1], collection.name, "version"),
    fields: toFields(collection, row, 2),
  } as ReturnType<typeof toRecord>;
}

/** The statement of an ordered scan: one column with the rows as JSON. */
export function listStatement(schema: string, collection: Collection, query: ListQuery): Statement {
  const scan = new Scan(schema, collection, query);
  return { text: query.each ? scan.several(query.each) : scan.one(), values: scan.values };
}

/** The page that a scan's rows make. */
export function pageOf(
  collection: Collection,
  { index, limit, each }: ListQuery,
  column: unknown,
): ListPage {
  const rows = JSON.parse(String(column ?? "[]")) as Row[];
  const records = rows.map((row) => toRecord(collection, row)) as ListPage["records"][number][];
  if (each || records.length <= limit) return { records, next: null };
  records.pop();
  const last = records.at(-1);
  const fields = collection.indexes[index] ?? [];
  return {
    records,
    next: last ? [...fields.map((field) => last.fields[field] ?? null), last.id] : null,
  };
}

/** Writes the SQL of one query; every value becomes a parameter. */
class Scan {
  readonly values: unknown[] = [];
  readonly #table: string;
  readonly #collection: Collection;
  readonly #query: ListQuery;
  readonly #fields: readonly string[];

  constructor(schema: string, collection: Collection, query: ListQuery) {
    this.#table = `${quoted(schema)}.${quoted(collection.name)}`;
    this.#collection = collection;
    this.#query = query;
    this.#fields = indexFields(collection, query);
  }

  one(): string {
    // One more than asked for says whether there is a next page.
    const limit = this.#value(this.#query.limit + 1, "bigint");
    const fixed = this.#fixed();
    const ranges = this.#query.after ? this.#ranges(this.#query.after) : [[]];
    const scans = ranges.map((range) => this.#select([...fixed, ...range], limit));
    const all =
      scans.length === 1
        ? scans[0]
        : `SELECT * FROM (${scans.map((scan) => `(${scan})`).join(" UNION ALL ")}) r
      ORDER BY ${this.#order("r")} LIMIT ${limit}`;
    return `SELECT json_agg(${asJson(this.#collection, "s")})::text FROM (${all}) s`;
  }

  several(each: readonly unknown[]): string {
    const { name, fields } = this.#collection;
    const { index, equals, limit } = this.#query;
    const next = this.#fields[Object.keys(equals).length];
    if (next === undefined)
      throw new Misuse(`The index ${index} of ${name} has no further field for \`each\`.`);
    const column = `t.${quoted(next)}`;
    const type = typeOf(this.#collection, next);
    const wanted = this.#value(
      each.map((value) => toColumn(this.#collection, next, value)),
      `${sqlType(fields[next] ?? "text")}[]`,
    );
    const same = isNullable(type)
      ? `(${column} = e.value OR (e.value IS NULL AND ${column} IS NULL))`
      : `${column} = e.value`;
    const scan = this.#select([...this.#fixed(), same], this.#value(limit, "bigint"));
    return `SELECT json_agg(${asJson(this.#collection, "s")} ORDER BY e.place, ${this.#order("s")})::text
      FROM unnest(${wanted}) WITH ORDINALITY AS e(value, place) CROSS JOIN LATERAL (${scan}) s`;
  }

  #fixed(): string[] {
    return Object.entries(this.#query.equals).map(([field, value]) =>
      this.#is(field, toColumn(this.#collection, field, value)),
    );
  }

  #select(where: readonly string[], limit: string): string {
    const condition = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
    return `SELECT * FROM ${this.#table} t ${condition} ORDER BY ${this.#order("t")} LIMIT ${limit}`;
  }

  #order(table: string): string {
    const { order = "asc" } = this.#query;
    const by = this.#fields.map(
      (field) =>
        `${table}.${quoted(field)} ${order}${nullsOf(this.#collection.fields[field], order)}`,
    );
    return [...by, `${table}.id ${order}`].join(", ");
  }

  /**
   * What comes after a record in an index, as conditions of ranges that the database can seek to. Where no field may be
   * null that is one comparison of rows; else the rest of those that agree in all fields, then of those that agree in
   * all but the last, and so on.
   */
  #ranges(after: readonly unknown[]): string[][] {
    const { equals, order = "asc" } = this.#query;
    const fixed = Object.keys(equals).length;
    const open = [...this.#fields, "id"].slice(fixed);
    const seen = open.map((field, i) =>
      fixed + i === this.#fields.length
        ? String(after[fixed + i])
        : toColumn(this.#collection, field, after[fixed + i]),
    );
    const beyond = order === "asc" ? ">" : "<";
    if (!open.some((field) => field !== "id" && isNullable(typeOf(this.#collection, field)))) {
      const columns = open.map((field) => `t.${quoted(field)}`);
      const values = open.map((field, i) => this.#field(field, seen[i] ?? null));
      return [[`(${columns.join(", ")}) ${beyond} (${values.join(", ")})`]];
    }
    const ranges: string[][] = [];
    for (let agree = open.length - 1; agree >= 0; agree--) {
      const value = seen[agree] ?? null;
      // Null is the smallest. Nothing may become a parameter that is in no range: PostgreSQL can't tell its type.
      if (value === null && order === "desc") continue;
      const same = open.slice(0, agree).map((field, i) => this.#is(field, seen[i] ?? null));
      const field = open[agree] ?? "id";
      const column = `t.${quoted(field)}`;
      if (value === null) {
        ranges.push([...same, `${column} IS NOT NULL`]);
        continue;
      }
      ranges.push([...same, `${column} ${beyond} ${this.#field(field, value)}`]);
      if (order === "desc" && agree < open.length - 1) ranges.push([...same, `${column} IS NULL`]);
    }
    return ranges.length > 0 ? ranges : [["false"]];
  }

  #is(field: string, value: Value): string {
    const column = `t.${quoted(field)}`;
    return value === null ? `${column} IS NULL` : `${column} = ${this.#field(field, value)}`;
  }

  #field(field: string, value: Value): string {
    return this.#value(value, sqlType(this.#collection.fields[field] ?? "text"));
  }

  #value(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

function indexFields(collection: Collection, { index, equals }: ListQuery): readonly string[] {
  const { name, indexes } = collection;
  const fields = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
  if (!fields) throw new Misuse(`The collection ${name} declares no index ${index}.`);
  const given = Object.keys(equals);
  for (const field of given) typeOf(collection, field);
  if (given.some((field) => !fields.slice(0, given.length).includes(field))) {
    throw new Misuse(
      `The index ${index} of ${name} starts with ${fields.join(", ")}: give values for these.`,
    );
  }
  return fields;
}
