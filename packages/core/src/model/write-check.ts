import { defineCollection } from "./collection.ts";

/** One record that is written to see whether writing works. */
export const writeChecks = defineCollection<{ id: string; version: number; at: string }>()({
  name: "write_checks",
  fields: { at: "time" },
  indexes: {},
  versions: "own",
});
