import { defineCollection } from "./collection.ts";

/** One record that is written to see whether writing works. */
export const probes = defineCollection<{ id: string; version: number; at: string }>()({
  name: "probes",
  fields: { at: "time" },
  indexes: {},
  versions: "own",
});
