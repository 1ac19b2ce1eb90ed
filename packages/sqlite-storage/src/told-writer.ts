import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Fields, NewEvent } from "@taskwire/core/adapter";
import { toColumn } from "./columns.ts";
import { Misuse } from "./failure.ts";
import { SharedRows } from "./shared-rows.ts";
import type { RecordState } from "./table-writer.ts";
import {
  stateNumber,
  type ToldCollection,
  toldColumns,
  toldFields,
  toldTables,
  topicOf,
} from "./told.ts";
import { ToldCounts } from "./told-counts.ts";
import { sharedByEvents, splitEventId, splitId } from "./told-event.ts";
import { withMarks, withoutMarks } from "./told-repeats.ts";

/** An event that carries a record, and its topic and number. */
export interface ToldEvent {
  readonly topicId: number;
  readonly number: number;
  readonly event: NewEvent;
}

interface ToldState extends RecordState {
  readonly topicId: number;
  readonly notice: number;
  readonly change: number;
  readonly number: number;
  /** The number that stands for the state. */
  readonly state: number;
}

type Values = readonly SQLInputValue[];

const absent = { present: false, topicId: 0, notice: 0, change: 0, number: 0, state: -1 } as const;

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
  readonly #topicId: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #move: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteEntry: StatementSync;
  readonly #endEntry: StatementSync;
  readonly #insertTombstone: StatementSync;
  readonly #deleteTombstone: StatementSync;
  readonly #append: StatementSync;
  readonly #appendEntry: StatementSync;
  readonly #redactable: StatementSync;
  readonly #redact: StatementSync;
  readonly #links: StatementSync;
  readonly #trim: readonly StatementSync[];
  readonly #counts: ToldCounts;
  readonly #anyOfKey: StatementSync;
  readonly #states = new Map<string, ToldState>();
  /**
   * Whether a key had no records before this commit. Then the records of a new event need not be
   * looked up.
   */
  readonly #newKeys = new Map<string, boolean>();
  readonly #counted: number;

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { people, notices, changes, log } = toldTables(collection);
    const { common, status } = toldFields(collection);
    const { told } = collection;
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
      `SELECT l._version, l.topic_id, l._entry, l._now, l.number, l._state
       FROM ${notices} n CROSS JOIN taskwire_topics t CROSS JOIN ${people} r ON r._notice = n._notice AND r.topic_id = t.id
         CROSS JOIN ${log} l ON l.topic_id = r.topic_id AND l.number = r.number
       WHERE n._key = ? AND t.topic = ?`,
    );
    this.#topicId = prepare("SELECT id FROM taskwire_topics WHERE topic = ?");
    this.#selectTombstone = prepare(
      "SELECT version FROM taskwire_tombstones WHERE collection = ? AND id = ?",
    );
    // All ids of a key begin with the key and `|`. In the order of characters, `}` comes directly after
    // `|`, so the range ends before it.
    this.#anyOfKey = prepare(
      `SELECT 1 FROM ${notices} WHERE _key = ?1 UNION ALL
       SELECT 1 FROM taskwire_tombstones WHERE collection = ?2 AND id >= ?1 || '|' AND id < ?1 || '}' LIMIT 1`,
    );
    this.#insert = prepare(`INSERT INTO ${people} (_notice, topic_id, number) VALUES (?, ?, ?)`);
    const ofEntry = "WHERE topic_id = ? AND number = ?";
    this.#update = prepare(
      `UPDATE ${log} SET _entry = ?, _version = ?, _state = ?, _now = ? ${ofEntry}`,
    );
    this.#move = prepare(`UPDATE ${people} SET _notice = ? WHERE _notice = ? AND topic_id = ?`);
    this.#delete = prepare(`DELETE FROM ${people} WHERE _notice = ? AND topic_id = ?`);
    this.#deleteEntry = prepare(`DELETE FROM ${log} ${ofEntry} AND _change = 0`);
    this.#endEntry = prepare(
      `UPDATE ${log} SET _entry = NULL, _version = NULL, _state = NULL, _now = NULL ${ofEntry}`,
    );
    this.#insertTombstone = prepare(
      "INSERT OR REPLACE INTO taskwire_tombstones (collection, id, version) VALUES (?, ?, ?)",
    );
    this.#deleteTombstone = prepare(
      "DELETE FROM taskwire_tombstones WHERE collection = ? AND id = ?",
    );
    const event = "topic_id, number, distance, _notice, _change, place";
    this.#append = prepare(`INSERT INTO ${log} (${event}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#appendEntry = prepare(
      `INSERT INTO ${log} (${event}, _entry, _version, _state, _now) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#redactable = prepare(
      `SELECT number, _notice FROM ${log} WHERE topic_id = ? AND number >= ? AND subject IS NULL
         AND _notice IN (SELECT _notice FROM ${notices} WHERE _key = ?)`,
    );
    this.#redact = prepare(
      `UPDATE ${log} SET subject = ?, _notice = 0 WHERE topic_id = ? AND number = ?`,
    );
    this.#links = prepare(
      `SELECT _notice, _change, count(*) FROM ${log} WHERE topic_id = ? AND number <= ? AND _change > 0 GROUP BY 1, 2`,
    );
    this.#counts = new ToldCounts(db, collection);
    this.#trim = [
      `DELETE FROM ${log} WHERE topic_id = ? AND number <= ? AND _entry IS NULL`,
      `UPDATE ${log} SET _notice = 0, _change = 0, place = 0, subject = NULL
       WHERE topic_id = ? AND number <= ? AND _change > 0`,
    ].map(prepare);
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
    const row = this.#select.get(key, topicOf(person)) as unknown as
      | readonly [number, number, number, number, number, number]
      | undefined;
    if (row) {
      const [version, topicId, notice, change, number, state] = row;
      return { version, present: true, topicId, notice, change, number, state };
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
    const change = this.#changeOf([...this.#sharedBy(carrier), ...this.#status.map(value)]);
    const state = stateNumber(this.collection, value(this.collection.told.state.field));
    const topicId = carrier?.topicId ?? this.#topicIdOf(person);
    this.#insert.run(notice, topicId, version);
    const ofEvent = carrier ? [notice, change, placeOf(carrier)] : [0, 0, 0];
    this.#appendEntry.run(
      ...[topicId, version, 0, ...ofEvent],
      ...[notice, version, state, change],
    );
    this.#addTo(person, state, 1);
    this.#link(notice, change, carrier ? 2 : 1);
    this.#states.set(id, {
      ...{ version, present: true, topicId, number: version },
      ...{ notice, change, state },
    });
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
    const change = this.#changeOf([...this.#sharedBy(carrier), ...status]);
    const state = stateNumber(
      this.collection,
      status[this.#status.indexOf(this.collection.told.state.field)],
    );
    const { topicId, number } = before;
    this.#update.run(notice, version, state, change, topicId, number);
    if (notice !== before.notice) this.#move.run(notice, before.notice, topicId);
    this.#addTo(person, before.state, -1);
    this.#addTo(person, state, 1);
    this.#link(notice, change, 1);
    this.#link(before.notice, before.change, -1);
    this.#states.set(id, { ...before, version, notice, change, state });
    if (!carrier) return;
    this.#append.run(
      topicId,
      carrier.number,
      carrier.number - number,
      notice,
      change,
      placeOf(carrier),
    );
    this.#link(notice, change, 1);
  }

  delete(id: string, version: number): void {
    const { topicId, number, notice, change, state } = this.state(id);
    const [, person] = this.#partsOf(id);
    this.#delete.run(notice, topicId);
    if (this.#deleteEntry.run(topicId, number).changes === 0) this.#endEntry.run(topicId, number);
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

  /** Deletes the events of a topic up to and including a number. The entries of records stay. */
  trim(topicId: number, upTo: number): void {
    const links = this.#links.all(topicId, upTo) as unknown as (readonly [
      number,
      number,
      number,
    ])[];
    for (const [notice, change, count] of links) this.#link(notice, change, -count);
    for (const statement of this.#trim) statement.run(topicId, upTo);
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

  /** Writes the counts. */
  flushCounts(): void {
    this.#counts.flush();
  }

  /** Adds `by` to the count of a person, if `state` is the state that is counted. */
  #addTo(person: string, state: number, by: number): void {
    if (state === this.#counted) this.#counts.add(person, by);
  }

  /** The topic exists, because the record comes with an event in it. */
  #topicIdOf(person: string): number {
    const row = this.#topicId.get(topicOf(person)) as unknown as readonly [number] | undefined;
    if (row) return row[0];
    throw new Misuse(
      `A record of ${this.collection.name} needs an event in the topic of its person.`,
    );
  }

  #link(notice: number, change: number, count: number): void {
    if (notice > 0) this.#notices.add(notice, count);
    this.#changes.add(change, count);
  }

  #sharedBy(carrier: ToldEvent | undefined): string[] {
    return carrier ? sharedByEvents(this.collection, carrier.event) : ["", "", "", ""];
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

/** The place of an event among the events of its command. */
const placeOf = ({ event }: ToldEvent): number => splitEventId(event.id)[1];
