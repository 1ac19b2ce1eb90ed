import { defineCollection } from "./collection.ts";

/** That a person is involved in a task: lets one ordered scan list the tasks of somebody who doesn't see all. Follows from the task's `involved`. */
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
