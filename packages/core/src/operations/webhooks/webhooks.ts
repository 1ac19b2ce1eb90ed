import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { boards } from "../../model/board.ts";
import { idSchema } from "../../model/id.ts";
import {
  maxSecrets,
  maxTypes,
  maxUrlLength,
  maxWebhooks,
  type Webhook,
  type WebhookView,
  webhookFailures,
  webhookSchema,
  webhooks,
} from "../../model/webhook.ts";
import { offBoards } from "../../model/webhook-types.ts";
import { checkEventType } from "../../workflow/event-type.ts";
import { listPage, nextSchema, pageInput } from "../page.ts";
import { report } from "./report.ts";

const maxListedFailures = 20;

const urlSchema = z
  .string()
  .max(maxUrlLength)
  .refine(
    isUrl,
    "Give an address that begins with https:// and has no spaces, no name and no password in it",
  );

function isUrl(text: string): boolean {
  // `URL` removes white space and control characters without a word.
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

const secretSchema = z
  .string()
  .regex(
    /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "A secret is `whsec_` and 24 to 64 random bytes in Base64; `webhookSecret()` of @taskwire/webhooks makes one",
  );

const notFound = () =>
  new TaskwireError("not_found", "There is no webhook with this id. `webhooks.list` lists them.");

const viewOf = (one: Webhook, failed: WebhookView["failed"]): WebhookView => {
  const { id, url, boardId, createdAt, state, failingSince, lastError } = one;
  const types = one.types && [...one.types];
  return { id, url, boardId, types, createdAt, state, failingSince, lastError, failed };
};

const put = command({
  name: "webhooks.put",
  target: "app",
  permission: "system",
  summary:
    "Send the events of a board, or of all boards, to an address. A webhook with this id gets the new address, secrets and types, and goes on where it was.",
  route: { method: "PUT", path: "/webhooks/:id" },
  errors: ["conflict", "not_found", "too_large"],
  input: z.strictObject({
    id: idSchema,
    url: urlSchema,
    secrets: z.array(secretSchema).min(1).max(maxSecrets).meta({
      description:
        "The newest first. Requests are signed with all of them, so that a receiver can change from one to the next.",
    }),
    boardId: idSchema.nullable().optional().meta({
      description: "Default: all boards. It can't be changed later.",
    }),
    types: z.array(z.string().max(100)).min(1).max(maxTypes).nullable().optional().meta({
      description: "The types of the events that are sent. Default: all.",
    }),
  }),
  output: z.object({ webhook: webhookSchema }),
  async run(context, { id, url, secrets, boardId = null, types = null }) {
    checkTypes(types ?? [], context);
    const [before] = await context.get(webhooks, [id]);
    if (before?.state === "removed")
      throw new TaskwireError("conflict", "This webhook is being removed. Use another id.");
    if (before && before.boardId !== boardId)
      throw new TaskwireError(
        "conflict",
        "The board of a webhook can't be changed. Use another id, and remove this webhook.",
      );
    if (!before) await checkNew(context, boardId);
    const isAgain = before?.state === "gone";
    // The failures of the old address say nothing of a new one.
    const failing = isAgain || before?.url !== url ? undefined : before;
    const fields = {
      ...{ url, secrets: [...new Set(secrets)], boardId, types: types && [...new Set(types)] },
      createdAt: before?.createdAt ?? context.now,
      state: before && !isAgain ? before.state : ("on" as const),
      failingSince: failing?.failingSince ?? null,
      lastError: failing?.lastError ?? null,
      resumedAt: isAgain ? context.now : (before?.resumedAt ?? null),
    };
    const kind = before ? "update" : "insert";
    builtIn(context).derive({ collection: webhooks.name, id, kind, fields });
    const webhook = { id, version: 0, ...fields };
    return { webhook: viewOf(webhook, before ? await failuresOf(context, id) : []) };
  },
});

/** Refuses types that no event on a board has: a webhook would wait for them forever. */
function checkTypes(types: readonly string[], context: OperationContext): void {
  const off = new Set(offBoards);
  const onBoards = new Set([...builtIn(context).eventTypes].filter((one) => !off.has(one)));
  for (const type of types) {
    if (off.has(type))
      throw new TaskwireError(
        "invalid",
        `A webhook gets the events of boards, and "${type}" is on no board. Use \`react\` for it.`,
        { type },
      );
    checkEventType(type, onBoards);
  }
}

async function checkNew(context: OperationContext, boardId: string | null): Promise<void> {
  const [board] = boardId === null ? [] : await context.get(boards, [boardId]);
  if (boardId !== null && !board)
    throw new TaskwireError("not_found", "There is no such board. Leave it out for all boards.");
  const query = { index: "age", equals: {}, limit: maxWebhooks };
  const { records } = await context.list(webhooks, query);
  if (records.length >= maxWebhooks)
    throw new TaskwireError(
      "too_large",
      `There are ${maxWebhooks} webhooks already. Remove one, or let one receiver pass the events on.`,
    );
}

async function failuresOf(context: OperationContext, webhookId: string) {
  const { records } = await context.list(webhookFailures, {
    ...{ index: "webhook", equals: { webhookId }, limit: maxListedFailures, order: "desc" },
  });
  return records.map(({ boardId, number, eventId, type, status, at }) => ({
    ...{ boardId, number, eventId, type, status, at },
  }));
}

const list = query({
  name: "webhooks.list",
  target: "app",
  permission: "system",
  summary: "List the webhooks with their states, and the latest events that they have skipped.",
  route: { method: "GET", path: "/webhooks" },
  input: z.strictObject(pageInput),
  output: z.object({ webhooks: z.array(webhookSchema), next: nextSchema }),
  async run(context, { limit, after }) {
    const page = { index: "age", equals: {}, limit, after };
    const { records, next } = await listPage(context, webhooks, page);
    const views: WebhookView[] = [];
    for (const one of records) views.push(viewOf(one, await failuresOf(context, one.id)));
    return { webhooks: views, next };
  },
});

const onWebhook = z.strictObject({ id: idSchema });

const resume = command({
  name: "webhooks.resume",
  target: "app",
  permission: "system",
  summary:
    "Send again to a webhook that is switched off, or that waits for its next attempt. It begins with the event that could not be sent.",
  route: { method: "POST", path: "/webhooks/:id/resume" },
  errors: ["not_found", "conflict"],
  input: onWebhook,
  output: z.object({ webhook: webhookSchema }),
  async run(context, { id }) {
    const [webhook] = await context.get(webhooks, [id]);
    if (!webhook || webhook.state === "removed") throw notFound();
    if (webhook.state === "gone")
      throw new TaskwireError(
        "conflict",
        "The receiver has answered that it wants no further events. Put the webhook again, with its new address.",
      );
    const on = { state: "on", failingSince: null, lastError: null } as const;
    const fields = { ...on, resumedAt: context.now };
    builtIn(context).derive({ collection: webhooks.name, id, kind: "update", fields });
    return { webhook: viewOf({ ...webhook, ...fields }, await failuresOf(context, id)) };
  },
});

const remove = command({
  name: "webhooks.remove",
  target: "app",
  permission: "system",
  summary: "Send nothing more to a webhook, and delete it.",
  route: { method: "DELETE", path: "/webhooks/:id" },
  errors: ["not_found"],
  input: onWebhook,
  output: z.null(),
  async run(context, { id }) {
    const [webhook] = await context.get(webhooks, [id]);
    if (!webhook || webhook.state === "removed") throw notFound();
    // A server that sends deletes it, with everything that belongs to it.
    const fields = { state: "removed", secrets: [] };
    builtIn(context).derive({ collection: webhooks.name, id, kind: "update", fields });
    return null;
  },
});

/** Operations on webhooks. Only the app's own code may call them. */
export const webhookOperations = {
  "webhooks.put": put,
  "webhooks.list": list,
  "webhooks.resume": resume,
  "webhooks.remove": remove,
  "webhooks.report": report,
};
