import { defineCollection } from "./collection.ts";

/**
 * Counts the commits in which jobs notified people of a thing. A job doesn't change the thing itself.
 * So a command that changes the notifications about it reads this record: if a job notifies people at
 * the same moment, one of the two conflicts.
 */
export interface NotifyGuard {
  /** The thing, as notifications name it in `about`. */
  id: string;
  version: number;
  commits: number;
}

export const notifyGuards = defineCollection<NotifyGuard>()({
  name: "notify_guards",
  fields: { commits: "integer" },
  indexes: {},
  versions: "own",
});
