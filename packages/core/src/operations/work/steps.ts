import type { OperationContext } from "../../engine/operation/context.ts";
import { maySee } from "../../model/access.ts";
import { type Subtask, subtasks } from "../../model/subtask.ts";
import { type Task, tasks } from "../../model/task.ts";
import type { OwnBoard } from "./own-boards.ts";
import { named, type WorkPage, type WorkQuery } from "./work-page.ts";

interface StepEntry {
  readonly subtask: Subtask;
  readonly task: Task;
  readonly board: { readonly id: string; readonly name: string };
}

/**
 * Reads open subtasks of the caller: first those with a due date, in the order of the dates, and
 * then the others.
 */
async function openSteps(
  { limit, after }: WorkQuery,
  context: OperationContext,
): Promise<{ readonly records: Subtask[]; readonly isEnd: boolean }> {
  const { userId: assigneeId } = context.actor;
  const query = { index: "assigned", limit };
  const [due = "", id = ""] = (after ?? []).map(String);
  const isUndated = after !== undefined && due === "";
  // In the index, subtasks without a date come before all others. In the result they come last.
  const dated = isUndated
    ? { records: [], next: null }
    : await context.list(subtasks, {
        ...query,
        equals: { assigneeId },
        after: [assigneeId, due, id],
      });
  const left = limit - dated.records.length;
  if (dated.next || left === 0) return { records: dated.records, isEnd: false };
  const undated = await context.list(subtasks, {
    ...query,
    limit: left,
    equals: { assigneeId, dueAt: null },
    ...(isUndated && { after: [assigneeId, null, id] }),
  });
  return { records: [...dated.records, ...undated.records], isEnd: undated.next === null };
}

/** Reads the caller's open subtasks on all boards, in the order of their due dates. */
export async function stepPage(
  boards: ReadonlyMap<string, OwnBoard>,
  query: WorkQuery,
  context: OperationContext,
): Promise<WorkPage<StepEntry>> {
  const { records, isEnd } = await openSteps(query, context);
  const found = await context.get(
    tasks,
    records.map(({ taskId }) => taskId),
  );
  const entries: StepEntry[] = [];
  let place = query.after ?? null;
  for (const [i, subtask] of records.entries()) {
    const task = found[i];
    const own = boards.get(subtask.boardId);
    // A person who has left a board still has subtasks there, but may not see them.
    if (task && own && maySee(task, own.access, context.actor.userId)) {
      const entry = { subtask, task, board: named(own.board) };
      if (!query.budget.takes(entry)) return { entries, next: place };
      entries.push(entry);
    }
    place = [subtask.dueAt ?? "", subtask.id];
  }
  return { entries, next: isEnd ? null : place };
}
