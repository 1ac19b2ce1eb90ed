import { defineCollection } from "./collection.ts";

/**
 * Each command that chooses assignees by their number of open subtasks changes this record of its
 * board. If two commands choose at the same moment, they conflict. So no two choices are made from
 * the same numbers. Its id is the board's.
 */
export interface AssignmentGuard {
  id: string;
  version: number;
  boardId: string;
  /** The number of choices so far. */
  choices: number;
}

export const assignmentGuards = defineCollection<AssignmentGuard>()({
  name: "assignment_guards",
  fields: { boardId: "text", choices: "integer" },
  indexes: {},
  versions: "own",
});
