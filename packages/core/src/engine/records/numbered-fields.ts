import type { Collection } from "../../model/collection.ts";

/** The field with the number of a record's first event, by collection. */
export type NumberedFields = ReadonlyMap<string, string>;

/** Returns the field `numbered` of the collections that have one. */
export const numberedFields = (collections: readonly Collection[]): NumberedFields =>
  new Map(collections.flatMap(({ name, numbered }) => (numbered ? [[name, numbered]] : [])));
