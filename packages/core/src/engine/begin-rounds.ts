import { calendarOf } from "../approvals/deadline.ts";
import { nextDue } from "../approvals/due.ts";
import { startRound } from "../approvals/round.ts";
import { approvalOf, runningApproval } from "../approvals/vote-steps.ts";
import { boards } from "../model/board.ts";
import { own } from "../model/own.ts";
import { type Task, tasks } from "../model/task.ts";
import { timers } from "../model/timer.ts";
import type { ListPage } from "../storage/storage.ts";
import type { EngineParts } from "./attempt.ts";
import type { EngineContext } from "./context.ts";
import { emitApproval } from "./emit-approval.ts";
import { commitAsSystem } from "./system-commit.ts";

const pageSize = 200;

/**
 * Begins a round for each task that waits in a state with an approval and is in none: the state had no approval in
 * an earlier release. People who were asked to decide then have their requests already.
 */
export async function beginRounds(parts: EngineParts): Promise<void> {
  const { states } = parts.definitions.workflow;
  for (const [state, { approval }] of Object.entries(states)) {
    if (approval === undefined) continue;
    let after: ListPage["next"] = null;
    do {
      const from = after ? { after } : {};
      const query = { index: "state", equals: { state }, limit: pageSize, ...from };
      const page: ListPage = await parts.storage.list(tasks.name, query);
      for (const { id, fields } of page.records)
        if (!fields.approval) await commitAsSystem((context) => beginRound(id, context), parts);
      after = page.next;
    } while (after);
  }
}

async function beginRound(id: string, context: EngineContext): Promise<void> {
  const { workflow } = context.definitions;
  const [task] = await context.get(tasks, [id]);
  const [board] = task ? await context.get(boards, [task.boardId]) : [];
  const name = task && approvalOf(task.state, workflow);
  const definition = own(workflow.approvals, name ?? "");
  if (!task || !board || name === undefined || !definition) return;
  if (runningApproval(task, context.definitions)) return;
  const voters = await context.people.voters(task, board, context.now);
  const start = { name, version: workflow.version, before: task.approval, wasTurnedDown: false };
  const calendar = calendarOf(definition, context.definitions);
  const proceeding = { definition, task, voters, now: context.now, calendar };
  const { approval, events } = startRound(start, proceeding);
  const after: Task = { ...task, approval, updatedAt: context.now };
  emitApproval(events, after, context);
  const at = nextDue(after, workflow);
  if (at === null) return;
  const fields = { boardId: task.boardId, at, told: null };
  context.derive({ collection: timers.name, id, kind: "insert", fields });
}
