import type { Collection, CountQuery, ListPage, ListQuery } from "@taskwire/core/adapter";
import { conditionOf, isNullable, literal, quoted, sqlType, toColumn, typeOf } from "./columns.ts";
import type { Statement } from "./database.ts";
import { Misuse } from "./failure.ts";
import { asJson, type RecordRow, toRecord } from "./record-row.ts";
import { nullsOf } from "./schema.ts";
import { isInPeople, isTold, recordsSql, toldFields, toldTables } from "./told.ts";

type Value = ReturnType<typeof toColumn>;

/** Returns the statement of an index scan. Its result is one column with all rows as JSON. */
export function listStatement(schema: string, collection: Collection, query: ListQuery): Statement {
  const scan = new ScanSql(schema, collection, query);
  return { text: query.each ? scan.perValue(query.each) : scan.page(), values: scan.values };
}

/**
 * Returns the statement of a count. Its result is one column with a number. If the query has
 * conditions, a space and the number of entries that were read follow.
 */
export function countStatement(
  schema: string,
  collection: Collection,
  query: CountQuery,
): Statement {
  const scan = new ScanSql(schema, collection, { ...query, limit: query.scan });
  return { text: scan.count(query), values: scan.values };
}

/** Decodes the result of {@link listStatement}. */
export function pageOf(
  collection: Collection,
  { index, limit, each, maxBytes }: ListQuery,
  column: unknown,
): ListPage {
  const decoded = JSON.parse(String(column ?? "[]"));
  const [rows, isCut] = (maxBytes === undefined ? [decoded, false] : decoded) as [
    RecordRow[] | null,
    boolean | null,
  ];
  const records = (rows ?? []).map((row) =>
    toRecord(collection, row),
  ) as ListPage["records"][number][];
  if (!isCut && (each || records.length <= limit)) return { records, next: null };
  if (!isCut) records.pop();
  const last = records.at(-1);
  const fields = collection.indexes[index] ?? [];
  return {
    records,
    next: last ? [...fields.map((field) => last.fields[field] ?? null), last.id] : null,
  };
}

const operators = {
  is: "IS NOT DISTINCT FROM",
  not: "IS DISTINCT FROM",
  from: ">=",
} as const;

/** Writes the SQL of one query. Every value becomes a parameter. */
class ScanSql {
  readonly values: unknown[] = [];
  readonly #schema: string;
  readonly #collection: Collection;
  readonly #query: ListQuery;
  readonly #fields: readonly string[];

  constructor(schema: string, collection: Collection, query: ListQuery) {
    this.#schema = quoted(schema);
    this.#collection = collection;
    this.#query = query;
    this.#fields = indexFields(collection, query);
  }

