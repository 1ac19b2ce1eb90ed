import type { EngineParts } from "../engine/attempt.ts";
import { type ChangeWork, changesJob } from "../engine/notify/changes.ts";
import { fanOutJob } from "../engine/notify/fan-out.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { changeRest } from "./changes-job.ts";
import { deletionJob, deletions, runDeletion } from "./deletion/run-deletion.ts";
import { fanOut } from "./fan-out-job.ts";
import type { Reactions } from "./reactions.ts";

/**
 * Registers the handlers of the jobs that the notify pipeline writes. No event type causes these
 * jobs, so they are registered with an empty type. A node that notifies nobody runs them too,
 * because other nodes may have committed them.
 */
export function addOwnJobs(
  reactions: Reactions,
  parts: EngineParts,
  notifyParts: NotifyParts,
): void {
  reactions.addOwn(fanOutJob, "", ({ subject }) => fanOut(subject, parts, notifyParts));
  reactions.addOwn(changesJob, "", ({ data }) =>
    changeRest(data as unknown as ChangeWork, parts, notifyParts),
  );
  for (const [type, deletion] of Object.entries(deletions))
    reactions.addOwn(deletionJob(type), type, (event) => runDeletion(deletion, event, parts));
}
