import type { ActionData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import { join, type Remedy, step } from "./remedy.ts";

/** The facts about a task, as they are now or would be after some steps of a remedy. */
export interface Ahead {
  readonly state: string;
  /**
   * Like `task.again`: the state in which the task has to be decided on again, and the states that
   * it replaces.
   */
  readonly again: Task["again"];
  /**
   * In the order of their positions. When work begins again, the subtasks with `calledOff` are
   * opened again. If the task's data has changed and another template fits now, some of them stay
   * cancelled. Only the server has the templates, so this code expects that all of them are opened.
   */
  readonly subtasks: readonly Subtask[];
  /**
   * Whether work has begun in one of the steps. Then there may be new subtasks that only the server
   * knows.
   */
  readonly mayHaveMore?: boolean;
}

/** The steps to a state, and the facts after them. */
interface Path {
  readonly remedy: Remedy;
  readonly ahead: Ahead;
}

/** Returns the facts about the task as it is now. Call it only if the facts have a task. */
export const present = ({ task, siblings = [] }: Facts): Ahead => ({
  ...(task as Task),
  subtasks: siblings,
});

const subtasksIn = (wanted: Subtask["state"], { subtasks }: Ahead): Subtask[] =>
  subtasks.filter(({ state }) => state === wanted);

/**
 * Returns the steps that complete these open subtasks, in an order that their dependencies allow.
 */
export function completing(open: readonly Subtask[], definitions: Definitions): Remedy {
  const steps: Remedy[] = [];
  let left = open;
  while (left[0]) {
    // If all of them depend on each other in a circle, any of them comes next.
    const next =
      left.find(({ dependsOn }) => !left.some(({ id }) => dependsOn.includes(id))) ?? left[0];
    left = left.filter((one) => one !== next);
    steps.push(step("subtask.complete", definitions, next.id));
  }
  return join(...steps);
}

/**
 * Returns the steps that lead to an action of the workflow, and the facts after them. Some actions
 * are triggered by subtasks.
 */
export function taking(
  action: string,
  { to: next, trigger }: ActionData,
  ahead: Ahead,
  definitions: Definitions,
): Path {
  const { states } = definitions.workflow;
  const byHand = step(action, definitions);
  const isLast = trigger === "subtasks.done";
  // Used if an action is triggered by the reopening of a subtask, and no role has the permission to
  // take it directly.
  const reopened =
    byHand === "none" && trigger === "subtask.reopened" ? subtasksIn("done", ahead)[0] : undefined;
  const open = isLast ? subtasksIn("open", ahead) : [];
  const from = states[ahead.state]?.kind;
  const { again } = ahead;
  const to = again?.instead.includes(next) ? again.state : next;
  const kind = states[to]?.kind;
  const begins = kind === "working" && from !== kind;
  const ends = kind === "done" || kind === "dropped";
  const subtasks = ahead.subtasks.map((one): Subtask => {
    const wasOpen = one.state === "open" || one === reopened;
    if (wasOpen && isLast) return { ...one, state: "done" };
    if (!wasOpen && !(one.calledOff && begins)) return one;
    return { ...one, state: ends ? "cancelled" : "open", calledOff: ends };
  });
  const hasNone = subtasks.every(({ state }) => state === "cancelled");
  return {
    remedy: reopened
      ? step("subtask.reopen", definitions, reopened.id)
      : open[0]
        ? completing(open, definitions)
        : isLast && ahead.mayHaveMore && byHand !== "none"
          ? byHand.map((one) => ({ ...one, unless: "subtasks" }))
          : byHand,
    ahead: {
      state: to,
      again: kind === "dropped" ? again : null,
      subtasks,
      mayHaveMore: ahead.mayHaveMore || (begins && hasNone && from !== "done"),
    },
  };
}

/**
 * Finds the shortest list of steps after which the task is in a state that fits. Undefined if there
 * is no such list.
 */
export function pathTo(
  facts: Facts,
  fits: (state: string) => boolean,
  definitions: Definitions,
): Path | undefined {
  const seen = new Set<string>();
  const found: Path[] = [{ remedy: [], ahead: present(facts) }];
  for (;;) {
    // The shortest list of steps comes first. Of equally short ones, the list that was found first.
    const path = found.sort((a, b) => a.remedy.length - b.remedy.length).shift();
    if (!path || fits(path.ahead.state)) return path;
    const { remedy, ahead } = path;
    if (seen.has(ahead.state)) continue;
    seen.add(ahead.state);
    for (const [name, action] of Object.entries(definitions.workflow.actions)) {
      if (!action.from.includes(ahead.state)) continue;
      const next = taking(`task.${name}`, action, ahead, definitions);
      const joined = join(remedy, next.remedy);
      if (joined !== "none") found.push({ remedy: joined, ahead: next.ahead });
    }
  }
}