  /** SQL for a page of one scan. */
  page(): string {
    const { limit, maxBytes } = this.#query;
    // One more record than requested shows whether there is a next page.
    const all = this.#scan(limit + 1);
    const row = asJson(this.#collection, "s");
    if (maxBytes === undefined) return `SELECT pg_catalog.json_agg(${row})::text FROM (${all}) s`;
    // The length of a long text is read without the text. The filter is applied before the row is
    // made, so nothing beyond the page is loaded.
    const { fields } = this.#collection;
    const texts = Object.keys(fields).filter(
      (field) => sqlType(fields[field] ?? "text") === "text",
    );
    const bytes = ["id", ...texts].map((field) => `coalesce(octet_length(r.${quoted(field)}), 0)`);
    const fits = `s.taskwire_n <= ${this.#value(limit, "bigint")} AND (s.taskwire_n = 1 OR s.taskwire_bytes <= ${this.#value(maxBytes, "bigint")})`;
    return `SELECT pg_catalog.json_build_array(pg_catalog.json_agg(${row} ORDER BY s.taskwire_n) FILTER (WHERE ${fits}), bool_or(NOT (${fits})))::text
      FROM (SELECT *, row_number() OVER w AS taskwire_n, sum(${bytes.join(" + ")}) OVER w AS taskwire_bytes
        FROM (${all}) r WINDOW w AS (ORDER BY ${this.#order("r")} ROWS UNBOUNDED PRECEDING)) s`;
  }

  /** SQL for a count of the records that meet the conditions. */
  count({ where = [], limit, scan }: CountQuery): string {
    const conditions = where.map(([field, compare, value]) => {
      const wanted = this.#field(field, toColumn(this.#collection, field, value));
      return `s.${quoted(field)} ${operators[compare]} ${wanted}`;
    });
    const found = this.#scan(scan, ["id", ...where.map(([field]) => field), ...this.#fields]);
    const most = this.#value(limit, "bigint");
    if (conditions.length === 0)
      return `SELECT count(*)::text FROM (SELECT 1 FROM (${found}) s LIMIT ${most}) c`;
    const matching = `count(*) FILTER (WHERE ${conditions.join(" AND ")})`;
    return `SELECT least(${most}, ${matching}) || ' ' || count(*) FROM (${found}) s`;
  }

  /** SQL for the first records of the scan. */
  #scan(count: number, columns: readonly string[] = []): string {
    const limit = this.#value(count, "bigint");
    const fixed = this.#fixed();
    const ranges = this.#query.after ? this.#ranges(this.#query.after) : [[]];
    const [first = "", ...others] = ranges.map((range) =>
      this.#select([...fixed, ...range], limit, columns),
    );
    return others.length === 0
      ? first
      : `SELECT * FROM (${[first, ...others].map((scan) => `(${scan})`).join(" UNION ALL ")}) r
      ORDER BY ${this.#order("r")} LIMIT ${limit}`;
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
    return `SELECT pg_catalog.json_agg(${asJson(this.#collection, "s")} ORDER BY e.i, ${this.#order("s")})::text
      FROM pg_catalog.unnest(${values}) WITH ORDINALITY AS e(value, i) CROSS JOIN LATERAL (${scan}) s`;
  }

  #fixed(): string[] {
    const { equals, index } = this.#query;
    const same = Object.entries(equals).map(([field, value]) =>
      this.#is(field, toColumn(this.#collection, field, value)),
    );
    return [...same, ...conditionOf(this.#collection, index, "t.")];
  }

  #select(where: readonly string[], limit: string, columns: readonly string[] = []): string {
    const selected = [...new Set(columns)].map((column) => `t.${quoted(column)}`).join(", ") || "*";
    const found = (conditions: readonly string[]) => {
      const condition = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
      return `SELECT ${selected} FROM ${this.#source(columns)} t ${condition} ORDER BY ${this.#order("t")} LIMIT ${limit}`;
    };
    const states = this.#statesToMerge();
    if (states.length === 0) return found(where);
    const each = states.map((state) => `(${found([...where, state])})`);
    return `SELECT * FROM (${each.join(" UNION ALL ")}) t ORDER BY ${this.#order("t")} LIMIT ${limit}`;
  }

  /** SQL for the records, in a form that can be read in the order of an index. */
  #source(columns: readonly string[]): string {
    const collection = this.#collection;
    if (!isTold(collection)) return recordsSql(this.#schema, collection);
    const [first = ""] = this.#fields;
    const read = [...columns, ...this.#fields];
    if (columns.length > 0 && read.every((column) => isInPeople(collection, column)))
      return toldTables(this.#schema, collection).people;
    const isCommon = toldFields(collection).common.includes(first);
    return recordsSql(this.#schema, collection, isCommon ? "notices first" : "people first");
  }

  /**
   * One person's records by number: the index has them by state and number. So the records of each state are
   * read in their order, and merged. Returns the conditions on the state.
   */
  #statesToMerge(): string[] {
    const collection = this.#collection;
    if (!isTold(collection)) return [];
    const { person, state } = collection.told;
    const [first, second] = this.#fields;
    const isByNumber = first === person && second === collection.numbered;
    if (!isByNumber || !(person in this.#query.equals)) return [];
    return state.values.map((value) => `t.${quoted(state.field)} = ${literal(value)}`);
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

function indexFields(
  collection: Collection,
  { index, equals }: Pick<ListQuery, "index" | "equals">,
): readonly string[] {
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
