import { defineCollection } from "./collection.ts";

/**
 * Counts the commits that give a person another name or handle. Servers that keep lists of people with their names
 * read the version of this record first, to see whether a name has changed since then. No commit checks it, so
 * people can get new names at the same moment without a conflict.
 */
export interface NameChange {
  id: string;
  version: number;
  /** ISO 8601: when the last person got another name. */
  at: string;
}

export const nameChanges = defineCollection<NameChange>()({
  name: "name_changes",
  fields: { at: "time" },
  indexes: {},
  versions: "own",
});

/** The only record. */
export const lastNameChange = { collection: nameChanges.name, id: "last" } as const;
