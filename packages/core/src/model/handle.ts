import { defineCollection } from "./collection.ts";

/**
 * A handle that somebody has, as a hash of a form that all handles share that look alike. With it, a commit can
 * check that no two people get such handles at the same moment.
 */
export interface TakenHandle {
  id: string;
  version: number;
  userId: string;
}

export const takenHandles = defineCollection<TakenHandle>()({
  name: "taken_handles",
  fields: { userId: "text" },
  indexes: {},
  versions: "own",
});
