import type { EngineParts } from "../engine/attempt.ts";
import {
  type ChangeWork,
  changeMore,
  findReadableAgain,
  sendAgain,
} from "../engine/notify/changes.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { type Delegations, delegatesAt, delegations } from "../model/delegation.ts";
import { askWaiting } from "./ask-job.ts";

const maxPerCommit = 100;

/**
 * Changes the notifications that a command left to a job, 100 in each commit. If a person got back
 * the right to read some notifications, the job then sends these notifications once more (see
 * `findReadableAgain`). If the command changed a person's rights to decide, the job also asks this
 * person to decide on the waiting tasks.
 */
export async function changeRest(
  work: ChangeWork,
  parts: EngineParts,
  notifyParts: NotifyParts,
): Promise<void> {
  await changeAll(work, parts, notifyParts);
  const again = await commitAsSystem(
    (context) => findReadableAgain(work, context, notifyParts),
    parts,
  );
  for (let i = 0; i < again.length; i += maxPerCommit) {
    const ids = again.slice(i, i + maxPerCommit);
    await commitAsSystem((context) => sendAgain(ids, context), parts);
  }
  if (work.request.kind !== "review" || !work.request.asks) return;
  await askWaiting(work, parts, notifyParts);
  // The people who vote for this person are asked with them.
  const { takes: _, endsDelegation: __, ...request } = work.request;
  for (const userId of await delegatesNow(request.userId, parts)) {
    const theirs: ChangeWork = { ...work, request: { ...request, userId } };
    await changeAll(theirs, parts, notifyParts);
    await askWaiting(theirs, parts, notifyParts);
  }
}

async function changeAll(work: ChangeWork, parts: EngineParts, notifyParts: NotifyParts) {
  while (
    await commitAsSystem((context) => changeMore(work, maxPerCommit, context, notifyParts), parts)
  );
}

/** The people who vote for a person on any board now. */
async function delegatesNow(
  userId: string,
  { storage, runtime, definitions }: EngineParts,
): Promise<readonly string[]> {
  if (!definitions.workflow.approvals) return [];
  const { records } = await storage.get([{ collection: delegations.name, id: userId }]);
  const entries = (records[0]?.fields?.entries ?? []) as Delegations["entries"];
  return delegatesAt(entries, undefined, new Date(runtime.now()).toISOString());
}
