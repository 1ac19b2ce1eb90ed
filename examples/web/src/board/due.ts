import type { TaskShown } from "@taskwire/react";

/** Returns the next due date of the open steps of a request. */
export function nextDue({ kind, subtasks }: TaskShown): string | undefined {
  if (kind !== "working") return undefined;
  return subtasks
    .flatMap(({ state, dueAt }) => (state === "open" && dueAt !== null ? [dueAt] : []))
    .sort()[0];
}
