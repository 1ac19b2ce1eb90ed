import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import type {
  Collection,
  CountQuery,
  Fields,
  ListPage,
  ListQuery,
  StoredRecord,
} from "@taskwire/core/adapter";
import { bytesOf } from "./bytes.ts";
import { conditionOf, quoted, toColumn, toFields, typeOf } from "./columns.ts";
import { Misuse } from "./failure.ts";
import { limitSql } from "./limit-sql.ts";
import { NoticeLists } from "./notice-lists.ts";
import {
  entriesSql,
  isOfEntry,
  isTold,
  type ReadOrder,
  recordsSql,
  stateNumber,
  toldFields,
  toldTables,
  topicOf,
} from "./told.ts";
import { countSql } from "./told-counts.ts";
import { splitId } from "./told-event.ts";
import { indexCondition, noticeCondition } from "./told-repeats.ts";

type Row = readonly SQLOutputValue[];

/** A range of an index. It is read in the order of the index. */
interface Range {
  /** The fields that have one value in the whole range. */
  readonly fixed: readonly string[];
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const operators = { is: "IS", not: "IS NOT", from: ">=" } as const;

/** Reads the table of one collection. */
export class TableReader {
  readonly #db: DatabaseSync;
  readonly #collection: Collection;
  readonly #columns: string;
  readonly #one: StatementSync;
  readonly #tombstone: StatementSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Reads records about one thing, for a collection with `told`. */
  readonly #lists: NoticeLists | undefined;
  /** The fields that the table of notices has, for a collection with `told`. */
  readonly #common: ReadonlySet<string>;

