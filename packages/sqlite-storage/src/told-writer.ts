import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Fields, NewEvent } from "@taskwire/core/adapter";
import { quoted, toColumn } from "./columns.ts";
import { Misuse } from "./failure.ts";
import { SharedRows } from "./shared-rows.ts";
import type { RecordState } from "./table-writer.ts";
import { stateNumber, type ToldCollection, toldColumns, toldFields, toldTables } from "./told.ts";
import { splitEventId, splitId } from "./told-event.ts";
import { withMarks, withoutMarks } from "./told-repeats.ts";

/** An event that carries a record, and its topic and number. */
export interface ToldEvent {
  readonly topicId: number;
  readonly number: number;
  readonly event: NewEvent;
}

interface ToldState extends RecordState {
  readonly notice: number;
  readonly change: number;
  readonly number: number;
  /** The number that stands for the state. */
  readonly state: number;
}

type Values = readonly SQLInputValue[];

const absent = { present: false, notice: 0, change: 0, number: 0, state: -1 } as const;

/**
 * Writes the tables of a collection with `told`: one event gives many people a record each. It has
 * the methods of a `TableWriter`, and writes the events that carry the records. Call `flush` at the
 * end of each commit, and `flushCounts` at the end of each transaction.
 */
export class ToldWriter {
  readonly collection: ToldCollection;
  readonly #fields: readonly string[];
  /** The positions of the fields in the declaration. */
  readonly #places: { readonly [field: string]: number };
  readonly #columns: ReturnType<typeof toldColumns>;
  readonly #common: readonly string[];
  readonly #status: readonly string[];
  readonly #notices: SharedRows;
  readonly #changes: SharedRows;
  readonly #select: StatementSync;
  readonly #selectTombstone: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: { readonly [what: string]: StatementSync };
  readonly #delete: StatementSync;
  readonly #insertTombstone: StatementSync;
  readonly #deleteTombstone: StatementSync;
  readonly #append: StatementSync;
  readonly #redactable: StatementSync;
  readonly #redact: StatementSync;
  readonly #links: StatementSync;
  readonly #trim: StatementSync;
  readonly #count: StatementSync;
  readonly #anyOfKey: StatementSync;
  readonly #states = new Map<string, ToldState>();
  /**
   * Whether a key had no records before this commit. Then the records of a new event need not be
   * looked up.
   */
  readonly #newKeys = new Map<string, boolean>();
  readonly #counted: number;
  /** The differences that this transaction makes to the counts of people. */
  #counts = new Map<string, number>();

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { people, notices, changes, log, counts } = toldTables(collection);
    const { common, status } = toldFields(collection);
    const { told, numbered } = collection;
    const [person, number] = [told.person, numbered].map(quoted);
    this.collection = collection;
    this.#counted = stateNumber(collection, told.state.counted);
    this.#columns = toldColumns(collection);
    this.#fields = Object.keys(collection.fields);
    this.#places = Object.fromEntries(this.#fields.map((field, i) => [field, i]));
    this.#common = common;
    this.#status = status;
    this.#notices = new SharedRows(db, notices, "_notice", this.#columns.ofNotice);
    this.#changes = new SharedRows(db, changes, "_change", this.#columns.ofChange);
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#select = prepare(
      `SELECT r.version, r._notice, r._change, r.${number}, r._state
       FROM ${notices} n CROSS JOIN ${people} r ON r._notice = n._notice AND r.${person} = ? WHERE n._key = ?`,
    );
    this.#selectTombstone = prepare(
      "SELECT version FROM taskwire_tombstones WHERE collection = ? AND id = ?",
    );
    // All ids of a key begin with the key and `|`. The character after `|` is `}`.
    this.#anyOfKey = prepare(
      `SELECT 1 FROM ${notices} WHERE _key = ?1 UNION ALL
       SELECT 1 FROM taskwire_tombstones WHERE collection = ?2 AND id >= ?1 || '|' AND id < ?1 || '}' LIMIT 1`,
    );
    this.#insert = prepare(
      `INSERT INTO ${people} (_notice, ${person}, ${number}, version, _state, _change) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    const update = (sets: string) =>
      prepare(
        `UPDATE ${people} SET version = ?, _change = ?${sets} WHERE _notice = ? AND ${person} = ?`,
      );
    // SQLite only writes an index if the UPDATE names one of its columns.
    this.#update = {
      version: update(""),
      state: update(", _state = ?"),
      notice: update(", _state = ?, _notice = ?"),
    };
    this.#delete = prepare(`DELETE FROM ${people} WHERE _notice = ? AND ${person} = ?`);
    this.#insertTombstone = prepare(
      "INSERT OR REPLACE INTO taskwire_tombstones (collection, id, version) VALUES (?, ?, ?)",
    );
    this.#deleteTombstone = prepare(
      "DELETE FROM taskwire_tombstones WHERE collection = ? AND id = ?",
    );
    this.#append = prepare(
      `INSERT INTO ${log} (topic_id, number, first, _notice, _change, place) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#redactable = prepare(
      `SELECT number, _notice FROM ${log} WHERE topic_id = ? AND number >= ? AND subject IS NULL
         AND _notice IN (SELECT _notice FROM ${notices} WHERE _key = ?)`,
    );
    this.#redact = prepare(
      `UPDATE ${log} SET subject = ?, _notice = 0 WHERE topic_id = ? AND number = ?`,
    );
    this.#links = prepare(
      `SELECT _notice, _change, count(*) FROM ${log} WHERE topic_id = ? AND number <= ? GROUP BY 1, 2`,
    );
    this.#count = prepare(
      `INSERT INTO ${counts} (${person}, number) VALUES (?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number`,
    );
    this.#trim = prepare(`DELETE FROM ${log} WHERE topic_id = ? AND number <= ?`);
  }

  /** Number of cached records. */
  get cachedCount(): number {
    return this.#states.size;
  }

  clearCache(): void {
    this.#states.clear();
    this.#newKeys.clear();
    this.#counts.clear();
    this.#notices.clear();
    this.#changes.clear();
  }

  state(id: string): ToldState {
    const known = this.#states.get(id);
    if (known) return known;
    const [key, person] = splitId(id) ?? [id, ""];
    const state = this.#isNew(key) ? { ...absent, version: 0 } : this.#readState(id, key, person);
    this.#states.set(id, state);
    return state;
  }

  #isNew(key: string): boolean {
    let isNew = this.#newKeys.get(key);
    if (isNew === undefined) {
      isNew = this.#anyOfKey.get(key, this.collection.name) === undefined;
      this.#newKeys.set(key, isNew);
    }
    return isNew;
  }

  #readState(id: string, key: string, person: string): ToldState {
    const row = this.#select.get(person, key) as unknown as
      | readonly [number, number, number, number, number]
      | undefined;
    if (row) {
      const [version, notice, change, number, state] = row;
      return { version, present: true, notice, change, number, state };
    }
    const tombstone = this.#selectTombstone.get(this.collection.name, id) as unknown as
      | readonly [number]
      | undefined;
    return { ...absent, version: tombstone?.[0] ?? 0 };
  }

  /** Encodes the values of a new record, in the order of the declaration. */
  encodeAll(fields: Fields): SQLInputValue[] {
    for (const field in fields)
      if (!Object.hasOwn(this.collection.fields, field)) toColumn(this.collection, field, null);
    this.#checkState(fields);
    return this.#fields.map((field) =>
      field === this.collection.numbered ? 0 : toColumn(this.collection, field, fields[field]),
    );
  }

  /** Encodes the values of the changed fields, in the order in which they are given. */
  encode(fields: Fields): SQLInputValue[] {
    const { told, numbered } = this.collection;
    if (told.person in fields || (numbered && numbered in fields))
      throw new Misuse(
        `The person and the number of a record of ${this.collection.name} never change.`,
      );
    this.#checkState(fields);
    return Object.keys(fields).map((field) => toColumn(this.collection, field, fields[field]));
  }

  #checkState(fields: Fields): void {
    const { field } = this.collection.told.state;
    if (field in fields && stateNumber(this.collection, fields[field]) < 0)
      throw new Misuse(
        `The declaration of ${this.collection.name} does not name the ${field} ${fields[field]}.`,
      );
  }

  insert(id: string, version: number, values: Values, carrier: ToldEvent | undefined): void {
    const [key, person] = this.#partsOf(id);
    const value = (field: string): SQLInputValue => values[this.#places[field] ?? -1] ?? null;
    if (value(this.collection.told.person) !== person)
      throw new Misuse(`The id of a record of ${this.collection.name} has to end with its person.`);
    if (this.state(id).version > 0) this.#deleteTombstone.run(this.collection.name, id);
    const notice = this.#noticeOf([key, ...this.#common.map(value)]);
    const change = this.#changeOf([...carrierOf(carrier), ...this.#status.map(value)]);
    const state = stateNumber(this.collection, value(this.collection.told.state.field));
    this.#insert.run(notice, person, version, version, state, change);
    this.#addTo(person, state, 1);
    this.#link(notice, change, 1);
    this.#states.set(id, { version, present: true, notice, change, number: version, state });
    if (carrier) this.#log(carrier, version, notice, change);
  }

  update(
    id: string,
    version: number,
    fields: readonly string[],
    values: Values,
    carrier: ToldEvent | undefined,
  ): void {
    const before = this.state(id);
    const [key, person] = this.#partsOf(id);
    const merged = (names: readonly string[], old: Values): SQLInputValue[] =>
      names.map((name, i) => {
        const at = fields.indexOf(name);
        return (at < 0 ? old[i] : values[at]) ?? null;
      });
    const isWorded = fields.some((field) => this.#common.includes(field));
    const notice = isWorded
      ? this.#noticeOf([key, ...merged(this.#common, this.#commonOf(before.notice))])
      : before.notice;
    const status = merged(this.#status, this.#statusOf(before.change));
    const change = this.#changeOf([...carrierOf(carrier), ...status]);
    const state = stateNumber(
      this.collection,
      status[this.#status.indexOf(this.collection.told.state.field)],
    );
    const where = [before.notice, person];
    if (notice !== before.notice)
      this.#update.notice?.run(version, change, state, notice, ...where);
    else if (state !== before.state) this.#update.state?.run(version, change, state, ...where);
    else this.#update.version?.run(version, change, ...where);
    this.#addTo(person, before.state, -1);
    this.#addTo(person, state, 1);
    this.#link(notice, change, 1);
    this.#link(before.notice, before.change, -1);
    this.#states.set(id, { ...before, version, notice, change, state });
    if (carrier) this.#log(carrier, before.number, notice, change);
  }

  delete(id: string, version: number): void {
    const { notice, change, state } = this.state(id);
    const [, person] = this.#partsOf(id);
    this.#delete.run(notice, person);
    this.#addTo(person, state, -1);
    this.#link(notice, change, -1);
    this.#insertTombstone.run(this.collection.name, id, version);
    this.#states.set(id, { ...absent, version });
  }

  /** Empties the events of a record. */
  redact(topicId: number, id: string): void {
    const [key] = splitId(id) ?? [];
    if (key === undefined) return;
    const rows = this.#redactable.all(topicId, this.state(id).number, key) as unknown as (readonly [
      number,
      number,
    ])[];
    for (const [number, notice] of rows) {
      this.#redact.run(id, topicId, number);
      this.#notices.add(notice, -1);
    }
  }

  /** Deletes the events of a topic up to and including a number. */
  trim(topicId: number, upTo: number): void {
    const links = this.#links.all(topicId, upTo) as unknown as (readonly [
      number,
      number,
      number,
    ])[];
    for (const [notice, change, count] of links) this.#link(notice, change, -count);
    this.#trim.run(topicId, upTo);
    this.flush();
  }

  /**
   * Writes the notices and changes of a commit, and deletes those to which no row refers any more.
   */
  flush(): void {
    this.#notices.flush();
    this.#changes.flush();
    this.#newKeys.clear();
  }

  /** Writes the counts. Call it at the end of a transaction: a person is often in several of its commits. */
  flushCounts(): void {
    for (const [person, by] of this.#counts) if (by !== 0) this.#count.run(person, by);
    if (this.#counts.size > 0) this.#counts = new Map();
  }

  /** Adds `by` to the count of a person, if `state` is the state that is counted. */
  #addTo(person: string, state: number, by: number): void {
    if (state !== this.#counted) return;
    this.#counts.set(person, (this.#counts.get(person) ?? 0) + by);
  }

  #log({ topicId, number, event }: ToldEvent, first: number, notice: number, change: number): void {
    this.#append.run(topicId, number, first, notice, change, splitEventId(event.id)[1]);
    this.#link(notice, change, 1);
  }

  #link(notice: number, change: number, count: number): void {
    if (notice > 0) this.#notices.add(notice, count);
    this.#changes.add(change, count);
  }

  #noticeOf(values: Values): number {
    return this.#notices.idOf(withMarks(this.collection, this.#columns.ofNotice, values));
  }

  #changeOf(values: Values): number {
    return this.#changes.idOf(withMarks(this.collection, this.#columns.ofChange, values));
  }

  #commonOf(notice: number): Values {
    const { ofNotice } = this.#columns;
    return withoutMarks(this.collection, ofNotice, this.#notices.valuesOf(notice)).slice(1);
  }

  #statusOf(change: number): Values {
    const { ofChange } = this.#columns;
    return withoutMarks(this.collection, ofChange, this.#changes.valuesOf(change)).slice(4);
  }

  #partsOf(id: string): readonly [key: string, person: string] {
    const parts = splitId(id);
    if (!parts) throw new Misuse(`The id of a record of ${this.collection.name} has no |.`);
    return parts;
  }
}

/** The values that the events of one commit have in common. */
const carrierOf = (carrier: ToldEvent | undefined): SQLInputValue[] => {
  if (!carrier) return ["", "", "", ""];
  const { id, type, at, actor } = carrier.event;
  return [splitEventId(id)[0], type, at, actor];
};
