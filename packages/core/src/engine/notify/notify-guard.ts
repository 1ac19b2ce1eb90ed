import { notifyGuards } from "../../model/notify-guard.ts";
import type { EngineContext } from "../context.ts";

/**
 * Changes the notify guards of these things. So if a command changes the notifications about them
 * at the same moment, one of the two commits conflicts. Jobs that notify people call this, and so
 * do commands that notify people of a task without changing the task.
 */
export async function touchGuards(
  abouts: readonly string[],
  context: EngineContext,
): Promise<void> {
  const ids = [...new Set(abouts)];
  const found = await context.get(notifyGuards, ids);
  ids.forEach((id, i) => {
    const fields = { commits: (found[i]?.commits ?? 0) + 1 };
    const kind = found[i] ? ("update" as const) : ("insert" as const);
    context.derive({ kind, collection: notifyGuards.name, id, fields });
  });
}

/**
 * Adds the notify guards of these things to the read set (the records that the commit checks). If
 * another commit changes one of them in the meantime, this commit conflicts.
 */
export async function readGuards(abouts: readonly string[], context: EngineContext): Promise<void> {
  if (abouts.length > 0) await context.presume(notifyGuards, [...new Set(abouts)]);
}
