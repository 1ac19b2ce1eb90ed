import type { ActionData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import { join, notByRequester, type Remedy, remedyBetween, step } from "./remedy.ts";

/** A rule that an action has to pass, beside the role's permission. */
export type RuleName =
  | "permission"
  | "state"
  | "own_task"
  | "has_subtasks"
  | "subtask_state"
  | "order";

/** How one rule came out. A failed one says what is in the way, and the nearest way to yes. */
export type RuleResult =
  | { readonly rule: RuleName; readonly passed: true }
  | {
      readonly rule: RuleName;
      readonly passed: false;
      readonly message: string;
      readonly remedy: Remedy;
    };

const pass = (rule: RuleName): RuleResult => ({ rule, passed: true });
const fail = (rule: RuleName, message: string, remedy: Remedy): RuleResult => ({
  rule,
  passed: false,
  message,
  remedy,
});

const decidedBy = ({ decision }: Task) =>
  decision ? `: ${decision.action} by ${decision.by} at ${decision.at}` : "";

const openIn = (facts: Facts): Subtask[] =>
  (facts.siblings ?? [])
    .filter(({ state }) => state === "open")
    .sort((a, b) => a.position - b.position);

/** The steps that get these open subtasks done, in an order in which they can be. */
function stepsFor(open: readonly Subtask[], definitions: Definitions): Remedy {
  const left = [...open];
  const ordered: Subtask[] = [];
  while (left.length > 0) {
    const free = left.findIndex(({ dependsOn }) => !left.some(({ id }) => dependsOn.includes(id)));
    ordered.push(...left.splice(Math.max(free, 0), 1));
  }
  return join(...ordered.map(({ id }) => step("subtask.complete", definitions, id)));
}

/** The shortest way to a state that fits. Where people's actions end, reopening a finished subtask may lead back. */
function remedyTo(
  task: Task,
  fits: (state: string) => boolean,
  facts: Facts,
  definitions: Definitions,
): Remedy {
  const remedy = remedyBetween(task.state, fits, definitions);
  const back = reopening(definitions, task.state);
  const done = facts.siblings
    ?.filter(({ state }) => state === "done")
    .sort((a, b) => a.position - b.position)[0];
  if (remedy !== "none" || !back || !done) return remedy;
  return join(
    step("subtask.reopen", definitions, done.id),
    remedyBetween(back.to, fits, definitions),
  );
}

// The last step is a function, because most rules pass and then nobody asks for it.
function stateRule(
  facts: Facts,
  fits: (state: string) => boolean,
  last: () => Remedy,
  definitions: Definitions,
): RuleResult {
  const task = facts.task as Task;
  if (fits(task.state)) return pass("state");
  return fail(
    "state",
    `The task is ${task.state}${decidedBy(task)}.`,
    join(remedyTo(task, fits, facts, definitions), last()),
  );
}

const unlessSubtasks = (remedy: Remedy): Remedy =>
  remedy === "none" ? remedy : remedy.map((one) => ({ ...one, unless: "subtasks" }));

function rulesOfWorkflowAction(
  name: string,
  action: ActionData,
  task: Task,
  facts: Facts,
  definitions: Definitions,
) {
  const fits = (state: string) => action.from.includes(state);
  if (action.trigger === "subtasks.done" && task.total > 0) {
    // By hand only without subtasks; with them the last one completes it. So the remedy ends with that one.
    const open = openIn(facts);
    const remedy = task.done === task.total ? "none" : stepsFor(open, definitions);
    const message = `${task.total - task.done} of ${task.total} subtasks are open; the last one completes the task.`;
    return [
      stateRule(facts, fits, () => remedy, definitions),
      fail("has_subtasks", message, remedy),
    ];
  }
  const last = () => step(name, definitions);
  const isMaybe = action.trigger === "subtasks.done" && task.kind !== "working";
  const results = [
    stateRule(facts, fits, isMaybe ? () => unlessSubtasks(last()) : last, definitions),
  ];
  if (notByRequester(action, definitions.workflow)) {
    results.push(
      task.requesterId === facts.actor.userId
        ? fail("own_task", "It is your own request: somebody else has to decide.", last())
        : pass("own_task"),
    );
  }
  if (action.trigger === "subtasks.done") results.push(pass("has_subtasks"));
  return results;
}

/** Whether the requester may still change what was asked for: while it waits, or was turned down and can come back. */
export function editable(state: string, { workflow }: Definitions): boolean {
  const kind = workflow.states[state]?.kind;
  if (kind === "waiting") return true;
  return (
    kind === "dropped" && Object.values(workflow.actions).some(({ from }) => from.includes(state))
  );
}

const kindIs =
  ({ workflow }: Definitions, ...kinds: string[]) =>
  (state: string) =>
    kinds.includes(workflow.states[state]?.kind ?? "");

/** The action that reopening a finished task's subtask sets off. */
const reopening = ({ workflow }: Definitions, state: string) =>
  Object.values(workflow.actions).find(
    ({ trigger, from }) => trigger === "subtask.reopened" && from.includes(state),
  );

/** What is open and has to be done before a subtask, also by way of others. */
function openBefore(subtask: Subtask, facts: Facts): Subtask[] {
  const open = openIn(facts);
  const needed = new Set(subtask.dependsOn);
  for (const id of needed)
    for (const before of open.find((one) => one.id === id)?.dependsOn ?? []) needed.add(before);
  return open.filter(({ id }) => needed.has(id));
}

function orderRule(subtask: Subtask, facts: Facts, definitions: Definitions): RuleResult {
  const before = openBefore(subtask, facts);
  const first = before.filter(({ id }) => subtask.dependsOn.includes(id));
  if (first.length === 0) return pass("order");
  const remedy = join(stepsFor(before, definitions), step("subtask.complete", definitions));
  return fail("order", `First: ${first.map(({ title }) => `“${title}”`).join(", ")}.`, remedy);
}

function isOpen(subtask: Subtask, action: string, definitions: Definitions): RuleResult {
  if (subtask.state === "open") return pass("subtask_state");
  const remedy =
    subtask.state === "done"
      ? join(step("subtask.reopen", definitions), step(action, definitions))
      : "none";
  return fail("subtask_state", `The subtask is ${subtask.state}.`, remedy);
}

function isDone(subtask: Subtask, facts: Facts, definitions: Definitions): RuleResult {
  if (subtask.state === "done") return pass("subtask_state");
  const done = join(
    stepsFor(openBefore(subtask, facts), definitions),
    step("subtask.complete", definitions),
  );
  const remedy =
    subtask.state === "open" ? join(done, step("subtask.reopen", definitions)) : "none";
  return fail("subtask_state", `The subtask is ${subtask.state}.`, remedy);
}

function rulesOfSubtaskAction(
  action: string,
  task: Task,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const { subtask } = facts;
  const working = kindIs(definitions, "working");
  const inState = (fits: (state: string) => boolean) =>
    stateRule(facts, fits, () => step(action, definitions), definitions);
  if (action === "subtask.create") return [inState(working)];
  if (!subtask) return [];
  // A finished task says so through its finished subtask: that has a remedy, the task itself has none.
  const inWork = () =>
    subtask.state === "done" && reopening(definitions, task.state)
      ? pass("state")
      : inState(working);
  switch (action) {
    case "subtask.complete":
      return [
        inWork(),
        isOpen(subtask, action, definitions),
        orderRule(subtask, facts, definitions),
      ];
    case "subtask.reopen":
      return [
        inState((state) => working(state) || reopening(definitions, state) !== undefined),
        isDone(subtask, facts, definitions),
      ];
    case "subtask.assign":
      return [inWork(), isOpen(subtask, action, definitions)];
    default:
      return [];
  }
}

/** The rules of the workflow for an action, in the order in which they are asked. Actions that rest on the role alone have none. */
export function workflowRules(
  action: string,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const { task } = facts;
  if (!task) return [];
  if (action.startsWith("subtask.")) return rulesOfSubtaskAction(action, task, facts, definitions);
  if (action === "task.edit") {
    return [
      stateRule(
        facts,
        (state) => editable(state, definitions),
        () => step(action, definitions),
        definitions,
      ),
    ];
  }
  const name = action.slice("task.".length);
  const data = action.startsWith("task.") ? own(definitions.workflow.actions, name) : undefined;
  return data ? rulesOfWorkflowAction(action, data, task, facts, definitions) : [];
}
