import { defineCollection } from "./collection.ts";

/**
 * Guards the choice of assignees with the least work on a board. Each choice changes it, so two choices are never made from the same numbers. Its id is the board's.
 */
export interface AssignmentGuard {
  id: string;
  version: number;
  boardId: string;
  /** How many choices there were. */
  choices: number;
}

export const assignmentGuards = defineCollection<AssignmentGuard>()({
  name: "assignment_guards",
  fields: { boardId: "text", choices: "integer" },
  indexes: {},
  versions: "own",
});
