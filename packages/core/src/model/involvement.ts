import { defineCollection } from "./collection.ts";

/**
 * Says that a person is involved in a task. Derived from the task's `involved`. With it, one ordered
 * scan finds the tasks of a person who doesn't see all tasks.
 */
export interface Involvement {
  id: string;
  version: number;
  boardId: string;
  userId: string;
  taskId: string;
}

export const involvements = defineCollection<Involvement>()({
  name: "involvements",
  fields: { boardId: "text", userId: "text", taskId: "text" },
  indexes: { person: ["boardId", "userId", "taskId"] },
  versions: "own",
});

export const involvementId = (taskId: string, userId: string) => `${taskId}/${userId}`;
