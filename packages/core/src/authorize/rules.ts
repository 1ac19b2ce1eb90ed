import type { ActionData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";
import { type Ahead, pathTo, present, taking } from "./ahead.ts";
import { join, notByRequester, type Remedy, step } from "./remedy.ts";
import { fail, pass, type RuleResult } from "./rule.ts";
import { rulesOfSubtaskAction } from "./subtask-rules.ts";

const decidedBy = ({ decision }: Task) =>
  decision ? `: ${decision.action} by ${decision.by} at ${decision.at}` : "";

// The last step is a function, because most rules pass and then nobody asks for it.
function stateRule(
  facts: Facts,
  fits: (state: string) => boolean,
  last: (ahead: Ahead) => Remedy,
  definitions: Definitions,
): RuleResult {
  const task = facts.task as Task;
  if (fits(task.state)) return pass("state");
  const path = pathTo(facts, fits, definitions);
  const remedy = path ? join(path.remedy, last(path.ahead)) : "none";
  return fail("state", `The task is ${task.state}${decidedBy(task)}.`, remedy);
}

function rulesOfWorkflowAction(
  name: string,
  action: ActionData,
  task: Task,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const fits = (state: string) => action.from.includes(state);
  const last = (ahead: Ahead) => taking(name, action, ahead, definitions);
  const results = [stateRule(facts, fits, last, definitions)];
  if (notByRequester(action, definitions.workflow)) {
    results.push(
      task.requesterId === facts.actor.userId
        ? fail(
            "own_task",
            "It is your own request: somebody else has to decide.",
            last(present(facts)),
          )
        : pass("own_task"),
    );
  }
  if (action.trigger === "subtasks.done") {
    // By hand only if nothing is open, because the last subtask takes the action. So the remedy ends with that one.
    const open = task.total - task.done;
    results.push(
      open > 0 && fits(task.state)
        ? fail(
            "has_subtasks",
            `${open} of ${task.total} subtasks are open; the last one completes the task.`,
            last(present(facts)),
          )
        : pass("has_subtasks"),
    );
  }
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

/** The rules of the workflow for an action, in the order in which they are asked. Actions that rest on the role alone have none. */
export function workflowRules(
  action: string,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const { task } = facts;
  if (!task) return [];
  const inState = (fits: (state: string) => boolean, last: (ahead: Ahead) => Remedy) =>
    stateRule(facts, fits, last, definitions);
  if (action.startsWith("subtask."))
    return rulesOfSubtaskAction(action, facts, definitions, inState);
  if (action === "task.edit") {
    return [
      inState(
        (state) => editable(state, definitions),
        () => step(action, definitions),
      ),
    ];
  }
  const name = action.slice("task.".length);
  const data = action.startsWith("task.") ? own(definitions.workflow.actions, name) : undefined;
  return data ? rulesOfWorkflowAction(name, data, task, facts, definitions) : [];
}
