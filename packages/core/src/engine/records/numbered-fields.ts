import type { Collection } from "../../model/collection.ts";
import type { Fields } from "../../storage/storage.ts";

/** The collections with a field for the number of a record's first event, by name. */
export type NumberedCollections = ReadonlyMap<string, Collection>;

/** Returns the collections that have `numbered`. */
export const numberedCollections = (collections: readonly Collection[]): NumberedCollections =>
  new Map(collections.flatMap((one) => (one.numbered ? [[one.name, one]] : [])));

/** The fields of a new record with its number, in the order in which a storage returns them. */
export function withNumber(
  { fields: declared, numbered }: Collection,
  fields: Fields,
  number: number,
): Fields {
  const all: { [name: string]: unknown } = { ...blankOf(declared) };
  for (const name in declared) all[name] = name === numbered ? number : fields[name];
  return all;
}

// A copy of an object that has all fields is faster than one that gets them one by one.
const blanks = new WeakMap<Collection["fields"], Fields>();

function blankOf(declared: Collection["fields"]): Fields {
  let blank = blanks.get(declared);
  if (!blank) {
    const fields = Object.keys(declared).map((name) => `${JSON.stringify(name)}:null`);
    blank = JSON.parse(`{${fields}}`) as Fields;
    blanks.set(declared, blank);
  }
  return blank;
}
