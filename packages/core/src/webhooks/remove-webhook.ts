import type { EngineParts } from "../engine/attempt.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { webhookCursors, webhookFailures, webhooks } from "../model/webhook.ts";
import { untilNone } from "../reactions/deletion/pages.ts";

/** Deletes a webhook that was removed: first everything that belongs to it, and then itself. */
export async function removeWebhook(webhookId: string, parts: EngineParts): Promise<void> {
  const query = { index: "webhook", equals: { webhookId }, limit: 100 };
  for (const table of [webhookCursors, webhookFailures] as const)
    for await (const _ of untilNone<{ id: string; version: number }>(
      table as never,
      query,
      (found, context) => {
        for (const { id } of found) context.derive({ collection: table.name, id, kind: "delete" });
      },
      parts,
    ));
  await commitAsSystem(async (context) => {
    const [webhook] = await context.get(webhooks, [webhookId]);
    if (webhook?.state === "removed")
      context.derive({ collection: webhooks.name, id: webhookId, kind: "delete" });
  }, parts);
}
