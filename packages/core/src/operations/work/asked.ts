import type { OperationContext } from "../../engine/operation/context.ts";
import { maySee } from "../../model/access.ts";
import { type Task, tasks } from "../../model/task.ts";
import type { OwnBoard } from "./own-boards.ts";
import { named, type WorkPage, type WorkQuery } from "./work-page.ts";

interface AskedEntry {
  readonly task: Task;
  readonly board: { readonly id: string; readonly name: string };
}

const kinds = ["waiting", "working"] as const;

/**
 * Reads the tasks that the caller has requested and that are waiting or being worked on: first the
 * waiting ones, each kind from the newest to the oldest.
 */
export async function askedPage(
  boards: ReadonlyMap<string, OwnBoard>,
  { limit, after, budget }: WorkQuery,
  context: OperationContext,
): Promise<WorkPage<AskedEntry>> {
  const { userId: requesterId } = context.actor;
  const [afterKind = "", afterId = ""] = (after ?? []).map(String);
  const entries: AskedEntry[] = [];
  let place = after ?? null;
  let left = limit;
  for (const kind of kinds.slice(Math.max(0, kinds.indexOf(afterKind as "waiting")))) {
    const from = kind === afterKind ? { after: [requesterId, kind, afterId] } : {};
    const equals = { requesterId, kind };
    const order = "desc" as const;
    const query = { index: "asked", equals, order, limit: left, maxBytes: budget.left, ...from };
    const { records, next } = await context.list(tasks, query);
    for (const task of records) {
      const own = boards.get(task.boardId);
      if (own && maySee(task, own.access, requesterId)) {
        const entry = { task, board: named(own.board) };
        if (!budget.takes(entry)) return { entries, next: place };
        entries.push(entry);
      }
      place = [kind, task.id];
    }
    left -= records.length;
    if (next !== null || left === 0) return { entries, next: place };
  }
  return { entries, next: null };
}
