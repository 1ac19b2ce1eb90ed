import { hasSeenContent } from "../approvals/content.ts";
import { TaskwireError } from "../errors.ts";
import type { EngineContext } from "./context.ts";
import type { ExpectedVersion } from "./expected-version.ts";
import type { Operation } from "./operation/definition.ts";

/**
 * Checks that a decider has seen what the decision is about: the task's title, description and data
 * as they are. Otherwise a decision could count for a text that was edited after the decider
 * saw it. Other changes of the task, such as a completed subtask, don't matter. For a vote, it only
 * checks that the vote names a version: which version is too old depends on its step (`vote-rules.ts`).
 *
 * @throws {TaskwireError} `invalid` if the workflow demands a version, and neither the input nor
 *   `If-Match` names one; `conflict` with the current version if the content has changed since.
 */
export function checkDecidedOn(
  { name, decides, votes }: Operation<string, never>,
  { version: seen }: { readonly [field: string]: unknown },
  { definitions, facts: { task } }: EngineContext,
  expected: ExpectedVersion | undefined,
): void {
  if (!(decides || votes) || !task) return;
  if (typeof seen === "number") {
    if (votes) return;
    if (hasSeenContent(task, seen)) return;
    throw new TaskwireError(
      "conflict",
      "The task has changed since you read it. Read it again, then decide.",
      { version: task.version },
    );
  }
  if (definitions.workflow.decisionNeeds === "nothing" || Array.isArray(expected)) return;
  throw new TaskwireError(
    "invalid",
    `${name} needs the "version" of the task that you saw, so that nobody decides on a text that they haven't read. Over REST, its ETag as If-Match is enough.`,
    { problems: [{ path: "version", message: "Give the version of the task that you saw" }] },
  );
}
