import type { EngineParts } from "../engine/attempt.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { type ResolveWork, resolveMore } from "../engine/notify/resolve.ts";
import { commitAsSystem } from "../engine/system-commit.ts";

const maxPerCommit = 100;

/** Resolves the notifications that a command left unresolved, 100 in each commit. */
export async function resolveRest(
  work: ResolveWork,
  parts: EngineParts,
  notifyParts: NotifyParts,
): Promise<void> {
  while (
    await commitAsSystem((context) => resolveMore(work, maxPerCommit, context, notifyParts), parts)
  );
}
