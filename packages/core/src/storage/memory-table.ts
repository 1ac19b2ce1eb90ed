import { TaskwireError } from "../errors.ts";
import { byteLength } from "../model/byte-length.ts";
import type { Collection } from "../model/collection.ts";
import type { CountQuery, Fields, ListPage, ListQuery, StoredRecord } from "./storage.ts";
import { toStored } from "./stored.ts";

// Values as a database stores them. JSON is text here too, so that callers never share an object
// with the storage.
type Value = string | number | boolean | null;
type Values = { readonly [field: string]: Value };

interface Entry {
  readonly id: string;
  readonly version: number;
  readonly values: Values;
  /** Its place in the index. */
  readonly key: readonly Value[];
}

const bytesOf = ({ id, values }: Entry): number =>
  [id, ...Object.values(values)].reduce<number>(
    (sum, one) => sum + (typeof one === "string" ? byteLength(one) : 0),
    0,
  );

/** One collection in memory. Of a deleted record, the version stays. */
export class MemoryTable {
  readonly #collection: Collection;
  readonly #rows = new Map<string, { readonly version: number; readonly values: Values | null }>();
  // For each first field of an index: the ids by the field's value. So a scan need not read all
  // records.
  readonly #idsByValue: ReadonlyMap<string, Map<Value, Set<string>>>;

  constructor(collection: Collection) {
    this.#collection = collection;
    this.#idsByValue = new Map(
      Object.values(collection.indexes).flatMap(([first]) => (first ? [[first, new Map()]] : [])),
    );
  }

  get versions(): Collection["versions"] {
    return this.#collection.versions;
  }

  /** Returns a record's version, and whether the record exists. */
  state(id: string): { readonly version: number; readonly exists: boolean } {
    const row = this.#rows.get(id);
    return { version: row?.version ?? 0, exists: row?.values != null };
  }

  get(id: string): StoredRecord {
    const row = this.#rows.get(id);
    return {
      id,
      version: row?.version ?? 0,
      fields: row?.values ? this.#decode(row.values) : null,
    };
  }

  /** Sets the given fields and keeps the others. Null deletes the record. */
  put(id: string, version: number, values: Values | null): void {
    const before = this.#rows.get(id)?.values;
    const { numbered } = this.#collection;
    const first = !before && numbered !== undefined && { [numbered]: version };
    const next = values && { ...before, ...values, ...first };
    this.#rows.set(id, { version, values: next });
    for (const [field, ids] of this.#idsByValue) {
      const [from, to] = [before?.[field] ?? null, next?.[field] ?? null];
      if (before && (!next || from !== to)) ids.get(from)?.delete(id);
      if (next && (!before || from !== to)) ids.set(to, (ids.get(to) ?? new Set()).add(id));
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

  count({ where = [], limit, scan, onScanned, ...query }: CountQuery): number {
    const fields = this.#index(query.index, query.equals);
    const wanted = where.map(([field, compare, value]) => {
      const stored = this.#value(field, value);
      return ({ [field]: own = null }: Values) =>
        compare === "from"
          ? compareKeys([own], [stored]) >= 0
          : (own === stored) === (compare === "is");
    });
    const found = this.#entries(fields, query).slice(0, scan);
    const counted = found.filter(({ values }) => wanted.every((holds) => holds(values)));
    if (where.length > 0) onScanned?.(found.length);
    return Math.min(limit, counted.length);
  }

  #scan(fields: readonly string[], query: ListQuery): ListPage {
    const { limit, maxBytes = Number.POSITIVE_INFINITY } = query;
    const found = this.#entries(fields, query);
    const page: Entry[] = [];
    let bytes = 0;
    for (const entry of found.slice(0, limit)) {
      bytes += bytesOf(entry);
      if (bytes > maxBytes && page.length > 0) break;
      page.push(entry);
    }
    const records = page.map(({ id, version, values }) => ({
      id,
      version,
      fields: this.#decode(values),
    }));
    const last = found.length > page.length ? records.at(-1) : undefined;
    return { records, next: last ? [...fields.map((field) => last.fields[field]), last.id] : null };
  }

  /** The records of a scan in its order. */
  #entries(
    fields: readonly string[],
    {
      index,
      equals,
      after,
      order = "asc",
    }: Pick<ListQuery, "index" | "equals" | "after" | "order">,
  ): Entry[] {
    const values = this.encode(equals);
    const conditions = Object.entries(values);
    const sign = order === "asc" ? 1 : -1;
    const start = after && [
      ...fields.map((field, i) => this.#value(field, after[i])),
      String(after[fields.length]),
    ];
    const found: Entry[] = [];
    const only = this.#collection.partial?.[index];
    const [first = ""] = fields;
    const ids =
      conditions.length > 0
        ? this.#idsByValue.get(first)?.get(values[first] ?? null)
        : this.#rows.keys();
    for (const id of ids ?? []) {
      const row = this.#rows.get(id);
      if (!row?.values || conditions.some(([field, value]) => row.values?.[field] !== value))
        continue;
      if (only && !only.values.some((value) => value === row.values?.[only.field])) continue;
      const key = [...fields.map((field) => row.values?.[field] ?? null), id];
      if (!start || sign * compareKeys(key, start) > 0)
        found.push({ ...row, id, values: row.values, key });
    }
    return found.sort((a, b) => sign * compareKeys(a.key, b.key));
  }

  /**
   * Encodes a new record. Fields that are not given become null; it is an error if the declaration
   * does not allow that.
   */
  encodeAll(fields: Fields): Values {
    const { numbered } = this.#collection;
    const absent = Object.fromEntries(
      Object.keys(this.#collection.fields).map((field) => [field, field === numbered ? 0 : null]),
    );
    return this.encode({ ...absent, ...fields });
  }

  /** Encodes the given fields. */
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
      throw new TaskwireError("internal", `The value of ${name}.${field} must be ${type}.`);
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

// Databases put null first.
function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? null;
    if (left === right) continue;
    if (left === null) return -1;
    if (right === null) return 1;
    if (typeof left === "string" && typeof right === "string") return compareText(left, right);
    return Number(left) - Number(right);
  }
  return 0;
}

/** Orders text by code points, as databases do. JavaScript compares UTF-16 units. */
function compareText(left: string, right: string): number {
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    const [a, b] = [left.charCodeAt(i), right.charCodeAt(i)];
    if (a !== b) return rankOf(a) - rankOf(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for the characters above U+FFFF, so they come after all other units. */
const rankOf = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit);
