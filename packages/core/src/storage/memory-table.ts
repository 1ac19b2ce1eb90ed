import { TaskwireError } from "../errors.ts";
import type { Collection } from "../model/collection.ts";
import type { Fields, ListPage, ListQuery, StoredRecord } from "./storage.ts";
import { toStored } from "./stored.ts";

// What a database would keep. JSON is text here too, so nobody shares an object with the storage.
type Value = string | number | boolean | null;
type Values = { readonly [field: string]: Value };

/** One collection in memory. A deleted record stays as a version without values. */
export class MemoryTable {
  readonly #collection: Collection;
  readonly #rows = new Map<string, { readonly version: number; readonly values: Values | null }>();
  // The ids under each value of a field that an index begins with: a scan needn't look at all there is.
  readonly #places: ReadonlyMap<string, Map<Value, Set<string>>>;

  constructor(collection: Collection) {
    this.#collection = collection;
    this.#places = new Map(
      Object.values(collection.indexes).flatMap(([first]) => (first ? [[first, new Map()]] : [])),
    );
  }

  get versions(): Collection["versions"] {
    return this.#collection.versions;
  }

  /** Where a record stands. */
  state(id: string): { readonly version: number; readonly present: boolean } {
    const row = this.#rows.get(id);
    return { version: row?.version ?? 0, present: row?.values != null };
  }

  get(id: string): StoredRecord {
    const row = this.#rows.get(id);
    return {
      id,
      version: row?.version ?? 0,
      fields: row?.values ? this.#decode(row.values) : null,
    };
  }

  /** Sets the fields that are named and keeps the others; null deletes. */
  put(id: string, version: number, values: Values | null): void {
    const before = this.#rows.get(id)?.values;
    const next = values && { ...before, ...values };
    this.#rows.set(id, { version, values: next });
    for (const [field, places] of this.#places) {
      const [from, to] = [before?.[field] ?? null, next?.[field] ?? null];
      if (before && (!next || from !== to)) places.get(from)?.delete(id);
      if (next && (!before || from !== to)) places.set(to, (places.get(to) ?? new Set()).add(id));
    }
  }

  list({ each, ...query }: ListQuery): ListPage {
    const fields = this.#index(query.index, query.equals);
    if (!each) return this.#scan(fields, query);
    const next = nextField(this.#collection, query);
    const scans = each.map((value) =>
      this.#scan(fields, { ...query, equals: { ...query.equals, [next]: value } }),
    );
    return { records: scans.flatMap(({ records }) => records), next: null };
  }

  #scan(fields: readonly string[], { equals, after, limit, order = "asc" }: ListQuery): ListPage {
    const values = this.encode(equals);
    const wanted = Object.entries(values);
    const sign = order === "asc" ? 1 : -1;
    const start = after && [
      ...fields.map((field, i) => this.#value(field, after[i])),
      String(after[fields.length]),
    ];
    const found: { id: string; version: number; values: Values; key: Value[] }[] = [];
    const [first = ""] = fields;
    const ids =
      wanted.length > 0 ? this.#places.get(first)?.get(values[first] ?? null) : this.#rows.keys();
    for (const id of ids ?? []) {
      const row = this.#rows.get(id);
      if (!row?.values || wanted.some(([field, value]) => row.values?.[field] !== value)) continue;
      const key = [...fields.map((field) => row.values?.[field] ?? null), id];
      if (!start || sign * compareKeys(key, start) > 0)
        found.push({ ...row, id, values: row.values, key });
    }
    found.sort((a, b) => sign * compareKeys(a.key, b.key));
    const records = found
      .slice(0, limit)
      .map(({ id, version, values }) => ({ id, version, fields: this.#decode(values) }));
    const last = found.length > limit ? records.at(-1) : undefined;
    return { records, next: last ? [...fields.map((field) => last.fields[field]), last.id] : null };
  }

  /** All fields of a new record: those that are not given are null, where the declaration allows it. */
  encodeAll(fields: Fields): Values {
    const absent = Object.fromEntries(
      Object.keys(this.#collection.fields).map((field) => [field, null]),
    );
    return this.encode({ ...absent, ...fields });
  }

  encode(fields: Fields): Values {
    return Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [field, this.#value(field, value)]),
    );
  }

  #value(field: string, value: unknown): Value {
    const { name, fields } = this.#collection;
    const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!type)
      throw new TaskwireError("internal", `The collection ${name} declares no field ${field}.`);
    const stored = toStored(type, value);
    if (stored === undefined)
      throw new TaskwireError("internal", `${name}.${field} is to be ${type}.`);
    return stored;
  }

  #decode(values: Values): Fields {
    const fields: { [field: string]: unknown } = {};
    for (const [field, type] of Object.entries(this.#collection.fields)) {
      const value = values[field] ?? null;
      fields[field] =
        type.startsWith("json") && typeof value === "string" ? JSON.parse(value) : value;
    }
    return fields;
  }

  #index(index: string, equals: Fields): readonly string[] {
    const { name, indexes } = this.#collection;
    const fields = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
    if (!fields)
      throw new TaskwireError("internal", `The collection ${name} declares no index ${index}.`);
    const given = Object.keys(equals);
    if (given.some((field) => !fields.slice(0, given.length).includes(field))) {
      throw new TaskwireError(
        "internal",
        `The index ${index} of ${name} starts with ${fields.join(", ")}: give values for these.`,
      );
    }
    return fields;
  }
}

function nextField({ name, indexes }: Collection, { index, equals }: ListQuery): string {
  const next = indexes[index]?.[Object.keys(equals).length];
  if (next === undefined)
    throw new TaskwireError(
      "internal",
      `The index ${index} of ${name} has no further field for \`each\`.`,
    );
  return next;
}

// As databases order: null first, text by code points (a comparison of JS strings is by UTF-16 units).
function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? null;
    if (left === right) continue;
    if (left === null) return -1;
    if (right === null) return 1;
    if (typeof left === "string" && typeof right === "string")
      return Buffer.compare(Buffer.from(left), Buffer.from(right));
    return Number(left) - Number(right);
  }
  return 0;
}
