import type { EngineParts } from "../engine/attempt.ts";
import { type ChangeWork, changesJob } from "../engine/notify/changes.ts";
import { fanOutJob } from "../engine/notify/fan-out.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { changeRest } from "./changes-job.ts";
import { fanOut } from "./fan-out-job.ts";
import type { Reactions } from "./reactions.ts";

/**
 * Registers the handlers of the jobs that the notify pipeline writes. No event type causes them, so
 * theirs is empty. A node that notifies nobody runs them too: other nodes have committed them.
 */
export function addOwnJobs(
  reactions: Reactions,
  parts: EngineParts,
  notifyParts: NotifyParts,
): void {
  reactions.add(fanOutJob, "", ({ subject }) => fanOut(subject, parts, notifyParts));
  reactions.add(changesJob, "", ({ data }) =>
    changeRest(data as unknown as ChangeWork, parts, notifyParts),
  );
}
