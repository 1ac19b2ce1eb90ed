import type { EngineParts } from "../engine/attempt.ts";
import { fanOutJob } from "../engine/notify/fan-out.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { type ResolveWork, resolveJob } from "../engine/notify/resolve.ts";
import { fanOut } from "./fan-out-job.ts";
import type { Reactions } from "./reactions.ts";
import { resolveRest } from "./resolve-job.ts";

/**
 * Registers the handlers of the jobs that the notify pipeline writes. No event type causes them, so
 * theirs is empty.
 */
export function addOwnJobs(
  reactions: Reactions,
  parts: EngineParts,
  notifyParts: NotifyParts,
): void {
  reactions.add(fanOutJob, "", ({ subject }) => fanOut(subject, parts, notifyParts));
  reactions.add(resolveJob, "", ({ data }) =>
    resolveRest(data as unknown as ResolveWork, parts, notifyParts),
  );
}
