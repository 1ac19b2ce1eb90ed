import { defineCollection } from "./collection.ts";

/** A time in which no node was running. ISO 8601. */
export interface Outage {
  /** When a node was last seen. */
  readonly from: string;
  /** When the first node was back. */
  readonly until: string;
}

/** One record that all nodes write again and again. It shows when none of them was running. */
export interface Heartbeat {
  id: string;
  version: number;
  /** When a node was last seen. */
  at: string;
  /** The latest outages, the oldest first. */
  outages: readonly Outage[];
}

export const heartbeats = defineCollection<Heartbeat>()({
  name: "heartbeats",
  fields: { at: "time", outages: "json" },
  indexes: {},
  versions: "own",
});
