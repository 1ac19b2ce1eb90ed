import type { ActionData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import { join, type Remedy, step } from "./remedy.ts";

/** The facts about a task, now or after some steps of a remedy. */
export interface Ahead {
  readonly state: string;
  /** Where the task has to be decided on again, instead of which states. */
  readonly again: Task["again"];
  /**
   * By position. Those that were called off come back when work begins again. If the task's data has
   * changed so that another template fits, fewer of them do; only the server has the templates.
   */
  readonly subtasks: readonly Subtask[];
  /** Whether work began on the way. It may have created subtasks that only the server knows. */
  readonly mayHaveMore: boolean;
}

/** A way to a state, with what is known there. */
interface Path {
  readonly remedy: Remedy;
  readonly ahead: Ahead;
}

/** The facts about the task now. There has to be one. */
export const present = ({ task, siblings = [] }: Facts): Ahead => ({
  ...(task as Task),
  subtasks: siblings,
  mayHaveMore: false,
});

const subtasksIn = (wanted: Subtask["state"], { subtasks }: Ahead): Subtask[] =>
  subtasks.filter(({ state }) => state === wanted);

/** The steps that complete these open subtasks, in an order in which it is possible. */
export function completing(open: readonly Subtask[], definitions: Definitions): Remedy {
  const steps: Remedy[] = [];
  let left = open;
  while (left[0]) {
    // If they depend on each other in a circle, any of them.
    const next =
      left.find(({ dependsOn }) => !left.some(({ id }) => dependsOn.includes(id))) ?? left[0];
    left = left.filter((one) => one !== next);
    steps.push(step("subtask.complete", definitions, next.id));
  }
  return join(...steps);
}

/**
 * The steps that take an action of the workflow, and the facts after them. Subtasks take some actions
 * by themselves.
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
  // If no role can take by hand an action that reopening a subtask causes.
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
 * Finds the shortest way by which people bring the task to a state that fits. Undefined if there is
 * none.
 */
export function pathTo(
  facts: Facts,
  fits: (state: string) => boolean,
  definitions: Definitions,
): Path | undefined {
  const seen = new Set<string>();
  const found: Path[] = [{ remedy: [], ahead: present(facts) }];
  for (;;) {
    // The shortest one first; of several, the one that was found first.
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
