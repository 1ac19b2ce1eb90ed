import { notifyGuards } from "../../model/notify-guard.ts";
import type { EngineContext } from "../context.ts";

/** Makes a job's commit conflict with commands that change the notifications about these things. */
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
 * Adds the guards of these things to the read set. If a job commits a notification about them in
 * the meantime, this command conflicts.
 */
export async function readGuards(abouts: readonly string[], context: EngineContext): Promise<void> {
  if (abouts.length > 0) await context.presume(notifyGuards, [...new Set(abouts)]);
}
