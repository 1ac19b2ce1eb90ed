import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Fields, Write } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";
import { GroupInsert } from "./group-insert.ts";
import type { RecordState } from "./table-writer.ts";
import { entryOf, stateNumber, type ToldCollection, toldTables, topicOf } from "./told.ts";
import { ToldCounts } from "./told-counts.ts";
import { ToldEncoder } from "./told-encoder.ts";
import { type Carrier, splitId } from "./told-event.ts";
import { ToldLog } from "./told-log.ts";
import { type Shared, ToldShared } from "./told-shared.ts";

/** An event that carries a record, and its topic and number. */
export interface ToldEvent extends Carrier {
  readonly topicId: number;
  readonly number: number;
}

interface ToldState extends RecordState, Shared {
  readonly topicId: number;
  readonly number: number;
}

type Values = readonly SQLInputValue[];
type Insert = Extract<Write, { readonly kind: "insert" }>;

const absent = { present: false, topicId: 0, notice: 0, change: 0, number: 0, state: -1 } as const;
/** The state of a record that never existed. */
const neverExisted: ToldState = { ...absent, version: 0 };

/**
 * Writes the tables of a collection with `told`: one event gives many people a record each. It has
 * the methods of a `TableWriter`, and writes the events that carry the records. Call `beginCommit` at
 * the start of each commit, `flush` at its end, and `flushTransaction` at the end of each transaction.
 */
