import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Subtask } from "../model/subtask.ts";
import { type Ahead, completing, present } from "./ahead.ts";
import { join, type Remedy, step } from "./remedy.ts";
import { check, type RuleResult } from "./rule.ts";

/** Returns the open subtasks that have to be completed before a subtask, directly or indirectly. */
function openBefore(subtask: Subtask, open: readonly Subtask[]): Subtask[] {
  const needed = new Set(subtask.dependsOn);
  for (const id of needed)
    for (const before of open.find((one) => one.id === id)?.dependsOn ?? []) needed.add(before);
  return open.filter(({ id }) => needed.has(id));
}

/**
 * The actions on a subtask, with the state that each of them needs. An app's own actions have no
 * rules.
 */
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
 * @param inState makes the rule about the task's state. `last` is the remedy if the task's state
 * fits
 */
export function rulesOfSubtaskAction(
  action: string,
  facts: Facts,
  definitions: Definitions,
  inState: (fits: (state: string) => boolean, last: (ahead: Ahead) => Remedy) => RuleResult,
): RuleResult[] {
  const { states, resumable } = definitions.workflow;
  const { task, subtask } = facts;
  // A function, because most actions are allowed, and then no remedy is needed.
  const last = () => step(action, definitions);
  const isWorking = (state: string) => states[state]?.kind === "working";
  if (action === "subtask.create") return [inState(isWorking, last)];
  const needed = own(neededStates, action);
  if (!subtask || !task || !needed) return [];
  const { id, state } = subtask;
  const isCompleting = action === "subtask.complete";

  /** The steps that make the action possible while people work on the task. */
  function remedyIn(ahead: Ahead): Remedy {
    const now = ahead.subtasks.find((one) => one.id === id)?.state ?? state;
    if (now === needed && !isCompleting) return last();
    // If reopening the subtask brings the task back to work, the subtasks that were cancelled with
    // the task are opened again too.
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

  // If the subtask isn't open, the rule about the subtask's state fails too. Its remedy is enough,
  // because reopening the subtask also brings the task back to work.
  const resumes = state !== "open" && resumable.includes(task.state);
  const stateRule = inState((one) => isWorking(one) || (resumes && one === task.state), remedyIn);
  // If the rule about the state fails, its remedy already contains all steps.
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
