import { defineCollection } from "./collection.ts";

/**
 * Counts the commits that notified people of a thing, or changed notifications about it, without
 * changing the thing itself. Jobs do this, and commands that notify people of a task that they
 * don't change. A command that changes the notifications about a thing also reads this record. If
 * both happen at the same moment, one of the two commits conflicts.
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
