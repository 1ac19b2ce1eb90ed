import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { idSchema } from "../../model/id.ts";
import {
  maxUnread,
  type Notification,
  notificationSchema,
  notificationStates,
  notifications,
} from "../../model/notification.ts";
import { text } from "../../model/text.ts";
import { userTopic } from "../../model/topic.ts";
import { mayReadNotification, refsToRead } from "../../notifications/visibility.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema } from "../input.ts";
import { changeNotifications, mostRows, openNotifications, ownNotifications } from "./changes.ts";

const idsSchema = z.array(text(200)).min(1).max(mostRows);
const changed = z.object({
  changed: z.int(),
  more: z.boolean().meta({ description: "There are more than one call changes: call again." }),
});

/** Rows as their person may see them today: what is out of their sight by now keeps no word of it. */
async function shown(
  context: OperationContext,
  rows: readonly Notification[],
): Promise<Notification[]> {
  const lookup = await builtIn(context).readUnguarded(refsToRead(rows));
  return rows.map((row) =>
    mayReadNotification(row, lookup, context.definitions.roles) ? row : { ...row, excerpt: null },
  );
}

async function page(
  context: OperationContext,
  {
    state,
    limit,
    after,
  }: { state?: Notification["state"] | undefined; limit: number; after?: string | undefined },
) {
  const { userId } = context.actor;
  const from = decodeAfter(after);
  const index = state
    ? { index: "state", equals: { userId, state } }
    : { index: "inbox", equals: { userId } };
  const found = await context.list(notifications, {
    ...index,
    limit,
    order: "desc",
    ...(from && { after: from }),
  });
  return { notifications: await shown(context, found.records), next: encodeNext(found.next) };
}

const listed = z.object({
  notifications: z.array(notificationSchema),
  next: z.string().nullable(),
});

const open = query({
  name: "inbox.open",
  target: "app",
  permission: "anyone",
  summary:
    "One's own inbox: the newest 50 rows and how many are unread; with the cursor to follow it from.",
  route: { method: "GET", path: "/inbox" },
  input: z.strictObject({}),
  output: listed.extend({
    unread: z.int().meta({ description: `Counted up to ${maxUnread}.` }),
    at: z.int().meta({
      description:
        "The number of one's own topic that `unread` belongs to; keep the one with the highest.",
    }),
    cursor: z.string().meta({ description: "For `subscribe` on `user:<userId>`." }),
  }),
  async run(context) {
    const { userId } = context.actor;
    // The position first: an event between the reads is then delivered again, and changes nothing.
    const at = await context.head(userTopic(userId));
    const cursor = await context.cursor(userTopic(userId));
    const equals = { userId, state: "open" };
    const unread = await context.list(notifications, { index: "state", equals, limit: maxUnread });
    return { ...(await page(context, { limit: 50 })), unread: unread.records.length, at, cursor };
  },
});

const list = query({
  name: "inbox.list",
  target: "app",
  permission: "anyone",
  summary: "Rows of one's own inbox, newest first, by page; of one state if it is named.",
  route: { method: "GET", path: "/inbox/notifications" },
  input: z.strictObject({
    state: z.enum(notificationStates).optional(),
    limit: limitSchema,
    after: afterSchema,
  }),
  output: listed,
  run: page,
});

const read = command({
  name: "inbox.read",
  target: "app",
  permission: "anyone",
  summary:
    "Say that rows were read: those with these ids; or all unread ones, up to a row, of a room, or about a task, where such is named. At most 250 a call.",
  route: { method: "POST", path: "/inbox/read" },
  input: z.strictObject({
    ids: idsSchema.optional(),
    upTo: z.string().max(200).optional(),
    roomId: idSchema.optional(),
    taskId: idSchema.optional(),
  }),
  output: changed,
  async run(context, { ids, ...which }) {
    const meant = ids ?? (await openNotifications(context, which)).map(({ id }) => id);
    const rows = (await ownNotifications(context, meant.slice(0, mostRows))).filter(
      ({ state }) => state === "open",
    );
    const count = changeNotifications(context, rows, "read");
    return { changed: count, more: meant.length > mostRows || count < rows.length };
  },
});

const done = command({
  name: "inbox.done",
  target: "app",
  permission: "anyone",
  summary: "Put rows away. What is settled already stays as it is.",
  route: { method: "POST", path: "/inbox/done" },
  input: z.strictObject({ ids: idsSchema }),
  output: changed,
  async run(context, { ids }) {
    const rows = (await ownNotifications(context, ids)).filter(
      ({ state }) => state === "open" || state === "read",
    );
    const count = changeNotifications(context, rows, "done");
    return { changed: count, more: count < rows.length };
  },
});

/** One's own inbox. */
export const inboxOperations = {
  "inbox.open": open,
  "inbox.list": list,
  "inbox.read": read,
  "inbox.done": done,
};
