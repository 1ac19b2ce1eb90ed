import type { SQLInputValue } from "node:sqlite";
import type { Fields } from "@taskwire/core/adapter";
import { toColumn } from "./columns.ts";
import { Misuse } from "./failure.ts";
import { stateNumber, type ToldCollection } from "./told.ts";

/** The last new record that was encoded, except for those that are like it. */
interface Last {
  readonly fields: Fields;
  readonly names: readonly string[];
  readonly values: readonly SQLInputValue[];
}

/**
 * Encodes the fields of records for the columns of a collection with `told`. The records of one commit have
 * most values in common, so a value that is the same as in the record before is not encoded again.
 */
export class ToldEncoder {
  readonly #collection: ToldCollection;
  readonly #fields: readonly string[];
  #last: Last | undefined;

  constructor(collection: ToldCollection) {
    this.#collection = collection;
    this.#fields = Object.keys(collection.fields);
  }

  /** Forgets the last record. Call it before each commit: between two commits, the app may change a list in place. */
  clear(): void {
    this.#last = undefined;
  }

  /**
   * Encodes the values of a new record, in the order of the declaration.
   *
   * @param like the fields of an earlier record with the same values except for the person. If it is known, the
   * returned values have the person of that record.
   */
  all(fields: Fields, like?: Fields): readonly SQLInputValue[] {
    if (like && like === this.#last?.fields) return this.#last.values;
    const names = Object.keys(fields);
    const last = this.#last;
    const isLike = last && areSame(names, last.names);
    if (!isLike)
      for (const field of names)
        if (!Object.hasOwn(this.#collection.fields, field)) this.#encode(field, null);
    this.#checkState(fields);
    const values = this.#fields.map((field, i) => {
      const value = fields[field];
      const before = isLike && value === last.fields[field] ? last.values[i] : undefined;
      if (before !== undefined) return before;
      return field === this.#collection.numbered ? 0 : this.#encode(field, value);
    });
    this.#last = { fields, names, values };
    return values;
  }

  /** Encodes the values of the changed fields, in the order in which they are given. */
  changed(fields: Fields): SQLInputValue[] {
    const { name, told, numbered } = this.#collection;
    if (told.person in fields || numbered in fields)
      throw new Misuse(`The person and the number of a record of ${name} never change.`);
    this.#checkState(fields);
    return Object.keys(fields).map((field) => this.#encode(field, fields[field]));
  }

  #encode(field: string, value: unknown): SQLInputValue {
    return toColumn(this.#collection, field, value);
  }

  #checkState(fields: Fields): void {
    const { name, told } = this.#collection;
    const { field } = told.state;
    if (field in fields && stateNumber(this.#collection, fields[field]) < 0)
      throw new Misuse(`The declaration of ${name} does not name the ${field} ${fields[field]}.`);
  }
}

const areSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, i) => one === others[i]);
