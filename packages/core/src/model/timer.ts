import { defineCollection } from "./collection.ts";

/**
 * The next time at which something is due on a task. It is written in the commit that changes this time. It is only
 * a hint: the task itself says which reminders, escalations and deadlines are due then.
 */
export interface Timer {
  /** The task's id; or see {@link delegationTimer} and {@link datesTimer}. */
  id: string;
  version: number;
  /** Empty for delegations. */
  boardId: string;
  at: string;
  /** Only for due dates: the last times at which people were told, by date. Null if nobody was. */
  told: { readonly [date: string]: string } | null;
}

const delegation = "delegation/";

/** The id of the timer of a person's delegations. Ids of tasks have no slash. */
export const delegationTimer = (userId: string): string => delegation + userId;

/** The person whose delegations a timer is about. Undefined if it is about a task. */
export const principalOf = ({ id }: Pick<Timer, "id">): string | undefined =>
  id.startsWith(delegation) ? id.slice(delegation.length) : undefined;

const dates = "dates/";

/** The id of the timer of the due dates of a task and its subtasks. */
export const datesTimer = (taskId: string): string => dates + taskId;

/** The task whose due dates a timer is about. Undefined if it is about something else. */
export const datedTaskOf = ({ id }: Pick<Timer, "id">): string | undefined =>
  id.startsWith(dates) ? id.slice(dates.length) : undefined;

export const timers = defineCollection<Timer>()({
  name: "timers",
  fields: { boardId: "text", at: "time", told: "json?" },
  indexes: { due: ["at"] },
  versions: "own",
});
