import { defineCollection } from "./collection.ts";

/**
 * Counts the commits in which jobs notified people of a thing. A job doesn't change the thing
 * itself. So a command that changes the notifications about a thing also reads this record. If a
 * job notifies people of the thing at the same moment, one of the two commits conflicts.
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
