import { defineCollection } from "./collection.ts";

/**
 * The next time at which something is due on a task. It is written in the commit that changes this time. It is only
 * a hint: the task itself says which reminders, escalations and deadlines are due then.
 */
export interface Timer {
  /** The task's id. */
  id: string;
  version: number;
  boardId: string;
  at: string;
}

export const timers = defineCollection<Timer>()({
  name: "timers",
  fields: { boardId: "text", at: "time" },
  indexes: { due: ["at"] },
  versions: "own",
});
