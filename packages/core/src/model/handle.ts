import { defineCollection } from "./collection.ts";

/**
 * A handle that is in use. The id is a hash, which is the same for all handles that look alike.
 * With this record, a commit can check that no two people get similar handles at the same moment.
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
