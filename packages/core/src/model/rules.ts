import type { ActionData } from "./definitions.ts";
import type { Definitions, Facts } from "./facts.ts";
import type { Subtask } from "./subtask.ts";
import type { Task } from "./task.ts";
import { join, notByRequester, step, type Way, wayBetween } from "./way.ts";

/** A rule that an action has to pass, beside the role's permission. */
export type RuleName = "permission" | "state" | "own_task" | "has_subtasks" | "subtask_state" | "order";

/** How one rule came out. A failed one says what is in the way, and the nearest way to yes. */
export type RuleResult =
  | { readonly rule: RuleName; readonly passed: true }
  | { readonly rule: RuleName; readonly passed: false; readonly message: string; readonly way: Way };

const pass = (rule: RuleName): RuleResult => ({ rule, passed: true });
const fail = (rule: RuleName, message: string, way: Way): RuleResult => ({ rule, passed: false, message, way });

const decidedBy = ({ decision }: Task) => (decision ? `: ${decision.action} by ${decision.by} at ${decision.at}` : "");

function stateRule(task: Task, fits: (state: string) => boolean, action: string, definitions: Definitions): RuleResult {
  if (fits(task.state)) return pass("state");
  return fail(
    "state",
    `The task is ${task.state}${decidedBy(task)}.`,
    join(wayBetween(task.state, fits, definitions), step(action, definitions)),
  );
}

const openIn = (facts: Facts): readonly Subtask[] =>
  (facts.siblings ?? []).filter((subtask) => subtask.state === "open").sort((a, b) => a.position - b.position);

function rulesOfWorkflowAction(name: string, action: ActionData, task: Task, facts: Facts, definitions: Definitions) {
  const results = [stateRule(task, (state) => action.from.includes(state), name, definitions)];
  if (notByRequester(action, definitions.workflow)) {
    results.push(
      task.requesterId === facts.actor.userId
        ? fail("own_task", "It is your own request: somebody else has to decide.", step(name, definitions))
        : pass("own_task"),
    );
  }
  if (action.trigger === "subtasks.done") {
    // By hand only without subtasks; with them the last one completes it. So the way ends with that one.
    const way = join(...openIn(facts).map(({ id }) => step("subtask.complete", definitions, id)));
    results.push(
      task.total === 0
        ? pass("has_subtasks")
        : fail(
            "has_subtasks",
            `${task.total - task.done} of ${task.total} subtasks are open; the last one completes the task.`,
            way,
          ),
    );
  }
  return results;
}

/** Whether the requester may still change what was asked for: while it waits, or was turned down and can come back. */
export function editable(state: string, { workflow }: Definitions): boolean {
  const kind = workflow.states[state]?.kind;
  if (kind === "waiting") return true;
  return kind === "dropped" && Object.values(workflow.actions).some(({ from }) => from.includes(state));
}

const kindIs =
  ({ workflow }: Definitions, ...kinds: string[]) =>
  (state: string) =>
    kinds.includes(workflow.states[state]?.kind ?? "");

const canReopen = ({ workflow }: Definitions, state: string) =>
  Object.values(workflow.actions).some(({ trigger, from }) => trigger === "subtask.reopened" && from.includes(state));

function subtaskState(
  subtask: Subtask,
  wanted: Subtask["state"],
  action: string,
  definitions: Definitions,
): RuleResult {
  if (subtask.state === wanted) return pass("subtask_state");
  const first = { open: "subtask.reopen", done: "subtask.complete", cancelled: undefined }[wanted];
  const way =
    subtask.state === "cancelled" || !first ? "never" : join(step(first, definitions), step(action, definitions));
  return fail("subtask_state", `The subtask is ${subtask.state}.`, way);
}

function orderRule(subtask: Subtask, facts: Facts, definitions: Definitions): RuleResult {
  const open = openIn(facts);
  const first = open.filter(({ id }) => subtask.dependsOn.includes(id));
  if (first.length === 0) return pass("order");
  // What is in the way may itself wait for others: walk back until nothing is.
  const needed = new Set(subtask.dependsOn);
  for (const id of needed) for (const before of open.find((one) => one.id === id)?.dependsOn ?? []) needed.add(before);
  const steps = open.filter(({ id }) => needed.has(id)).map(({ id }) => step("subtask.complete", definitions, id));
  return fail(
    "order",
    `First: ${first.map(({ title }) => `“${title}”`).join(", ")}.`,
    join(...steps, step("subtask.complete", definitions)),
  );
}

function rulesOfSubtaskAction(action: string, task: Task, facts: Facts, definitions: Definitions): RuleResult[] {
  const { subtask } = facts;
  const working = kindIs(definitions, "working");
  const inWork = stateRule(task, working, action, definitions);
  if (action === "subtask.create") return [inWork];
  if (!subtask) return [];
  switch (action) {
    case "subtask.complete":
      // A finished task says so through its finished subtask: that has a way back, the task itself has none.
      return [
        subtask.state === "done" && canReopen(definitions, task.state) ? pass("state") : inWork,
        subtaskState(subtask, "open", action, definitions),
        orderRule(subtask, facts, definitions),
      ];
    case "subtask.reopen":
      return [
        stateRule(task, (state) => working(state) || canReopen(definitions, state), action, definitions),
        subtaskState(subtask, "done", action, definitions),
      ];
    case "subtask.assign":
      return [
        subtask.state === "done" && canReopen(definitions, task.state) ? pass("state") : inWork,
        subtaskState(subtask, "open", action, definitions),
      ];
    default:
      return [];
  }
}

/** The rules of the workflow for an action, in the order in which they are asked. Actions that rest on the role alone have none. */
export function workflowRules(action: string, facts: Facts, definitions: Definitions): RuleResult[] {
  const { task } = facts;
  if (!task) return [];
  if (action.startsWith("subtask.")) return rulesOfSubtaskAction(action, task, facts, definitions);
  if (action === "task.edit") return [stateRule(task, (state) => editable(state, definitions), action, definitions)];
  const name = action.slice("task.".length);
  const { actions } = definitions.workflow;
  const data = action.startsWith("task.") && Object.hasOwn(actions, name) ? actions[name] : undefined;
  return data ? rulesOfWorkflowAction(action, data, task, facts, definitions) : [];
}
