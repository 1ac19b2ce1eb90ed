import { defineCollection } from "./collection.ts";

/**
 * Says that a person is involved in a task. Derived from the task's `involved` and `state`. Some
 * people don't see all tasks. With these records, one ordered scan finds the tasks of such a
 * person, and the tasks can be counted by state without reading them.
 */
export interface Involvement {
  id: string;
  version: number;
  boardId: string;
  userId: string;
  taskId: string;
  /** The state of the task. Null in records that are older than this field. */
  state: string | null;
}

export const involvements = defineCollection<Involvement>()({
  name: "involvements",
  fields: { boardId: "text", userId: "text", taskId: "text", state: "text?" },
  indexes: {
    person: ["boardId", "userId", "taskId"],
    state: ["boardId", "userId", "state"],
  },
  versions: "own",
});

export const involvementId = (taskId: string, userId: string) => `${taskId}/${userId}`;
