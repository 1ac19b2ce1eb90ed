import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Fields, LoggedEvent } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { quoted, toColumn, toFields } from "./columns.ts";
import { SharedRows } from "./shared-rows.ts";
import {
  stateNumber,
  type ToldCollection,
  toldColumns,
  toldFields,
  toldTables,
  topicOf,
} from "./told.ts";
import { carriesRecord, originOf, sharedByEvents, splitId } from "./told-event.ts";
import { fieldSql, withMarks } from "./told-repeats.ts";

type Values = readonly SQLInputValue[];
type Record = { readonly [field: string]: unknown };

/**
 * Maximum number of changes that are remembered. The events of one commit are in the logs of many
 * people, and refer to the same row of changes.
 */
const maxChanges = 50_000;

/**
 * Fills the tables of a collection with `told` from a dump. A notice has the common fields of the
 * records of one event. It is stored for the first person, and found again for the next ones.
 */
export class ToldLoader {
  readonly #collection: ToldCollection;
  readonly #fields: readonly string[];
  readonly #columns: ReturnType<typeof toldColumns>;
  readonly #common: readonly string[];
  readonly #status: readonly string[];
  readonly #notices: SharedRows;
  readonly #changes: SharedRows;
  readonly #noticesOfKey: StatementSync;
  readonly #changeOf: StatementSync;
  readonly #topicId: StatementSync;
  readonly #insert: StatementSync;
  readonly #enter: StatementSync;
  readonly #append: StatementSync;
  readonly #count: StatementSync;
  readonly #known = new Map<string, number>();

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { people, notices, changes, log, counts } = toldTables(collection);
    const { common, status } = toldFields(collection);
    const person = quoted(collection.told.person);
    this.#collection = collection;
    this.#fields = Object.keys(collection.fields);
    this.#common = common;
    this.#status = status;
    this.#columns = toldColumns(collection);
    this.#notices = new SharedRows(db, notices, "_notice", this.#columns.ofNotice);
    this.#changes = new SharedRows(db, changes, "_change", this.#columns.ofChange);
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#noticesOfKey = prepare(
      `SELECT n._notice, n._key, ${common.map((field) => fieldSql(collection, "n", field)).join(", ")} FROM ${notices} n WHERE n._key = ?`,
    );
    this.#changeOf = prepare(
      `SELECT l._change, ${status.map((field) => fieldSql(collection, "c", field)).join(", ")}
       FROM taskwire_topics t CROSS JOIN ${log} l ON l.topic_id = t.id CROSS JOIN ${changes} c ON c._change = l._change
       WHERE t.topic = ? AND l.number = ?`,
    );
    this.#topicId = prepare("SELECT id FROM taskwire_topics WHERE topic = ?");
    this.#insert = prepare(`INSERT INTO ${people} (_notice, topic_id, number) VALUES (?, ?, ?)`);
    // If the log still has the event that created the record, the row of this event becomes the record's
    // entry (see `toldTables`).
    const entry = ["_entry", "_version", "_state", "_now"];
    this.#enter = prepare(
      `INSERT INTO ${log} (topic_id, number, distance, _notice, _change, place, ${entry.join(", ")}) VALUES (?1, ?2, 0, 0, 0, 0, ?3, ?4, ?5, ?6)
       ON CONFLICT DO UPDATE SET ${entry.map((name) => `${name} = excluded.${name}`).join(", ")}`,
    );
    this.#count = prepare(
      `INSERT INTO ${counts} (${person}, number) VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1`,
    );
    this.#append = prepare(
      `INSERT INTO ${log} (topic_id, number, distance, _notice, _change, place) VALUES (?, ?, ?, ?, ?, ?)`,
    );
  }

  encodeAll(fields: Fields): SQLInputValue[] {
    return this.#fields.map((field) => toColumn(this.#collection, field, fields[field]));
  }

  /** Inserts a record with its version. The event of the record has arrived before. */
  restore(id: string, version: number, values: Values): void {
    const { person, state } = this.#collection.told;
    const value = (field: string): SQLInputValue => values[this.#fields.indexOf(field)] ?? null;
    const status = this.#status.map(value);
    const owner = String(value(person));
    const notice = this.#noticeOf([splitId(id)?.[0] ?? id, ...this.#common.map(value)]);
    const found = this.#changeOf.get(topicOf(owner), version) as unknown as Values | undefined;
    const isSame = found && status.every((one, i) => one === found[i + 1]);
    const change = isSame ? Number(found[0]) : this.#changeIdOf(["", "", "", "", ...status]);
    const number = value(this.#collection.numbered);
    const stored = stateNumber(this.#collection, value(state.field));
    const topicId = this.#topicIdOf(owner);
    this.#insert.run(notice, topicId, number);
    this.#enter.run(topicId, number, notice, version, stored, change);
    if (value(state.field) === state.counted) this.#count.run(owner);
    this.#notices.add(notice, 1);
    this.#changes.add(change, 1);
  }

  /**
   * Stores an event that carries a record, if exactly the same event can be made again from the
   * tables. All other events are stored in the common log.
   */
  takes(topicId: number, event: LoggedEvent): boolean {
    const origin = carriesRecord(this.#collection, event) ? originOf(event.id) : undefined;
    if (!origin) return false;
    const record = this.#recordOf(event);
    if (!record) return false;
    const { number, subject } = event;
    const values = (fields: readonly string[]) =>
      fields.map((field) => toColumn(this.#collection, field, record[field]));
    const [key = ""] = splitId(subject) ?? [];
    const notice = this.#noticeOf([key, ...values(this.#common)]);
    const change = this.#changeIdOf([
      ...sharedByEvents(this.#collection, { origin, event }),
      ...values(this.#status),
    ]);
    const first = Number(record[this.#collection.numbered] ?? number);
    this.#append.run(topicId, number, number - first, notice, change, origin.place);
    this.#notices.add(notice, 1);
    this.#changes.add(change, 1);
    return true;
  }

  flush(): void {
    this.#notices.flush();
    this.#changes.flush();
  }

  /**
   * Returns the record that an event carries. Undefined if the tables would give a different JSON
   * for it.
   */
  #recordOf({ data, subject, number }: LoggedEvent): Record | undefined {
    const { told, numbered, fields } = this.#collection;
    try {
      const record = JSON.parse(data)[told.name] as Record;
      const isFirst = record[numbered] === undefined;
      const complete = { ...record, [numbered]: record[numbered] ?? number };
      const row = this.encodeAll(complete) as unknown as Parameters<typeof toFields>[1];
      const again: { [field: string]: unknown } = {
        id: subject,
        ...toFields(this.#collection, row, 0),
      };
      if (isFirst) delete again[numbered];
      const isSame =
        Object.keys(fields).length > 0 && JSON.stringify({ [told.name]: again }) === data;
      return isSame && record[told.person] === splitId(subject)?.[1] ? record : undefined;
    } catch {
      return undefined;
    }
  }

  #topicIdOf(person: string): number {
    const row = this.#topicId.get(topicOf(person)) as unknown as readonly [number] | undefined;
    if (row) return row[0];
    throw new TaskwireError(
      "unavailable",
      `The dump has records of ${person} without the topic ${topicOf(person)}. Nothing was written.`,
    );
  }

  #noticeOf(values: Values): number {
    const rows = this.#noticesOfKey.all(values[0] ?? null) as unknown as Values[];
    const same = rows.find((row) => values.every((value, i) => value === row[i + 1]));
    if (same) return Number(same[0]);
    return this.#notices.idOf(withMarks(this.#collection, this.#columns.ofNotice, values));
  }

  #changeIdOf(values: Values): number {
    const key = JSON.stringify(values);
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.#changes.idOf(withMarks(this.#collection, this.#columns.ofChange, values));
      if (this.#known.size >= maxChanges) this.#known.clear();
      this.#known.set(key, id);
    }
    return id;
  }
}
