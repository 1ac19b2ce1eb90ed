import type { Collection, Fields } from "@taskwire/core/adapter";

/** A record as an event carries it. */
export interface Carried {
  readonly id: string;
  readonly collection: Collection;
  /** As it stood in the event: fields that were declared later are not among them. */
  readonly fields: Fields;
}

/**
 * Which collection a value of an event is a record of. Events carry records under names of the operation's choosing, so
 * their shape decides: of the collections that declare every field of the value, with its type, the one of which it has
 * most; else the largest of those whose fields it has all, among others of its own. Undefined: it is no record, or one that
 * was not changed (then it says its version).
 */
export function recordIn(value: unknown, collections: readonly Collection[]): Carried | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { id, version, ...fields } = value as Fields;
  if (typeof id !== "string" || version !== undefined) return undefined;
  const carried = collections.filter(({ versions }) => versions === "topic");
  const collection =
    best(carried, (one) => shareOf(fields, one)) ?? best(carried, (one) => sizeWithin(fields, one));
  return collection && { id, collection, fields };
}

/** How much of a collection's record a value is, if it is nothing else; 0 for less than half: an event may name things by a few fields. */
function shareOf(value: Fields, { fields }: Collection): number {
  const given = Object.entries(value).filter(([, held]) => held !== undefined);
  const size = Object.keys(fields).length;
  const share = size === 0 ? 1 : given.length / size;
  return share > 0.5 && given.every(([field, held]) => fits(fields[field], held)) ? share : 0;
}

/** How many fields a collection has, if a value has them all; 0 for a single one, which says nothing. */
function sizeWithin(value: Fields, { fields }: Collection): number {
  const declared = Object.entries(fields);
  const has = ([field, type]: (typeof declared)[number]) =>
    value[field] !== undefined && fits(type, value[field]);
  return declared.length > 1 && declared.every(has) ? declared.length : 0;
}

function best(
  collections: readonly Collection[],
  scoreOf: (one: Collection) => number,
): Collection | undefined {
  let found: { readonly collection: Collection; readonly score: number } | undefined;
  for (const collection of collections) {
    const score = scoreOf(collection);
    if (score > (found?.score ?? 0)) found = { collection, score };
  }
  return found?.collection;
}

function fits(type: Collection["fields"][string] | undefined, value: unknown): boolean {
  if (type === undefined) return false;
  if (value === null) return type.endsWith("?") || type === "json";
  switch (type.replace("?", "")) {
    case "json":
      return true;
    case "integer":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string";
  }
}

/**
 * Whether a record holds what its event carried. A field that the event doesn't have was declared later, and is as
 * columns are by themselves.
 */
export function agree(
  held: Fields,
  carried: Fields,
  collection: Collection,
  text: (value: unknown) => string,
): boolean {
  return Object.keys(collection.fields).every((field) => {
    const value = held[field];
    if (carried[field] !== undefined) return text(value) === text(carried[field]);
    return value === null || value === "" || value === 0 || value === false;
  });
}
