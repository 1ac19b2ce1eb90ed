import { TaskwireError } from "../errors.ts";
import type { Definitions } from "../model/facts.ts";
import type { Task } from "../model/task.ts";
import { isUnknownVersion } from "./vote-steps.ts";

/**
 * Checks that this server knows the version of the workflow that a task's round uses.
 *
 * @throws {TaskwireError} `unavailable` if a newer release began the round.
 */
export function checkKnownVersion(task: Task, definitions: Definitions): void {
  if (isUnknownVersion(task, definitions))
    throw new TaskwireError(
      "unavailable",
      `This server doesn't know version ${task.approval?.version} of the workflow yet. Try again.`,
    );
}
