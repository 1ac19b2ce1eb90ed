import type { Collection, Fields } from "@taskwire/core/storage";

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
 * most. Undefined: it is no record, or one that was not changed (then it says its version).
 */
export function recordIn(value: unknown, collections: readonly Collection[]): Carried | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { id, version, ...fields } = value as Fields;
  if (typeof id !== "string" || version !== undefined) return undefined;
  const given = Object.entries(fields).filter(([, held]) => held !== undefined);
  let best: { readonly collection: Collection; readonly share: number } | undefined;
  for (const collection of collections) {
    const size = Object.keys(collection.fields).length;
    const declares = given.every(([field, held]) => fits(collection.fields[field], held));
    // Half a record is none: an event may name things by a few of their fields.
    const share = size === 0 ? 1 : given.length / size;
    if (collection.versions === "topic" && declares && share > Math.max(0.5, best?.share ?? 0))
      best = { collection, share };
  }
  return best && { id, collection: best.collection, fields };
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
