import { byteLength } from "../../model/byte-length.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { checkStorable, maxStoredLevels } from "../../model/check-storable.ts";
import type { Collection } from "../../model/collection.ts";
import { NotJson } from "../../model/not-json.ts";
import type { Fields, Ref, Write } from "../../storage/storage.ts";
import { type AnyEmitted, eachChange, type Put, refOf } from "../operation/emitted.ts";
import { RefMap } from "./ref-map.ts";

/** A record that a commit changes, with its last state. */
export interface Change {
  readonly ref: Ref;
  readonly put: Put;
  readonly like: object | undefined;
  readonly drop: boolean;
  /** The index of the event whose number becomes the version of the record. */
  readonly event: number;
  /** If the record is new and its collection has `numbered`: the field that `numbered` names. */
  numbered?: string;
}

/** The writes of a commit. */
export interface Writes {
  readonly writes: Write[];
  /** The changes by the records that the last events about them carry. */
  readonly changes: ReadonlyMap<object, Readonly<Change>>;
}

/**
 * The writes that events cause: one for each record, with its last state.
 *
 * @param before returns the fields of a record as it was read. A field whose value has not changed
 * since then is not written. Null if the record was read and is not stored; undefined if it was not read.
 * @param own the names of the host's own collections. The values of their records are checked.
 */
export function writesOf(
  emitted: readonly AnyEmitted[],
  before: (ref: Ref) => Fields | null | undefined,
  own?: ReadonlySet<string>,
): Writes {
  const last = new RefMap<Change>();
  emitted.forEach((one, event) => {
    eachChange(one, (put, drop) => {
      const ref = refOf(put);
      last.set(ref, { ref, put, like: one.like, drop, event });
    });
  });
  const changes = new Map<object, Change>();
  const writes: Write[] = [];
  let told: { readonly record: object; readonly fields: Fields } | undefined;
  for (const change of last.values()) {
    const { ref, put, like, drop, event } = change;
    const [table, record] = put;
    const { collection, id } = ref;
    changes.set(record, change);
    const isOwn = own?.has(collection) === true;
    // A record that is like another one is new.
    const earlier = like && !isOwn ? undefined : before(ref);
    // A later event may report again that a record is deleted.
    if (drop && earlier === null) continue;
    if (isOwn && !drop) checkId(table, record);
    if (drop) writes.push({ collection, id, event, kind: "delete" });
    else if (earlier) {
      const fields = changedFields(table, record, earlier, isOwn);
      writes.push({ collection, id, event, kind: "update", fields });
    } else {
      const likeFields = !isOwn && like && like === told?.record ? told.fields : undefined;
      const fields = likeFields
        ? withPerson(table, record, likeFields)
        : allFields(table, record, isOwn);
      if (table.told && !likeFields) told = { record, fields };
      if (table.numbered !== undefined) change.numbered = table.numbered;
      const insert = { collection, id, event, kind: "insert", fields } as const;
      writes.push(likeFields ? { ...insert, like: likeFields } : insert);
    }
  }
  return { writes, changes };
}

// An object that gets many fields one by one becomes slow. A copy of an object that already has all
// fields stays fast.
const blanks = new WeakMap<Collection, Fields>();

function blankOf(table: Collection): Fields {
  let blank = blanks.get(table);
  if (!blank) {
    const names = Object.keys(table.fields).filter((name) => name !== table.numbered);
    blank = JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`)}}`) as Fields;
    blanks.set(table, blank);
  }
  return blank;
}

function allFields(table: Collection, record: object, isOwn: boolean): Fields {
  const fields: { [name: string]: unknown } = { ...blankOf(table) };
  for (const name in table.fields)
    if (name !== table.numbered)
      fields[name] = asStored(table, name, (record as Fields)[name], isOwn);
  return fields;
}

/** The fields of a record that is like another one except for its person. */
function withPerson({ told }: Collection, record: object, like: Fields): Fields {
  const person = told?.person ?? "";
  const fields: { [name: string]: unknown } = { ...like };
  fields[person] = (record as Fields)[person];
  return fields;
}

function changedFields(table: Collection, record: object, before: Fields, isOwn: boolean): Fields {
  const fields: { [name: string]: unknown } = {};
  for (const name in table.fields) {
    const value = (record as Fields)[name];
    if (before[name] === value) continue;
    const stored = asStored(table, name, value, isOwn);
    if (!isSame(before[name], stored)) fields[name] = stored;
  }
  return fields;
}

/** The maximum length of the id of a host's own record. A database can't index much longer ones. */
const maxIdBytes = 1_024;

/** Refuses a record if some storage can't keep its id, or would keep a different id instead. */
function checkId({ name }: Collection, record: object): void {
  const problem = (text: string) =>
    new Error(`A record can't be stored because of its field ${name}.id: ${text}.`);
  const { id } = record as { readonly id: unknown };
  if (typeof id !== "string" || id === "" || byteLength(id) > maxIdBytes)
    throw problem(`An id is a text of 1 to ${maxIdBytes} bytes`);
  try {
    checkStorable(id, 0);
  } catch (error) {
    throw error instanceof NotJson ? problem(error.message) : error;
  }
}

/**
 * Returns a field's value as it will be read back. For example, JSON turns a date into a text. So
 * storages, the record cache and other nodes all have the text.
 */
function asStored(
  { name, fields }: Collection,
  field: string,
  value: unknown,
  isOwn: boolean,
): unknown {
  const isJson = typeof value === "object" && value !== null && fields[field]?.startsWith("json");
  if (!isOwn && (!isJson || isTexts(value))) return value;
  try {
    const stored: unknown = isJson ? JSON.parse(canonicalJson(value)) : value;
    if (isOwn) checkStorable(stored, maxStoredLevels);
    return stored;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const where = [name, field, ...error.path].join(".");
    throw new Error(`A record can't be stored because of its field ${where}: ${error.message}.`);
  }
}

/**
 * Whether a value is a list of texts, as most lists in records are. JSON keeps such a value
 * exactly.
 */
function isTexts(value: object): boolean {
  if (!Array.isArray(value)) return false;
  // An index loop, because `every` skips the holes of a sparse list.
  for (let i = 0; i < value.length; i++) if (typeof value[i] !== "string") return false;
  return true;
}

const isSame = (a: unknown, b: unknown): boolean =>
  typeof a === "object" && a !== null && JSON.stringify(a) === JSON.stringify(b);
