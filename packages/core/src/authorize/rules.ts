import type { Definitions, Facts } from "../model/facts.ts";
import { type Ahead, pathTo, present, taking } from "./ahead.ts";
import { actionFor, excludesRequester, join, ownRequest, type Remedy, step } from "./remedy.ts";
import { check, type RuleResult } from "./rule.ts";
import { rulesOfSubtaskAction } from "./subtask-rules.ts";

/**
 * Returns the results of the workflow's rules for an action, in the order in which they apply. An
 * action that needs only a permission has none.
 */
export function workflowRules(
  action: string,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const { task, actor } = facts;
  const { workflow } = definitions;
  if (!task) return [];

  function inState(fits: (state: string) => boolean, last: (ahead: Ahead) => Remedy): RuleResult {
    const { state, decision } = task as NonNullable<typeof task>;
    const by = decision ? `. Decision: ${decision.action} by ${decision.by} at ${decision.at}` : "";
    return check("state", fits(state), `The task is ${state}${by}.`, () => {
      const path = pathTo(facts, fits, definitions);
      return path ? join(path.remedy, last(path.ahead)) : "none";
    });
  }

  if (action.startsWith("subtask."))
    return rulesOfSubtaskAction(action, facts, definitions, inState);
  if (action === "task.edit") {
    const isOpen = (state: string) =>
      workflow.editable.includes(state) && !task.locked.includes(state);
    return [inState(isOpen, () => step(action, definitions))];
  }
  const data = actionFor(action, workflow);
  if (!data) return [];
  const fits = (state: string) => data.from.includes(state);
  const last = (ahead: Ahead) => taking(action, data, ahead, definitions).remedy;
  const lastNow = () => last(present(facts));
  const results = [inState(fits, last)];
  if (excludesRequester(data, workflow)) {
    results.push(check("own_task", task.requesterId !== actor.userId, ownRequest, lastNow));
  }
  if (data.trigger === "subtasks.done") {
    // A person can take such an action only if no subtask is open, because completing the last open
    // subtask triggers it. So the remedy ends with that subtask.
    const { done, total } = task;
    const message = `${total - done} of ${total} subtasks are open.`;
    results.push(check("has_subtasks", total <= done || !fits(task.state), message, lastNow));
  }
  return results;
}
