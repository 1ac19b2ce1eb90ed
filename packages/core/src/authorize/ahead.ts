import type { ActionData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Subtask } from "../model/subtask.ts";
import type { StateKind } from "../model/task.ts";
import { join, type Remedy, type RemedyStep, step } from "./remedy.ts";

/** What is known about a task after some steps of a remedy. */
export interface Ahead {
  readonly state: string;
  readonly open: readonly Subtask[];
  /**
   * Subtasks that come back when work begins again. If the task's data has changed so that another
   * template fits, fewer of them do; only the server has the templates.
   */
  readonly calledOff: readonly Subtask[];
  readonly done: readonly Subtask[];
  /** Whether work began on the way, which may have brought subtasks that only the server knows. */
  readonly mayHaveMore: boolean;
}

/** A way to a state, with what is known there. */
export interface Path {
  readonly remedy: readonly RemedyStep[];
  readonly ahead: Ahead;
}

const byPosition = (a: Subtask, b: Subtask): number => a.position - b.position;

/** What is known about the task now. */
export function present({ task, siblings = [] }: Facts): Ahead {
  const sorted = [...siblings].sort(byPosition);
  return {
    state: task?.state ?? "",
    open: sorted.filter(({ state }) => state === "open"),
    calledOff: sorted.filter(({ calledOff }) => calledOff),
    done: sorted.filter(({ state }) => state === "done"),
    mayHaveMore: false,
  };
}

/** The steps that complete these open subtasks, in an order in which it is possible. */
export function completing(open: readonly Subtask[], definitions: Definitions): Remedy {
  const left = [...open];
  const ordered: Subtask[] = [];
  while (left.length > 0) {
    const free = left.findIndex(({ dependsOn }) => !left.some(({ id }) => dependsOn.includes(id)));
    ordered.push(...left.splice(Math.max(free, 0), 1));
  }
  return join(...ordered.map(({ id }) => step("subtask.complete", definitions, id)));
}

/** The steps that take an action of the workflow. Subtasks take some actions by themselves. */
export function taking(
  name: string,
  { trigger }: ActionData,
  ahead: Ahead,
  definitions: Definitions,
): Remedy {
  const permission = `task.${name}`;
  if (trigger === "person") return step(permission, definitions);
  if (trigger === "subtask.reopened") {
    const [first] = ahead.done;
    return first ? step("subtask.reopen", definitions, first.id) : "none";
  }
  if (ahead.open.length > 0) return completing(ahead.open, definitions);
  const byHand = step(permission, definitions);
  return byHand === "none" || !ahead.mayHaveMore
    ? byHand
    : byHand.map((one) => ({ ...one, unless: "subtasks" as const }));
}

function after({ to }: ActionData, ahead: Ahead, { workflow }: Definitions): Ahead {
  const from = workflow.states[ahead.state]?.kind;
  const kind = workflow.states[to]?.kind;
  if (kind === "working" && from !== "working") return workingAgain(to, from, ahead);
  return kind === "done" || kind === "dropped"
    ? { ...ahead, state: to, open: [], calledOff: inOrder(ahead.calledOff, ahead.open) }
    : { ...ahead, state: to };
}

function workingAgain(state: string, from: StateKind | undefined, ahead: Ahead): Ahead {
  const open = inOrder(ahead.open, ahead.calledOff);
  const hasNone = open.length === 0 && ahead.done.length === 0;
  const mayHaveMore = ahead.mayHaveMore || (hasNone && from !== "done");
  return { ...ahead, state, open, calledOff: [], mayHaveMore };
}

const inOrder = (some: readonly Subtask[], others: readonly Subtask[]): Subtask[] =>
  [...some, ...others].sort(byPosition);

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
    const path = takeShortest(found);
    if (!path) return undefined;
    const { state } = path.ahead;
    if (fits(state)) return path;
    if (seen.has(state)) continue;
    seen.add(state);
    for (const [name, action] of Object.entries(definitions.workflow.actions)) {
      if (!action.from.includes(state) || seen.has(action.to)) continue;
      const steps = taking(name, action, path.ahead, definitions);
      if (steps === "none") continue;
      const remedy = [...path.remedy, ...steps];
      found.push({ remedy, ahead: afterTaking(action, path.ahead, definitions) });
    }
  }
}

/** What is known after the steps that {@link taking} names. */
function afterTaking(action: ActionData, ahead: Ahead, definitions: Definitions): Ahead {
  if (action.trigger === "subtasks.done") {
    const done = inOrder(ahead.done, ahead.open);
    return after(action, { ...ahead, open: [], done }, definitions);
  }
  const [first] = ahead.done;
  if (action.trigger === "person" || !first) return after(action, ahead, definitions);
  const next = { ...ahead, open: inOrder(ahead.open, [first]), done: ahead.done.slice(1) };
  return after(action, next, definitions);
}

/** Takes the shortest path out of a list; of several, the one that was found first. */
function takeShortest(paths: Path[]): Path | undefined {
  let best = 0;
  paths.forEach(({ remedy }, i) => {
    if (remedy.length < (paths[best] as Path).remedy.length) best = i;
  });
  return paths.splice(best, 1)[0];
}
