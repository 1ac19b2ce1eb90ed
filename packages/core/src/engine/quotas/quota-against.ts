import { systemId } from "../../model/actor.ts";
import type { Definitions, Facts } from "../../model/facts.ts";
import type { Quotas } from "../../model/quota.ts";
import { maxSubtasks } from "../../model/subtask.ts";
import type { CountQuery } from "../../storage/storage.ts";
import { triggeredAction } from "../../workflow/transition.ts";
import { isOpen, openRequestsOf } from "./needs.ts";
import { overQuota } from "./over-quota.ts";

/**
 * Whether an action opens a task again that is done or dropped, either directly or through another
 * action that it causes.
 */
function opens(action: string, { task }: Facts, { workflow }: Definitions): boolean {
  if (!task || isOpen(task)) return false;
  const isBack = action === "subtask.reopen" || action === "subtask.restore";
  const taken = isBack
    ? triggeredAction(workflow, "subtask.reopened", task.state)?.action
    : Object.entries(workflow.actions).find(([name]) => action === `task.${name}`)?.[1];
  const kind = taken && workflow.states[taken.to]?.kind;
  return kind !== undefined && isOpen({ kind });
}

/**
 * Returns the message of a refusal if an action on a task or a subtask needs a place under a quota,
 * and no place is free. Otherwise returns undefined. Use it only to tell a person what they may do.
 * It does not take a place: a command takes its places in its own commit, where the numbers are
 * exact.
 */
export async function quotaAgainst(
  action: string,
  facts: Facts,
  { quotas, definitions }: { readonly quotas: Quotas; readonly definitions: Definitions },
  count: (collection: string, query: CountQuery) => Promise<number>,
): Promise<string | undefined> {
  const { actor, task, siblings = [] } = facts;
  if (!task) return undefined;
  const isLimited = actor.userId !== systemId || quotas.system;
  if (action === "subtask.create") {
    const limit = (isLimited ? quotas.subtasksPerTask : null) ?? maxSubtasks;
    return siblings.length >= limit ? overQuota("subtasksPerTask", limit).message : undefined;
  }
  const limit = quotas.openRequests;
  const needsPlace = task.requesterId === actor.userId && opens(action, facts, definitions);
  if (!isLimited || limit === null || !needsPlace) return undefined;
  const { collection, ...open } = openRequestsOf(task.boardId, task.requesterId);
  const found = await count(collection, { ...open, limit, scan: limit });
  return found >= limit ? overQuota("openRequests", limit).message : undefined;
}
