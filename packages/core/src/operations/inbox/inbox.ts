import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { idSchema } from "../../model/id.ts";
import {
  maxNotificationId,
  maxUnread,
  type Notification,
  notificationSchema,
  notificationStates,
  notifications,
  unreadQuery,
} from "../../model/notification.ts";
import { text } from "../../model/text.ts";
import { userTopic } from "../../model/topic.ts";
import { entryPage, nextSchema, pageInput } from "../page.ts";
import {
  changeNotifications,
  maxChanges,
  moreSchema,
  unreadNotifications,
} from "./change-notifications.ts";
import { readableNotifications } from "./readable-notifications.ts";

const idsSchema = z.array(text(maxNotificationId)).min(1).max(maxChanges);
const changeResult = z.object({
  changed: z.int(),
  more: moreSchema,
});

const inboxPage = z.object({ notifications: z.array(notificationSchema), next: nextSchema });

async function inboxPageOf(
  context: OperationContext,
  {
    state,
    limit,
    after,
  }: { state?: Notification["state"] | undefined; limit: number; after?: string | undefined },
) {
  const { userId } = context.actor;
  const scan = state
    ? { index: "state", equals: { userId, state } }
    : { index: "inbox", equals: { userId } };
  const query = { ...scan, limit, order: "desc" as const, after };
  const page = await entryPage(context, notifications, query, (records) =>
    readableNotifications(context, records),
  );
  return { notifications: page.records, next: page.next };
}

const open = query({
  name: "inbox.open",
  target: "app",
  permission: "anyone",
  summary:
    "Get the caller's inbox: the newest 50 notifications, the number of unread ones, and the cursor from which to follow the inbox.",
  route: { method: "GET", path: "/inbox" },
  input: z.strictObject({}),
  output: inboxPage.extend({
    unread: z
      .int()
      .meta({ description: `The number of unread notifications, counted up to ${maxUnread}.` }),
    at: z.int().meta({
      description:
        "The number of the caller's own topic at which `unread` was counted. Of several counts, use the one with the highest number.",
    }),
    cursor: z.string().meta({ description: "For `subscribe` on `user:<userId>`." }),
  }),
  async run(context) {
    const { userId } = context.actor;
    // The cursor and the count are read first. So an event that is committed between the reads is
    // delivered again, and not missed.
    const at = await context.head(userTopic(userId));
    const cursor = await context.cursor(userTopic(userId));
    const counting = { ...unreadQuery(userId), limit: maxUnread, scan: maxUnread };
    const unread = await builtIn(context).count(notifications, counting);
    const page = await inboxPageOf(context, { limit: 50 });
    return { ...page, unread, at, cursor };
  },
});

const list = query({
  name: "inbox.list",
  target: "app",
  permission: "anyone",
  summary:
    "List the caller's notifications, newest first. With `state`, list only those in that state.",
  route: { method: "GET", path: "/inbox/notifications" },
  input: z.strictObject({ state: z.enum(notificationStates).optional(), ...pageInput }),
  output: inboxPage,
  run: inboxPageOf,
});

const read = command({
  name: "inbox.read",
  target: "app",
  permission: "anyone",
  summary: `Mark notifications as read: those in \`ids\`, or all unread ones. \`upTo\`, \`roomId\` and \`taskId\` limit which unread ones. A call changes at most ${maxChanges} notifications.`,
  route: { method: "POST", path: "/inbox/read" },
  input: z.strictObject({
    ids: idsSchema.optional(),
    upTo: z.int().optional().meta({ description: "The `number` of the last notification." }),
    roomId: idSchema.optional(),
    taskId: idSchema.optional(),
  }),
  output: changeResult,
  async run(context, { ids, ...filter }) {
    const wanted = ids ?? (await unreadNotifications(context, filter)).map(({ id }) => id);
    return changeNotifications(context, wanted, "read");
  },
});

const done = command({
  name: "inbox.done",
  target: "app",
  permission: "anyone",
  summary: "Mark notifications as done. Resolved notifications stay as they are.",
  route: { method: "POST", path: "/inbox/done" },
  input: z.strictObject({ ids: idsSchema }),
  output: changeResult,
  run: (context, { ids }) => changeNotifications(context, ids, "done"),
});

/** Operations on the caller's inbox. */
export const inboxOperations = {
  "inbox.open": open,
  "inbox.list": list,
  "inbox.read": read,
  "inbox.done": done,
};
