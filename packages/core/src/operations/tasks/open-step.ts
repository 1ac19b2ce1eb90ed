import type { ApprovalChange } from "../../approvals/draft.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { own } from "../../model/own.ts";
import type { ResolveRequest } from "../../notifications/request.ts";
import { proceedingOf, runningIn, supersededFor, tell } from "./approval-change.ts";
import { keepOpen } from "./ballot.ts";

/** A refusal by a rule. */
export const refused = (rule: string, message: string, more: object = {}) =>
  new TaskwireError("refused", message, { rule, ...more });

/** Reads the approval that the target's task is in, with the facts that decide how it changes. */
export async function openStep(context: OperationContext, name: string) {
  const task = context.task();
  const running = runningIn(context, task);
  const open = running && own(running.approval.steps, name);
  if (!running || open?.state !== "open")
    throw refused(
      "step",
      open
        ? `The step "${name}" is ${open.state}, so its votes stay as they are.`
        : `The task is in no step "${name}".`,
      { remedy: "none" },
    );
  const proceeding = await proceedingOf(context, task, running.definition);
  return { approval: running.approval, data: running.definition.steps[name], open, proceeding };
}

/** The answer of a command that sets what is so already: nothing happens. */
export const asItIs = async (context: OperationContext) => ({
  task: context.task(),
  subtasks: [...(await context.siblings())],
});

/** Emits a change of an approval that decides nothing. */
export async function emitChange(
  context: OperationContext,
  change: ApprovalChange,
  { approval }: Awaited<ReturnType<typeof openStep>>,
) {
  const before = context.task();
  const part = await tell(context, before, change, { before: approval });
  const resolves: ResolveRequest[] =
    change.done.length > 0 ? [supersededFor(before, change.done)] : [];
  return keepOpen(context, before, { ...part, resolves: [...resolves, ...part.resolves] });
}
