import { defineCollection } from "./collection.ts";

/** Holds one record that is written only to check that the storage accepts writes. */
export const writeChecks = defineCollection<{ id: string; version: number; at: string }>()({
  name: "write_checks",
  fields: { at: "time" },
  indexes: {},
  versions: "own",
});
