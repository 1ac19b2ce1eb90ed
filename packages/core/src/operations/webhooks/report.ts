import { z } from "zod";
import { builtIn } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { boards } from "../../model/board.ts";
import { idSchema } from "../../model/id.ts";
import { boardTopic } from "../../model/topic.ts";
import { cursorId, never, webhookCursors, webhooks } from "../../model/webhook.ts";

/**
 * The cursor stays, so that no event is lost if sending goes on later. Afterwards, it has no time for a next attempt,
 * so a second call does nothing.
 */
export const report = command({
  name: "webhooks.report",
  target: "app",
  permission: "system",
  summary:
    "Tell the people who may edit a board that a webhook no longer gets its events. Servers call it by themselves; a second call does nothing.",
  route: { method: "POST", path: "/webhooks/:id/report" },
  input: z.strictObject({ id: idSchema, boardId: idSchema }),
  output: z.null(),
  async run(context, { id: webhookId, boardId }) {
    const id = cursorId(webhookId, boardId);
    const [webhook] = await context.get(webhooks, [webhookId]);
    const [cursor] = await context.get(webhookCursors, [id]);
    const [board] = await context.get(boards, [boardId]);
    const isOff = webhook?.state === "off" || webhook?.state === "gone";
    if (!cursor || cursor.nextAt === never || !isOff) return null;
    const fields = { nextAt: never };
    builtIn(context).derive({ collection: webhookCursors.name, id, kind: "update", fields });
    if (!board) return null;
    const roles = Object.entries(context.definitions.roles.roles);
    const editors = roles.flatMap(([role, granted]) => (granted["board.edit"] ? [role] : []));
    context.emit({
      topic: boardTopic(boardId),
      type: "webhook.off",
      subject: webhookId,
      audience: { before: [], after: [] },
      data: { webhookId, because: webhook.state === "gone" ? "gone" : "failures" },
      notify: {
        about: `board:${boardId}`,
        boardId,
        excerpt: webhookId,
        candidates: editors.map((role) => ({
          to: { members: "board", role },
          reason: "webhook.off",
        })),
      },
    });
    return null;
  },
});