export class ToldWriter {
  readonly collection: ToldCollection;
  readonly #encoder: ToldEncoder;
  readonly #shared: ToldShared;
  readonly #select: StatementSync;
  readonly #selectTombstone: StatementSync;
  readonly #topicId: StatementSync;
  readonly #rows: GroupInsert;
  readonly #move: StatementSync;
  readonly #delete: StatementSync;
  readonly #insertTombstone: StatementSync;
  readonly #deleteTombstone: StatementSync;
  readonly #log: ToldLog;
  readonly #counts: ToldCounts;
  readonly #anyOfKey: StatementSync;
  readonly #earlierNotice: StatementSync;
  readonly #states = new Map<string, ToldState>();
  /**
   * Whether a key had no records before this commit. Then the records of a new event need not be
   * looked up.
   */
  readonly #newKeys = new Map<string, boolean>();
  /** The last of these keys without records, and the start of the ids of its records. */
  #newKey: { readonly key: string; readonly start: string } | undefined;
  /** Whether this commit has added or deleted a record. */
  #hasAdded = false;
  #hasDeleted = false;
  readonly #counted: number;

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { people, notices } = toldTables(collection);
    const { told } = collection;
    this.collection = collection;
    this.#counted = stateNumber(collection, told.state.counted);
    this.#encoder = new ToldEncoder(collection);
    this.#shared = new ToldShared(db, collection);
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    const entry = entryOf(collection);
    this.#select = prepare(
      `SELECT ${entry.value("_version")}, t.id, n._notice, ${entry.value("_now")}, r.number, ${entry.value("_state")}
       FROM ${notices} n CROSS JOIN taskwire_topics t
         CROSS JOIN ${people} r ON r._notice = n._notice AND r.topic_id = t.id ${entry.join}
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
    this.#earlierNotice = prepare(
      `SELECT 1 FROM ${notices} WHERE _key = ? AND _notice < ? LIMIT 1`,
    );
    this.#rows = new GroupInsert(db, people, ["_notice", "topic_id", "number"]);
    this.#move = prepare(`UPDATE ${people} SET _notice = ? WHERE _notice = ? AND topic_id = ?`);
    this.#delete = prepare(`DELETE FROM ${people} WHERE _notice = ? AND topic_id = ?`);
    this.#insertTombstone = prepare(
      "INSERT OR REPLACE INTO taskwire_tombstones (collection, id, version) VALUES (?, ?, ?)",
    );
    this.#deleteTombstone = prepare(
      "DELETE FROM taskwire_tombstones WHERE collection = ? AND id = ?",
    );
    this.#log = new ToldLog(db, collection);
    this.#counts = new ToldCounts(db, collection);
  }

  /** Number of cached records. */
  get cachedCount(): number {
    return this.#states.size;
  }

  clearCache(): void {
    this.#states.clear();
    this.#newKeys.clear();
    this.#newKey = undefined;
    this.#rows.clear();
    this.#log.clear();
    this.#counts.clear();
    this.#shared.clear();
  }

  state(id: string): ToldState {
    // Most new records of a commit have the same key.
    const isOfNewKey = this.#isOfNewKey(id);
    if (isOfNewKey && !this.#hasAdded) return neverExisted;
    const known = this.#states.get(id);
    if (known) return known;
    if (isOfNewKey) return neverExisted;
    const [key, person] = splitId(id) ?? [id, ""];
    if (this.#isNew(key)) return neverExisted;
    const state = this.#readState(id, key, person);
    this.#states.set(id, state);
    return state;
  }

  #isOfNewKey(id: string): boolean {
    return this.#newKey !== undefined && id.startsWith(this.#newKey.start);
  }

  #isNew(key: string): boolean {
    let isNew = this.#newKeys.get(key);
    if (isNew === undefined) {
      isNew = this.#anyOfKey.get(key, this.collection.name) === undefined;
      this.#newKeys.set(key, isNew);
    }
    if (isNew) this.#newKey = { key, start: `${key}|` };
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
    this.#newKey = undefined;
    this.#hasAdded = false;
    this.#hasDeleted = false;
  }

  encodeAll(fields: Fields, like?: Fields): Values {
    return this.#encoder.all(fields, like);
  }

  encode(fields: Fields): SQLInputValue[] {
    return this.#encoder.changed(fields);
  }

  insert(
    { id, fields, like }: Insert,
    version: number,
    values: Values,
    carrier: ToldEvent | undefined,
  ): void {
    const person = this.#personOf(fields);
    const newKey = this.#isOfNewKey(id) ? this.#newKey : undefined;
    const key = newKey && isIdOf(id, newKey.start, person) ? newKey.key : this.#keyOf(id, person);
    // A record whose key had no records before this commit has a tombstone only if this commit has deleted it.
    if ((this.#hasDeleted || !newKey) && this.state(id).version > 0)
      this.#deleteTombstone.run(this.collection.name, id);
    const shared = this.#shared.ofNew(key, { fields, like, values }, carrier);
    const { notice, change, state } = shared;
    const topicId = carrier?.topicId ?? this.#topicIdOf(person);
    this.#rows.add([notice, topicId, version]);
    const number = version;
    const row = carrier
      ? { topicId, number, distance: 0, notice, change, place: carrier.origin.place }
      : { topicId, number, distance: 0, notice: 0, change: 0, place: 0 };
    this.#log.append(row, { notice, version, state, change });
    this.#shared.link(shared, carrier ? 2 : 1);
    this.#states.set(id, { version, present: true, topicId, number, notice, change, state });
    this.#hasAdded = true;
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
    const shared = this.#shared.ofChanged(key, before, fields, values, carrier);
    const { notice, change, state } = shared;
    const { topicId, number } = before;
    const isCounted = this.#log.update(topicId, number, { notice, version, state, change });
    if (notice !== before.notice) {
      this.#rows.flush();
      this.#move.run(notice, before.notice, topicId);
    }
    if (isCounted) {
      this.#addTo(person, before.state, -1);
      this.#addTo(person, state, 1);
    }
    this.#shared.link(shared, 1);
    this.#shared.link(before, -1);
    this.#states.set(id, { ...before, version, notice, change, state });
    if (!carrier) return;
    const event = { topicId, number: carrier.number, distance: carrier.number - number };
    this.#log.append({ ...event, notice, change, place: carrier.origin.place });
    this.#shared.link(shared, 1);
  }

  delete(id: string, version: number): void {
    const before = this.state(id);
    const { topicId, number, notice, state } = before;
    const [, person] = this.#partsOf(id);
    this.#rows.flush();
    this.#delete.run(notice, topicId);
    if (this.#log.deleteEntry(topicId, number)) this.#addTo(person, state, -1);
    this.#shared.link(before, -1);
    this.#insertTombstone.run(this.collection.name, id, version);
    this.#states.set(id, { ...absent, version });
    this.#hasDeleted = true;
  }

  /** Empties the events of a record. */
  redact(topicId: number, id: string): void {
    const [key] = splitId(id) ?? [];
    if (key === undefined) return;
    const { number, notice } = this.state(id);
    // If the record was deleted and added again, its earlier events have lower numbers, and another notice.
    const from = this.#earlierNotice.get(key, notice) ? 0 : number;
    for (const one of this.#log.redact(topicId, from, key, id)) this.#shared.unlinkNotice(one);
  }

  /** Deletes the events of a topic up to and including a number. The entries of records stay. */
  trim(topicId: number, upTo: number): void {
    for (const [notice, change, count] of this.#log.trim(topicId, upTo))
      this.#shared.link({ notice, change }, -count);
    this.flush();
  }

  /** Writes the rows of a commit that are not written yet, and the values that its records share. */
  flush(): void {
    this.#rows.flush();
    this.#log.flush();
    this.#shared.flush();
  }

  /** Writes the counts, and keeps the table of the newest events small. */
  flushTransaction(): void {
    this.#counts.flush();
    this.#log.settle();
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

  #personOf(fields: Fields): string {
    const { person } = this.collection.told;
    const value = fields[person];
    if (typeof value === "string") return value;
    throw new Misuse(`${this.collection.name}.${person} must have a value of type text.`);
  }

  /** The key of a record of this person. */
  #keyOf(id: string, person: string): string {
    const [key, owner] = this.#partsOf(id);
    if (owner === person) return key;
    throw new Misuse(`The id of a record of ${this.collection.name} has to end with its person.`);
  }

  #partsOf(id: string): readonly [key: string, person: string] {
    const parts = splitId(id);
    if (!parts) throw new Misuse(`The id of a record of ${this.collection.name} has no |.`);
    return parts;
  }
}

/** Whether an id is made of this start and this person. The id begins with the start. */
const isIdOf = (id: string, start: string, person: string): boolean =>
  id.length === start.length + person.length && id.endsWith(person);
