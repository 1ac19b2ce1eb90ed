import type { EngineParts } from "../engine/attempt.ts";
import {
  type ChangeWork,
  changeMore,
  findReadableAgain,
  sendAgain,
} from "../engine/notify/changes.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
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
  while (
    await commitAsSystem((context) => changeMore(work, maxPerCommit, context, notifyParts), parts)
  );
  const again = await commitAsSystem(
    (context) => findReadableAgain(work, context, notifyParts),
    parts,
  );
  for (let i = 0; i < again.length; i += maxPerCommit) {
    const ids = again.slice(i, i + maxPerCommit);
    await commitAsSystem((context) => sendAgain(ids, context), parts);
  }
  if (work.request.kind === "review" && work.request.asks)
    await askWaiting(work, parts, notifyParts);
}