  constructor(db: DatabaseSync, collection: Collection) {
    this.#db = db;
    this.#collection = collection;
    this.#lists = isTold(collection) ? new NoticeLists(db, collection) : undefined;
    this.#common = new Set(isTold(collection) ? toldFields(collection).common : []);
    this.#columns = ["id", "version", ...Object.keys(collection.fields).map(quoted)].join(", ");
    const where = isTold(collection) ? "_key = ? AND _topic = ?" : "id = ?";
    this.#one = this.#prepare(
      `SELECT ${this.#columns} FROM ${recordsSql(collection, "one person")} WHERE ${where}`,
    );
    this.#tombstone = this.#prepare(
      "SELECT version FROM taskwire_tombstones WHERE collection = ? AND id = ?",
    );
  }

  get(id: string): StoredRecord {
    const [key, person] = isTold(this.#collection) ? (splitId(id) ?? [id, ""]) : [id];
    const values = person === undefined ? [key] : [key, topicOf(person)];
    const row = this.#one.get(...values) as unknown as Row | undefined;
    if (row) return this.#record(row);
    const tombstone = this.#tombstone.get(this.#collection.name, id) as unknown as Row | undefined;
    return { id, version: tombstone ? Number(tombstone[0]) : 0, fields: null };
  }

  list({ each, ...query }: ListQuery): ListPage {
    const fields = this.#index(query);
    if (!each) return this.#page(fields, query);
    const next = fields[Object.keys(query.equals).length];
    if (next === undefined) {
      throw new Misuse(
        `The index ${query.index} of ${this.#collection.name} has no further field for \`each\`.`,
      );
    }
    const pages = each.map((value) =>
      this.#page(fields, { ...query, equals: { ...query.equals, [next]: value } }),
    );
    return { records: pages.flatMap(({ records }) => records), next: null };
  }

  #page(fields: readonly string[], query: ListQuery): ListPage {
    const { limit, order = "asc", maxBytes } = query;
    const records: ReturnType<TableReader["list"]>["records"][number][] = [];
    if (this.#lists?.answers(query)) return this.#ofNotices(this.#lists, fields, query);
    let bytes = 0;
    let isCut = false;
    for (const range of this.#ranges(fields, query)) {
      // One more record than requested shows whether there is a next page.
      const wanted = limit + 1 - records.length;
      const scan = this.#scan(fields, order, range);
      const values = [...range.values, wanted];
      // `all` is faster than `iterate`. But `iterate` can stop before it has read all rows.
      const rows = maxBytes === undefined ? scan.all(...values) : scan.iterate(...values);
      for (const row of rows as Iterable<unknown> as Iterable<Row>) {
        if (maxBytes !== undefined) bytes += bytesOf(row);
        isCut = records.length === limit || (records.length > 0 && bytes > (maxBytes ?? bytes));
        if (isCut) break;
        records.push(this.#record(row));
      }
      if (isCut) break;
    }
    return { records, next: isCut ? positionOf(records.at(-1), fields) : null };
  }

  #ofNotices(lists: NoticeLists, fields: readonly string[], query: ListQuery): ListPage {
    const [about = ""] = fields;
    const found = lists.list(query, toColumn(this.#collection, about, query.equals[about]));
    const records = found.slice(0, query.limit);
    return {
      records,
      next: found.length > records.length ? positionOf(records.at(-1), fields) : null,
    };
  }

  count({ where = [], limit, scan, onScanned, ...query }: CountQuery): number {
    const fields = this.#index(query);
    if (where.length === 0 && !query.after) return this.#countAll(query, Math.min(limit, scan));
    const columns = where.map(([field]) => quoted(field));
    const conditions = where.map(([field, compare]) => `${quoted(field)} ${operators[compare]} ?`);
    const wanted = where.map(([field, , value]) => toColumn(this.#collection, field, value));
    let left = scan;
    let count = 0;
    for (const range of this.#ranges(fields, query)) {
      const key = `count ${fields} ${query.order} ${range.where} ${conditions}`;
      const statement = this.#statement(key, () => {
        // SQLite reads two tables in order only if the statement also returns the values that order them.
        const order = this.#orderOf(fields, range).map(quoted);
        const found = this.#select(
          ["1", ...new Set([...columns, ...order])].join(", "),
          fields,
          query.order,
          range,
        );
        return `SELECT count(*), coalesce(sum(matches), 0) FROM (SELECT ${["1", ...conditions].join(" AND ")} AS matches FROM (${found}))`;
      });
      const [seen, matches] = statement.get(...wanted, ...range.values, left) as unknown as Row;
      left -= Number(seen);
      count += Number(matches);
      if (count >= limit || left <= 0) break;
    }
    if (where.length > 0) onScanned?.(scan - left);
    return Math.min(limit, count);
  }

  /** Counts the entries of an index, without the records. */
  #countAll(query: Pick<CountQuery, "index" | "equals">, limit: number): number {
    const counted = this.#keptCount(query.equals);
    if (counted !== undefined) return Math.min(counted, limit);
    const [range] = this.#ranges([], query) as [Range];
    const { where, values } = range;
    const statement = this.#statement(`count all ${where}`, () => {
      const collection = this.#collection;
      const source =
        isTold(collection) && range.fixed.every((field) => isOfEntry(collection, field))
          ? entriesSql(collection)
          : this.#source(range.fixed, range);
      const condition = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
      return `SELECT count(*) FROM (SELECT 1 FROM ${source} ${condition} ${limitSql})`;
    });
    const [count] = statement.get(...values, limit) as unknown as Row;
    return Number(count);
  }

  /**
   * If the query counts a person's records in the state that is counted in advance, returns this
   * number. Otherwise returns undefined.
   */
  #keptCount(equals: Fields): number | undefined {
    if (!isTold(this.#collection)) return undefined;
    const { person, state } = this.#collection.told;
    const isAsked = equals[state.field] === state.counted && typeof equals[person] === "string";
    if (!isAsked || Object.keys(equals).length !== 2) return undefined;
    const collection = this.#collection;
    const owner = String(equals[person]);
    const statement = this.#statement("kept count", () => countSql(collection));
    const [count] = statement.get(owner, topicOf(owner)) as unknown as Row;
    return Number(count);
  }

  /**
   * Returns the ranges that follow a record in an index. SQLite can seek to the start of each. The
   * first range has the records that are equal to the given record in all fields but the last one.
   * The second range has those that are equal in all but the last two, and so on. One comparison of
   * row values would be shorter, but it finds nothing if a field is null.
   */
  #ranges(
    fields: readonly string[],
    { index, equals, after, order = "asc" }: Omit<ListQuery, "limit">,
  ): Range[] {
    const fixed = Object.keys(equals);
    const [first] = this.#collection.indexes[index] ?? [];
    const conditions = fixed.map((field) => this.#condition(field, equals[field], field === first));
    const base: Range = {
      fixed,
      where: [...conditions.map(({ sql }) => sql), ...conditionOf(this.#collection, index)],
      values: conditions.flatMap(({ values }) => values),
    };
    if (!after) return [base];
    const free = [...fields, "id"].slice(fixed.length);
    const last = free.map((field, i) => {
      const value = after[fixed.length + i];
      return field === "id" && fixed.length + i === fields.length
        ? String(value)
        : toColumn(this.#collection, field, value);
    });
    const ranges: Range[] = [];
    for (let equal = free.length - 1; equal >= 0; equal--) {
      const same: Range = {
        fixed,
        where: [...base.where, ...free.slice(0, equal).map((field) => `${quoted(field)} IS ?`)],
        values: [...base.values, ...last.slice(0, equal)],
      };
      const column = quoted(free[equal] ?? "id");
      const value = last[equal] ?? null;
      const add = (condition: string, ...values: SQLInputValue[]) =>
        ranges.push({
          ...same,
          where: [...same.where, condition],
          values: [...same.values, ...values],
        });
      // SQLite sorts null before all other values.
      if (order === "asc")
        value === null ? add(`${column} IS NOT NULL`) : add(`${column} > ?`, value);
      else if (value !== null) {
        add(`${column} < ?`, value);
        if (equal < free.length - 1) add(`${column} IS NULL`);
      }
    }
    return ranges;
  }

  /** The condition that a field has a value. People and states are found without comparing texts. */
  #condition(field: string, value: unknown, isFirst: boolean): Condition {
    const collection = this.#collection;
    const encoded = toColumn(collection, field, value);
    if (isTold(collection)) {
      const { state, person } = collection.told;
      if (state.field === field)
        return { sql: "_state = ?", values: [stateNumber(collection, encoded)] };
      if (person === field) return { sql: "_topic = ?", values: [topicOf(String(encoded))] };
      if (isFirst && this.#isCommon(field) && indexCondition(collection, field) !== "") {
        const { sql, values } = noticeCondition(collection, field, encoded);
        const { notices } = toldTables(collection);
        return { sql: `_notice IN (SELECT n._notice FROM ${notices} n WHERE ${sql})`, values };
      }
    }
    return { sql: `${quoted(field)} IS ?`, values: [encoded] };
  }

  #scan(fields: readonly string[], order: "asc" | "desc", range: Range): StatementSync {
    return this.#statement(`scan ${fields} ${order} ${range.where}`, () =>
      this.#select(this.#columns, fields, order, range),
    );
  }

  /** SQL for the records of a scan, in a form that SQLite can read in the order of the index. */
  #source([first = ""]: readonly string[], { fixed }: Range): string {
    const { told } = this.#collection;
    const order: ReadOrder =
      told && this.#isCommon(first)
        ? fixed.includes(told.person)
          ? "one person"
          : "notices first"
        : "people first";
    return recordsSql(this.#collection, order);
  }

  #select(
    columns: string,
    fields: readonly string[],
    order: "asc" | "desc" = "asc",
    range: Range,
  ): string {
    const condition = range.where.length > 0 ? `WHERE ${range.where.join(" AND ")}` : "";
    const by = this.#orderOf(fields, range)
      .map((field) => `${quoted(field)} ${order}`)
      .join(", ");
    const source = this.#source(fields, range);
    const { told } = this.#collection;
    const [first = ""] = fields;
    if (!told || !this.#isCommon(first))
      return `SELECT ${columns} FROM ${source} ${condition} ORDER BY ${by} ${limitSql}`;
    // First, short rows are sorted. Then the records are read in this order.
    return `SELECT ${columns} FROM (
        SELECT _notice AS page_notice, _topic_id AS page_topic FROM ${source} ${condition}
        ORDER BY ${by} ${limitSql}
      ) AS page CROSS JOIN ${recordsSql(this.#collection, "notices first")} ON _notice = page_notice AND _topic_id = page_topic`;
  }

  /** Whether a field is stored in the table of notices of the collection. */
  #isCommon(field: string): boolean {
    return this.#common.has(field);
  }

  /**
   * The fields that order a scan. No two records of a person have the same number, so their ids don't
   * matter. SQLite doesn't know that all rows of a topic have the same person.
   */
  #orderOf(fields: readonly string[], { fixed }: Range): readonly string[] {
    const { told, numbered } = this.#collection;
    const isTotal = told && fields.includes(told.person) && fields.at(-1) === numbered;
    if (!isTotal) return [...fields, "id"];
    return fields.filter((field) => field === numbered || !fixed.includes(field));
  }

  /** Returns a prepared statement by a short key. Its SQL is made only once. */
  #statement(key: string, sqlOf: () => string): StatementSync {
    let statement = this.#statements.get(key);
    if (!statement) {
      statement = this.#prepare(sqlOf());
      this.#statements.set(key, statement);
    }
    return statement;
  }

  #index({ index, equals }: Pick<ListQuery, "index" | "equals">): readonly string[] {
    const { name, indexes } = this.#collection;
    const fields = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
    if (!fields) throw new Misuse(`The collection ${name} declares no index ${index}.`);
    const given = Object.keys(equals);
    for (const field of given) typeOf(this.#collection, field);
    if (given.some((field) => !fields.slice(0, given.length).includes(field))) {
      throw new Misuse(
        `The index ${index} of ${name} starts with ${fields.join(", ")}: give values for these.`,
      );
    }
    return fields;
  }

  #record(row: Row): ListPage["records"][number] {
    return {
      id: String(row[0]),
      version: Number(row[1]),
      fields: toFields(this.#collection, row, 2),
    };
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }
}

/** The position in a list after a record. */
const positionOf = (
  last: ListPage["records"][number] | undefined,
  fields: readonly string[],
): ListPage["next"] =>
  last ? [...fields.map((field) => last.fields[field] ?? null), last.id] : null;
