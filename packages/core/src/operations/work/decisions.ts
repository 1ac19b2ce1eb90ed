import { runningApproval, stepsToVoteIn } from "../../approvals/vote-steps.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { Principals } from "../../engine/operation/principals.ts";
import { maySee } from "../../model/access.ts";
import type { Facts } from "../../model/facts.ts";
import { involvements } from "../../model/involvement.ts";
import type { Member } from "../../model/member.ts";
import { type Task, tasks } from "../../model/task.ts";
import { grantsDecisions } from "../boards/role.ts";
import type { OwnBoard } from "./own-boards.ts";
import { maxScanned, named, type WorkPage, type WorkQuery } from "./work-page.ts";

/** The decisions that a person may take on a task, e.g. `task.approve`. */
interface DecisionsOf {
  readonly userId: string;
  readonly actions: string[];
}

interface DecisionEntry {
  readonly task: Task;
  readonly board: { readonly id: string; readonly name: string };
  readonly actions: string[];
  readonly for: DecisionsOf[];
}

type Decider = Pick<Facts, "board" | "member" | "caster" | "vote">;

/** The decisions that a member may take on a task, or that somebody may take for them. */
async function actionsOn(
  task: Task,
  { userId, role }: Member,
  decider: Decider,
  context: OperationContext,
): Promise<string[]> {
  const { workflow } = context.definitions;
  const { actions } = workflow;
  const actor = { userId, role };
  const allowed: string[] = [];
  const running = runningApproval(task, context.definitions);
  const { caster } = decider;
  if (running && stepsToVoteIn(running, { actor, task, ...(caster && { caster }) }).length === 0)
    return [];
  for (const [name, { decision, from, vote }] of Object.entries(actions)) {
    if (!decision || vote === "override" || !from.includes(task.state)) continue;
    const action = `task.${name}`;
    const verdict = await context.verdict(action, { ...decider, actor, task });
    if (verdict.allowed === true) allowed.push(action);
  }
  return allowed;
}

/** The votes on a task that the caller can cast for people who are away. */
async function votesForOthers(
  task: Task,
  own: OwnBoard,
  principals: Principals,
  context: OperationContext,
): Promise<DecisionsOf[]> {
  const found: DecisionsOf[] = [];
  for (const seat of await principals.seats(task, own)) {
    const actions = await actionsOn(task, seat.member, seat, context);
    if (actions.length > 0) found.push({ userId: seat.member.userId, actions });
  }
  return found;
}

/** The waiting tasks of one board in one state, oldest first. */
async function tasksIn(
  state: string,
  { board: { id: boardId }, member: { userId }, access }: OwnBoard,
  afterTask: string | undefined,
  context: OperationContext,
): Promise<{ readonly found: readonly (Task | undefined)[]; readonly ids: readonly string[] }> {
  const query = { index: "state", limit: maxScanned, order: "asc" as const };
  if (access === "all") {
    const after = afterTask === undefined ? {} : { after: [state, boardId, afterTask] };
    const { records } = await context.list(tasks, {
      ...query,
      ...after,
      equals: { state, boardId },
      maxBytes: 256 * 1024,
    });
    return { found: records, ids: records.map(({ id }) => id) };
  }
  const after =
    afterTask === undefined ? {} : { after: [boardId, userId, state, `${afterTask}/${userId}`] };
  const equals = { boardId, userId, state };
  const { records } = await context.list(involvements, { ...query, ...after, equals });
  const ids = records.map(({ taskId }) => taskId);
  return { found: await context.get(tasks, ids), ids };
}

/** Finds the boards and states with at least one task. Uses one short scan for each. */
async function busyPlaces(
  own: readonly OwnBoard[],
  states: readonly string[],
  context: OperationContext,
): Promise<(readonly [OwnBoard, string])[]> {
  const all = own.filter(({ access }) => access === "all");
  const each = all.map(({ board }) => board.id);
  const scans = states.map((state) =>
    context.list(tasks, { index: "state", equals: { state }, each, limit: 1 }),
  );
  const busy = new Set(
    (await Promise.all(scans)).flatMap(({ records }) =>
      records.map(({ boardId, state }) => `${boardId} ${state}`),
    ),
  );
  return own.flatMap((one) =>
    states.flatMap((state) =>
      one.access !== "all" || busy.has(`${one.board.id} ${state}`) ? [[one, state] as const] : [],
    ),
  );
}

/**
 * Reads the tasks that wait for a decision of the caller, one board after the other, each from the
 * oldest to the newest.
 */
export async function decisionPage(
  boards: ReadonlyMap<string, OwnBoard>,
  { limit, after, budget }: WorkQuery,
  context: OperationContext,
): Promise<WorkPage<DecisionEntry>> {
  const { workflow } = context.definitions;
  const principals = await Principals.of(context);
  const states = Object.keys(workflow.states)
    .filter((state) =>
      Object.values(workflow.actions).some(
        ({ decision, from }) => decision && from.includes(state),
      ),
    )
    .sort();
  const [afterBoard = "", afterState = "", afterTask = ""] = (after ?? []).map(String);
  const own = [...boards.values()]
    .filter(
      ({ board, member, access }) =>
        access !== undefined &&
        !board.archived &&
        board.id >= afterBoard &&
        (grantsDecisions(member.role, context) || principals.isOn(board.id)),
    )
    .sort((a, b) => (a.board.id < b.board.id ? -1 : 1));
  const entries: DecisionEntry[] = [];
  let scanned = 0;
  let place = after ?? null;
  for (const [one, state] of await busyPlaces(own, states, context)) {
    const { id } = one.board;
    const isFirst = id === afterBoard;
    if (isFirst && state < afterState) continue;
    let last = isFirst && state === afterState ? afterTask : undefined;
    for (;;) {
      const { found, ids } = await tasksIn(state, one, last, context);
      for (const [i, task] of found.entries()) {
        if (entries.length === limit || scanned === maxScanned) return { entries, next: place };
        scanned++;
        const { userId } = context.actor;
        const isSeen = task?.state === state && maySee(task, one.access, userId);
        const actions = isSeen ? await actionsOn(task, one.member, one, context) : [];
        const others = isSeen ? await votesForOthers(task, one, principals, context) : [];
        if (isSeen && actions.length + others.length > 0) {
          const entry = { task, board: named(one.board), actions, for: others };
          if (!budget.takes(entry)) return { entries, next: place };
          entries.push(entry);
        }
        last = ids[i];
        place = [id, state, String(last)];
      }
      if (found.length === 0) break;
    }
  }
  return { entries, next: null };
}
