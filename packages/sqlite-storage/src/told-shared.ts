import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Fields } from "@taskwire/core/adapter";
import { SharedRows } from "./shared-rows.ts";
import { stateNumber, type ToldCollection, toldColumns, toldFields, toldTables } from "./told.ts";
import { type Carrier, sharedByEvents } from "./told-event.ts";
import { withMarks, withoutMarks } from "./told-repeats.ts";

type Values = readonly SQLInputValue[];

/** The values that a record shares with others: the numbers of its notice and its change, and its state. */
export interface Shared {
  readonly notice: number;
  readonly change: number;
  /** The number that stands for the state. */
  readonly state: number;
}

/** A new record, with its encoded values. `like` are the fields of an earlier one that differs only in its person. */
interface NewRecord {
  readonly fields: Fields;
  readonly like?: Fields | undefined;
  readonly values: Values;
}

/** The last new record of the commit, except for those that are like it. */
interface Last {
  readonly key: string;
  readonly fields: Fields;
  readonly values: Values;
  readonly carrier: Carrier | undefined;
  readonly shared: Shared;
}

/**
 * The notices and changes of a collection with `told`: the values that the records of many people have in
 * common.
 */
export class ToldShared {
  readonly #collection: ToldCollection;
  readonly #columns: ReturnType<typeof toldColumns>;
  readonly #common: readonly string[];
  readonly #status: readonly string[];
  /** The positions of the fields in the declaration. */
  readonly #places: { readonly [field: string]: number };
  readonly #person: number;
  readonly #notices: SharedRows;
  readonly #changes: SharedRows;
  #last: Last | undefined;

  constructor(db: DatabaseSync, collection: ToldCollection) {
    const { notices, changes } = toldTables(collection);
    const { common, status } = toldFields(collection);
    this.#collection = collection;
    this.#columns = toldColumns(collection);
    this.#common = common;
    this.#status = status;
    this.#places = Object.fromEntries(Object.keys(collection.fields).map((field, i) => [field, i]));
    this.#person = this.#places[collection.told.person] ?? -1;
    this.#notices = new SharedRows(db, notices, "_notice", this.#columns.ofNotice);
    this.#changes = new SharedRows(db, changes, "_change", this.#columns.ofChange);
  }

  clear(): void {
    this.#notices.clear();
    this.#changes.clear();
    this.#last = undefined;
  }

  /**
   * Writes the notices and changes of a commit, and deletes those to which no row refers any more.
   */
  flush(): void {
    this.#notices.flush();
    this.#changes.flush();
    this.#last = undefined;
  }

  /**
   * Returns the values that a new record shares with others. Mostly only the person is different from the
   * record before, so its notice and its change are known already.
   */
  ofNew(key: string, record: NewRecord, carrier: Carrier | undefined): Shared {
    if (this.#last && this.#differsOnlyInPerson(this.#last, key, record, carrier))
      return this.#last.shared;
    const { fields, values } = record;
    const value = (field: string): SQLInputValue => values[this.#places[field] ?? -1] ?? null;
    const { field } = this.#collection.told.state;
    const shared = {
      notice: this.#noticeOf([key, ...this.#common.map(value)]),
      change: this.#changeOf(carrier, this.#status.map(value)),
      state: stateNumber(this.#collection, value(field)),
    };
    this.#last = { key, fields, values, carrier, shared };
    return shared;
  }

  /** Returns the values that a record shares with others after some of its fields have changed. */
  ofChanged(
    key: string,
    before: Shared,
    fields: readonly string[],
    values: Values,
    carrier: Carrier | undefined,
  ): Shared {
    const merged = (names: readonly string[], old: Values): SQLInputValue[] =>
      names.map((name, i) => {
        const at = fields.indexOf(name);
        return (at < 0 ? old[i] : values[at]) ?? null;
      });
    const isWorded = fields.some((field) => this.#common.includes(field));
    const notice = isWorded
      ? this.#noticeOf([key, ...merged(this.#common, this.#commonOf(before.notice))], before.notice)
      : before.notice;
    const status = merged(this.#status, this.#statusOf(before.change));
    const state = status[this.#status.indexOf(this.#collection.told.state.field)];
    return {
      notice,
      change: this.#changeOf(carrier, status, before.change),
      state: stateNumber(this.#collection, state),
    };
  }

  /** Adds `count` to the number of rows that refer to a notice and a change. A notice of 0 is none. */
  link({ notice, change }: Pick<Shared, "notice" | "change">, count: number): void {
    if (notice > 0) this.#notices.add(notice, count);
    this.#changes.add(change, count);
  }

  /** One row less refers to a notice. */
  unlinkNotice(notice: number): void {
    this.#notices.add(notice, -1);
  }

  #differsOnlyInPerson(
    last: Last,
    key: string,
    { like, values }: NewRecord,
    carrier: Carrier | undefined,
  ): boolean {
    if (key !== last.key || !haveSameChange(carrier, last.carrier)) return false;
    return (
      like === last.fields ||
      values.every((value, i) => value === last.values[i] || i === this.#person)
    );
  }

  #noticeOf(values: Values, from?: number): number {
    return this.#notices.idOf(withMarks(this.#collection, this.#columns.ofNotice, values), from);
  }

  #changeOf(carrier: Carrier | undefined, status: Values, from?: number): number {
    const ofEvent = carrier ? sharedByEvents(this.#collection, carrier) : ["", "", "", ""];
    const values = [...ofEvent, ...status];
    return this.#changes.idOf(withMarks(this.#collection, this.#columns.ofChange, values), from);
  }

  #commonOf(notice: number): Values {
    const { ofNotice } = this.#columns;
    return withoutMarks(this.#collection, ofNotice, this.#notices.valuesOf(notice)).slice(1);
  }

  #statusOf(change: number): Values {
    const { ofChange } = this.#columns;
    return withoutMarks(this.#collection, ofChange, this.#changes.valuesOf(change)).slice(4);
  }
}

/** Whether the events of two records have the same values in the table of changes. */
const haveSameChange = (one: Carrier | undefined, other: Carrier | undefined): boolean =>
  one === undefined || other === undefined
    ? one === other
    : one.event.type === other.event.type &&
      one.event.at === other.event.at &&
      one.event.actor === other.event.actor &&
      one.origin.command === other.origin.command;
