import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Subtask } from "../model/subtask.ts";
import { type Ahead, completing, present } from "./ahead.ts";
import { join, type Remedy, step } from "./remedy.ts";
import { check, type RuleResult } from "./rule.ts";

/** The open subtasks that have to be completed before one, also by way of others. */
function openBefore(subtask: Subtask, open: readonly Subtask[]): Subtask[] {
  const needed = new Set(subtask.dependsOn);
  for (const id of needed)
    for (const before of open.find((one) => one.id === id)?.dependsOn ?? []) needed.add(before);
  return open.filter(({ id }) => needed.has(id));
}

/** The actions on a subtask, and the state that each needs. An app's own actions have no rules. */
export const neededStates: { readonly [action: string]: Subtask["state"] } = {
  "subtask.complete": "open",
  "subtask.reopen": "done",
  "subtask.assign": "open",
  "subtask.edit": "open",
  "subtask.cancel": "open",
  "subtask.restore": "cancelled",
};

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
  const { states, resumable } = definitions.workflow;
  const { task, subtask } = facts;
  // A function, because most actions are allowed and then nobody asks for the remedy.
  const last = () => step(action, definitions);
  const isWorking = (state: string) => states[state]?.kind === "working";
  if (action === "subtask.create") return [inState(isWorking, last)];
  const needed = own(neededStates, action);
  if (!subtask || !task || !needed) return [];
  const { id, state } = subtask;
  const isCompleting = action === "subtask.complete";

  /** The steps by which the action becomes possible while there is work on the task. */
  function remedyIn(ahead: Ahead): Remedy {
    const now = ahead.subtasks.find((one) => one.id === id)?.state ?? state;
    if (now === needed && !isCompleting) return last();
    // If reopening it brings the task back to work, what was called off comes back too.
    const open = ahead.subtasks.filter(
      (one) => one.state === "open" || (one.calledOff && !isWorking(ahead.state)),
    );
    const begun =
      now === "open"
        ? []
        : step(now === "done" ? "subtask.reopen" : "subtask.restore", definitions);
    const isReopening = needed === "done";
    return join(
      begun,
      needed === "cancelled" ? step("subtask.cancel", definitions) : [],
      isCompleting || isReopening
        ? completing(openBefore(subtask as Subtask, open), definitions)
        : [],
      isReopening ? step("subtask.complete", definitions) : [],
      last(),
    );
  }

  // A subtask that isn't open says so itself: reopening it brings the task back to work too.
  const resumes = state !== "open" && resumable.includes(task.state);
  const stateRule = inState((one) => isWorking(one) || (resumes && one === task.state), remedyIn);
  // Where the state is against it, its remedy has every step.
  const remedy = () => (stateRule.passed ? remedyIn(present(facts)) : stateRule.remedy);
  const results = [
    stateRule,
    check("subtask_state", state === needed, `The subtask is ${state}.`, remedy),
  ];
  if (isCompleting) {
    const titles = present(facts).subtasks.flatMap((one) =>
      one.state === "open" && subtask.dependsOn.includes(one.id) ? `“${one.title}”` : [],
    );
    results.push(check("order", !titles[0], `First: ${titles.join(", ")}.`, remedy));
  }
  return results;
}
