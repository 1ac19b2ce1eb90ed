import type { Collection, ListPage, ListQuery } from "@taskwire/core/adapter";
import { isNullable, quoted, sqlType, toColumn, typeOf } from "./columns.ts";
import type { Statement } from "./database.ts";
import { Misuse } from "./failure.ts";
import { asJson, type RecordRow, toRecord } from "./record-row.ts";
import { nullsOf } from "./schema.ts";

type Value = ReturnType<typeof toColumn>;

/** Returns the statement of an index scan. Its result is one column with all rows as JSON. */
export function listStatement(schema: string, collection: Collection, query: ListQuery): Statement {
  const scan = new ScanSql(schema, collection, query);
  return { text: query.each ? scan.perValue(query.each) : scan.page(), values: scan.values };
}

/** Decodes the result of {@link listStatement}. */
export function pageOf(
  collection: Collection,
  { index, limit, each }: ListQuery,
  column: unknown,
): ListPage {
  const rows = JSON.parse(String(column ?? "[]")) as RecordRow[];
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

/** Writes the SQL of one query. Every value becomes a parameter. */
class ScanSql {
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

  /** SQL for a page of one scan. */
  page(): string {
    // One more record than requested shows whether there is a next page.
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

  /** SQL for one scan per value; see {@link ListQuery.each}. */
  perValue(each: readonly unknown[]): string {
    const { name, fields } = this.#collection;
    const { index, equals, limit } = this.#query;
    const next = this.#fields[Object.keys(equals).length];
    if (next === undefined)
      throw new Misuse(`The index ${index} of ${name} has no further field for \`each\`.`);
    const column = `t.${quoted(next)}`;
    const type = typeOf(this.#collection, next);
    const values = this.#value(
      each.map((value) => toColumn(this.#collection, next, value)),
      `${sqlType(fields[next] ?? "text")}[]`,
    );
    const same = isNullable(type)
      ? `(${column} = e.value OR (e.value IS NULL AND ${column} IS NULL))`
      : `${column} = e.value`;
    const scan = this.#select([...this.#fixed(), same], this.#value(limit, "bigint"));
    return `SELECT json_agg(${asJson(this.#collection, "s")} ORDER BY e.i, ${this.#order("s")})::text
      FROM unnest(${values}) WITH ORDINALITY AS e(value, i) CROSS JOIN LATERAL (${scan}) s`;
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
   * Returns the conditions of the ranges that follow a record in an index. The database can seek to
   * the start of each range. If no field is nullable, it is one range, with a comparison of rows.
   * Otherwise it is one range for the records that are equal in all fields but the last, one for
   * those equal in all but the last two, and so on.
   */
  #ranges(after: readonly unknown[]): string[][] {
    const { equals, order = "asc" } = this.#query;
    const fixed = Object.keys(equals).length;
    const free = [...this.#fields, "id"].slice(fixed);
    const last = free.map((field, i) =>
      fixed + i === this.#fields.length
        ? String(after[fixed + i])
        : toColumn(this.#collection, field, after[fixed + i]),
    );
    const beyond = order === "asc" ? ">" : "<";
    if (!free.some((field) => field !== "id" && isNullable(typeOf(this.#collection, field)))) {
      const columns = free.map((field) => `t.${quoted(field)}`);
      const values = free.map((field, i) => this.#field(field, last[i] ?? null));
      return [[`(${columns.join(", ")}) ${beyond} (${values.join(", ")})`]];
    }
    const ranges: string[][] = [];
    for (let equal = free.length - 1; equal >= 0; equal--) {
      const value = last[equal] ?? null;
      // Null is the smallest value, so nothing comes after it in descending order. This is checked
      // before any parameter is added: PostgreSQL can't infer the type of an unused parameter.
      if (value === null && order === "desc") continue;
      const same = free.slice(0, equal).map((field, i) => this.#is(field, last[i] ?? null));
      const field = free[equal] ?? "id";
      const column = `t.${quoted(field)}`;
      if (value === null) {
        ranges.push([...same, `${column} IS NOT NULL`]);
        continue;
      }
      ranges.push([...same, `${column} ${beyond} ${this.#field(field, value)}`]);
      if (order === "desc" && equal < free.length - 1) ranges.push([...same, `${column} IS NULL`]);
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
