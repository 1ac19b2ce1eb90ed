import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Fields, NewEvent } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";
import type { RecordState } from "./table-writer.ts";
import { stateNumber, type ToldCollection, toldTables, topicOf } from "./told.ts";
import { ToldCounts } from "./told-counts.ts";
import { ToldEncoder } from "./told-encoder.ts";
import { splitEventId, splitId } from "./told-event.ts";
import { type Shared, ToldShared } from "./told-shared.ts";

/** An event that carries a record, and its topic and number. */
export interface ToldEvent {
  readonly topicId: number;
  readonly number: number;
  readonly event: NewEvent;
}

interface ToldState extends RecordState, Shared {
  readonly topicId: number;
  readonly number: number;
}

type Values = readonly SQLInputValue[];

const absent = { present: false, topicId: 0, notice: 0, change: 0, number: 0, state: -1 } as const;
/** The state of a record that never existed. */
const neverExisted: ToldState = { ...absent, version: 0 };

/**
 * Writes the tables of a collection with `told`: one event gives many people a record each. It has
 * the methods of a `TableWriter`, and writes the events that carry the records. Call `beginCommit` at
 * the start of each commit, `flush` at its end, and `flushCounts` at the end of each transaction.
 */
export class ToldWriter {
  readonly collection: ToldCollection;
  readonly #encoder: ToldEncoder;
  readonly #shared: ToldShared;
  /** The position of the person among the fields. */
  readonly #person: number;
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
    const { people, notices, log } = toldTables(collection);
    const { told } = collection;
    this.collection = collection;
    this.#counted = stateNumber(collection, told.state.counted);
    this.#encoder = new ToldEncoder(collection);
    this.#shared = new ToldShared(db, collection);
    this.#person = Object.keys(collection.fields).indexOf(told.person);
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
    this.#shared.clear();
  }

  state(id: string): ToldState {
    const known = this.#states.get(id);
    if (known) return known;
    const [key, person] = splitId(id) ?? [id, ""];
    if (this.#isNew(key)) return neverExisted;
    const state = this.#readState(id, key, person);
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

  /** Forgets what is valid only within one commit. */
  beginCommit(): void {
    this.#encoder.clear();
    this.#newKeys.clear();
  }

  encodeAll(fields: Fields): SQLInputValue[] {
    return this.#encoder.all(fields);
  }

  encode(fields: Fields): SQLInputValue[] {
    return this.#encoder.changed(fields);
  }

  insert(id: string, version: number, values: Values, carrier: ToldEvent | undefined): void {
    const [key, person] = this.#partsOf(id);
    if (values[this.#person] !== person)
      throw new Misuse(`The id of a record of ${this.collection.name} has to end with its person.`);
    if (this.state(id).version > 0) this.#deleteTombstone.run(this.collection.name, id);
    const shared = this.#shared.ofNew(key, values, carrier?.event);
    const { notice, change, state } = shared;
    const topicId = carrier?.topicId ?? this.#topicIdOf(person);
    this.#insert.run(notice, topicId, version);
    const ofEvent = carrier ? [notice, change, placeOf(carrier)] : [0, 0, 0];
    this.#appendEntry.run(
      ...[topicId, version, 0, ...ofEvent],
      ...[notice, version, state, change],
    );
    this.#addTo(person, state, 1);
    this.#shared.link(shared, carrier ? 2 : 1);
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
    const shared = this.#shared.ofChanged(key, before, fields, values, carrier?.event);
    const { notice, change, state } = shared;
    const { topicId, number } = before;
    this.#update.run(notice, version, state, change, topicId, number);
    if (notice !== before.notice) this.#move.run(notice, before.notice, topicId);
    this.#addTo(person, before.state, -1);
    this.#addTo(person, state, 1);
    this.#shared.link(shared, 1);
    this.#shared.link(before, -1);
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
    this.#shared.link(shared, 1);
  }

  delete(id: string, version: number): void {
    const before = this.state(id);
    const { topicId, number, notice, state } = before;
    const [, person] = this.#partsOf(id);
    this.#delete.run(notice, topicId);
    if (this.#deleteEntry.run(topicId, number).changes === 0) this.#endEntry.run(topicId, number);
    this.#addTo(person, state, -1);
    this.#shared.link(before, -1);
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
      this.#shared.unlinkNotice(notice);
    }
  }

  /** Deletes the events of a topic up to and including a number. The entries of records stay. */
  trim(topicId: number, upTo: number): void {
    const links = this.#links.all(topicId, upTo) as unknown as (readonly [
      number,
      number,
      number,
    ])[];
    for (const [notice, change, count] of links) this.#shared.link({ notice, change }, -count);
    for (const statement of this.#trim) statement.run(topicId, upTo);
    this.flush();
  }

  /** Writes the values that the records of a commit share. */
  flush(): void {
    this.#shared.flush();
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

  #partsOf(id: string): readonly [key: string, person: string] {
    const parts = splitId(id);
    if (!parts) throw new Misuse(`The id of a record of ${this.collection.name} has no |.`);
    return parts;
  }
}

/** The place of an event among the events of its command. */
const placeOf = ({ event }: ToldEvent): number => splitEventId(event.id)[1];
