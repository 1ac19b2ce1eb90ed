import type { Definitions, Facts } from "../model/facts.ts";
import type { Subtask } from "../model/subtask.ts";
import { type Ahead, completing, present } from "./ahead.ts";
import { join, type Remedy, step } from "./remedy.ts";
import { fail, pass, type RuleResult } from "./rule.ts";

/** The open subtasks that have to be completed before one, also by way of others. */
function openBefore(subtask: Subtask, open: readonly Subtask[]): Subtask[] {
  const needed = new Set(subtask.dependsOn);
  for (const id of needed)
    for (const before of open.find((one) => one.id === id)?.dependsOn ?? []) needed.add(before);
  return open.filter(({ id }) => needed.has(id));
}

/**
 * The workflow's rules for an action on a subtask.
 *
 * @param inState makes the rule about the task's state; `last` is the remedy once it fits
 */
export function rulesOfSubtaskAction(
  action: string,
  facts: Facts,
  definitions: Definitions,
  inState: (fits: (state: string) => boolean, last: (ahead: Ahead) => Remedy) => RuleResult,
): RuleResult[] {
  const { states, actions } = definitions.workflow;
  const { task, subtask } = facts;
  const last = step(action, definitions);
  const isWorking = (state: string) => states[state]?.kind === "working";
  if (action === "subtask.create") return [inState(isWorking, () => last)];
  if (!subtask || !task) return [];
  const { id, state } = subtask;
  const isReopening = action === "subtask.reopen";

  /** The steps by which the action becomes possible while there is work on the task. */
  function remedyIn(ahead: Ahead): Remedy {
    const isOpen = ahead.subtasks.some((one) => one.id === id && one.state === "open");
    const reopen = step("subtask.reopen", definitions);
    // If reopening it brings the task back to work, what was called off comes back too.
    const open = ahead.subtasks.filter(
      (one) => one.state === "open" || (one.calledOff && !isWorking(ahead.state)),
    );
    const before = completing(openBefore(subtask as Subtask, open), definitions);
    const complete = join(before, step("subtask.complete", definitions));
    if (isReopening) return isOpen ? join(complete, reopen) : reopen;
    const steps = action === "subtask.complete" ? complete : last;
    return isOpen ? steps : join(reopen, steps);
  }

  // A subtask that isn't open says so itself: reopening it brings the task back to work too.
  const resumes =
    state !== "open" &&
    Object.values(actions).some(
      ({ trigger, from }) => trigger === "subtask.reopened" && from.includes(task.state),
    );
  const stateRule = inState((one) => isWorking(one) || (resumes && one === task.state), remedyIn);
  // Where the state is against it, its remedy has every step.
  const remedy = () => (stateRule.passed ? remedyIn(present(facts)) : stateRule.remedy);
  const results = [
    stateRule,
    (state === "open") !== isReopening
      ? pass("subtask_state")
      : fail("subtask_state", `The subtask is ${state}.`, remedy()),
  ];
  if (action !== "subtask.complete")
    return isReopening || action === "subtask.assign" ? results : [];
  const open = present(facts).subtasks.filter((one) => one.state === "open");
  const titles = open.flatMap((one) =>
    subtask.dependsOn.includes(one.id) ? `“${one.title}”` : [],
  );
  return [
    ...results,
    titles.length > 0 ? fail("order", `First: ${titles.join(", ")}.`, remedy()) : pass("order"),
  ];
}
