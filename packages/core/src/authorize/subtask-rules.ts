import type { Definitions, Facts } from "../model/facts.ts";
import type { Subtask } from "../model/subtask.ts";
import { type Ahead, completing, present } from "./ahead.ts";
import { join, type Remedy, step } from "./remedy.ts";
import { fail, pass, type RuleResult } from "./rule.ts";

const isWorking = ({ workflow }: Definitions, state: string): boolean =>
  workflow.states[state]?.kind === "working";

/** Whether reopening a subtask brings a task in this state back to work. */
const canResume = ({ workflow }: Definitions, state: string): boolean =>
  Object.values(workflow.actions).some(
    ({ trigger, from }) => trigger === "subtask.reopened" && from.includes(state),
  );

/** The open subtasks that have to be completed before one, also by way of others. */
function openBefore(subtask: Subtask, open: readonly Subtask[]): Subtask[] {
  const needed = new Set(subtask.dependsOn);
  for (const id of needed)
    for (const before of open.find((one) => one.id === id)?.dependsOn ?? []) needed.add(before);
  return open.filter(({ id }) => needed.has(id));
}

/** The steps by which an action on a subtask becomes possible while there is work on its task. */
function remedyIn(
  ahead: Ahead,
  action: string,
  subtask: Subtask,
  definitions: Definitions,
): Remedy {
  const isOpen = ahead.open.some(({ id }) => id === subtask.id);
  const reopen = step("subtask.reopen", definitions);
  // If reopening it brings the task back to work, what was called off comes back too.
  const open = isWorking(definitions, ahead.state)
    ? ahead.open
    : [...ahead.open, ...ahead.calledOff];
  const before = completing(openBefore(subtask, open), definitions);
  const complete = join(before, step("subtask.complete", definitions));
  if (action === "subtask.reopen") return isOpen ? join(complete, reopen) : reopen;
  const last = action === "subtask.complete" ? complete : step(action, definitions);
  return isOpen ? last : join(reopen, last);
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
  const { task, subtask } = facts;
  const working = (state: string) => isWorking(definitions, state);
  if (!subtask || !task || action === "subtask.create")
    return action === "subtask.create" ? [inState(working, () => step(action, definitions))] : [];
  const remedy = (ahead: Ahead) => remedyIn(ahead, action, subtask, definitions);
  // A subtask that isn't open says so itself: reopening it brings the task back to work too.
  const resumes = subtask.state !== "open" && canResume(definitions, task.state);
  const state = inState((one) => working(one) || (resumes && one === task.state), remedy);
  if (!["subtask.complete", "subtask.reopen", "subtask.assign"].includes(action)) return [];
  const isOpen = subtask.state === "open";
  // Where the state is against it, its remedy has every step.
  const all = () => (state.passed ? remedy(present(facts)) : state.remedy);
  const wanted = action !== "subtask.reopen";
  const results = [
    state,
    isOpen === wanted
      ? pass("subtask_state")
      : fail("subtask_state", `The subtask is ${subtask.state}.`, all()),
  ];
  if (action !== "subtask.complete") return results;
  const first = openBefore(subtask, present(facts).open).filter(({ id }) =>
    subtask.dependsOn.includes(id),
  );
  const titles = first.map(({ title }) => `“${title}”`).join(", ");
  return [
    ...results,
    first.length === 0 ? pass("order") : fail("order", `First: ${titles}.`, all()),
  ];
}
