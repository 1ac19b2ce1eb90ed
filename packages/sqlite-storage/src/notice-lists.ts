import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Fields, ListQuery } from "@taskwire/core/adapter";
import { toFields } from "./columns.ts";
import { limitSql } from "./limit-sql.ts";
import { entryOf, stateNumber, type ToldCollection, toldFields, toldTables } from "./told.ts";
import { fieldSql, noticeCondition } from "./told-repeats.ts";

type Row = readonly SQLOutputValue[];
type Listed = { readonly id: string; readonly version: number; readonly fields: Fields };

/**
 * Lists the records about one thing, which a command reads to resolve them. The common fields of
 * many records are in one notice. They are read and decoded once for each notice, and not for each
 * person.
 */
export class NoticeLists {
  readonly #db: DatabaseSync;
  readonly #collection: ToldCollection;
  readonly #names: readonly string[];
  readonly #common: readonly string[];
  /** The common fields with JSON. */
  readonly #objects: readonly string[];
  /** The collection with no other fields than the status. */
  readonly #status: ToldCollection;
  readonly #notices = new Map<string, StatementSync>();
  readonly #people: { readonly asc: StatementSync; readonly desc: StatementSync };

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { people, changes } = toldTables(collection);
    const { common, status } = toldFields(collection);
    this.#db = db;
    this.#collection = collection;
    this.#names = Object.keys(collection.fields);
    this.#common = common;
    this.#objects = common.filter((field) => collection.fields[field]?.startsWith("json"));
    const statusFields = status.map(
      (field) => [field, collection.fields[field] ?? "text"] as const,
    );
    this.#status = { ...collection, fields: Object.fromEntries(statusFields) };
    const values = status.map((field) => fieldSql(collection, "c", field));
    const entry = entryOf(collection);
    const select = (order: string) =>
      this.#prepare(
        `SELECT ${[entry.value("_version"), "substr(t.topic, 6)", "r.number", ...values].join(", ")}
         FROM ${people} r ${entry.join} CROSS JOIN taskwire_topics t ON t.id = r.topic_id
           CROSS JOIN ${changes} c ON c._change = ${entry.value("_now")}
         WHERE r._notice = ? AND ${entry.value("_state")} = ? ORDER BY t.topic ${order} ${limitSql}`,
      );
    this.#people = { asc: select("ASC"), desc: select("DESC") };
  }

  /** Whether it can answer a query: for the records about one thing in one state, from the start of the list. */
  answers({ index, equals, after, maxBytes }: Omit<ListQuery, "limit">): boolean {
    const [about = "", ...rest] = this.#collection.indexes[index] ?? [];
    const { field } = this.#collection.told.state;
    if (after || maxBytes !== undefined || rest.length !== 1 || rest[0] !== field) return false;
    return this.#common.includes(about) && about in equals && field in equals;
  }

  /** Returns the first `limit` records in the order of their ids, with one more if there are more. */
  list({ index, equals, limit, order = "asc" }: ListQuery, about: SQLInputValue): Listed[] {
    const [field = ""] = this.#collection.indexes[index] ?? [];
    const state = stateNumber(this.#collection, equals[this.#collection.told.state.field]);
    const records: Listed[] = [];
    let key: SQLOutputValue | undefined;
    let first = 0;
    for (const notice of this.#noticesBy(field, order, about)) {
      if (notice[1] !== key) {
        if (records.length > limit) break;
        key = notice[1];
        first = records.length;
      }
      const wanted = limit + 1 - first;
      const rows = this.#people[order].all(notice[0] ?? 0, state, wanted) as unknown as Row[];
      if (rows.length === 0) continue;
      // After a change of the words, the records of one key are in several notices.
      const isMixed = records.length > first;
      this.#add(notice, rows, records);
      if (isMixed) records.push(...inOrder(records.splice(first), order).slice(0, wanted));
    }
    return records;
  }

  #add(notice: Row, rows: readonly Row[], records: Listed[]): void {
    const collection = this.#collection;
    const common = new Map(this.#common.map((field, i) => [field, notice[i + 2] ?? null]));
    const values = this.#names.map((field) => common.get(field) ?? null);
    const shared = toFields(collection, values, 0);
    for (const row of rows) {
      const [version, person = null, number] = row;
      const fields: { [field: string]: unknown } = {
        ...shared,
        [collection.told.person]: person,
        [collection.numbered]: number,
        ...toFields(this.#status, row, 3),
      };
      // No two records share an object that an operation could change.
      for (const field of this.#objects)
        fields[field] = JSON.parse(String(common.get(field) ?? null));
      records.push({ id: `${notice[1]}|${person}`, version: Number(version), fields });
    }
  }

  #noticesBy(field: string, order: "asc" | "desc", value: SQLInputValue): Row[] {
    const { sql, values } = noticeCondition(this.#collection, field, value);
    let statement = this.#notices.get(`${sql} ${order}`);
    if (!statement) {
      const { notices } = toldTables(this.#collection);
      const fields = this.#common.map((one) => fieldSql(this.#collection, "n", one));
      // No key contains `|`, so this is the order of the ids.
      statement = this.#prepare(
        `SELECT ${["n._notice", "n._key", ...fields].join(", ")} FROM ${notices} n
         WHERE ${sql} ORDER BY n._key || '|' ${order}`,
      );
      this.#notices.set(`${sql} ${order}`, statement);
    }
    return statement.all(...values) as unknown as Row[];
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }
}

/** Sorts records by id as SQLite does: by the bytes of UTF-8. */
function inOrder(records: readonly Listed[], order: "asc" | "desc"): Listed[] {
  const sorted = records
    .map((record) => ({ record, bytes: Buffer.from(record.id) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ record }) => record);
  return order === "asc" ? sorted : sorted.reverse();
}
