import type { Task } from "../model/task.ts";
import { dataWithoutNames, withoutNames } from "./anonymous-text.ts";
import type { TextErasure } from "./texts.ts";

/**
 * Returns a reason without a person's data. Null if the person wrote it, and `texts` is `delete`.
 */
export const withoutReason = (reason: string | null, by: string | undefined, how: TextErasure) =>
  how.texts === "delete" && by === how.userId ? null : reason && withoutNames(reason, how);

/** Returns a task without a person's data. Returns the same object if it has none. */
export function erasedTask(task: Task, how: TextErasure): Task {
  const without = <D extends Task["decisions"][number]>(decision: D): D => ({
    ...decision,
    reason: withoutReason(decision.reason, decision.by, how),
  });
  const after: Task = {
    ...task,
    title: withoutNames(task.title, how),
    description: withoutNames(task.description, how),
    data: dataWithoutNames(task.data ?? null, how) as Task["data"],
    decision: task.decision && without(task.decision),
    decisions: task.decisions.map(without),
  };
  return JSON.stringify(after) === JSON.stringify(task) ? task : after;
}
