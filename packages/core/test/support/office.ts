import type { Notification } from "../../src/model/notification.ts";
import type { TaskwireOptions } from "../../src/options/options.ts";
import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      when: ({ title }) => title.startsWith("Sell"),
      subtasks: {
        verify: { title: "Verify", assignee: "creator" },
        register: { title: "Register", assignee: "creator" },
        wash: { title: "Wash", assignee: { user: "mali" } },
      },
    },
  },
);

type Options = Omit<TaskwireOptions<typeof approvalWorkflow, Record<never, never>>, "runtime">;

/**
 * A board with Dao and Nok (ADMIN), Lek and Mali (ADMIN_LIMITED). A task titled "Sell …" gets two
 * subtasks for its creator and one for Mali; other tasks get none. All inboxes are empty.
 */
export async function startOffice(options: Options = {}) {
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    templates,
    onError: (error) => errors.push(error),
    ...options,
    runtime,
  });
  await taskwire.open();
  const { users, boards, members } = taskwire.system;
  const roles = { dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED", mali: "ADMIN_LIMITED" };
  for (const [id, role] of Object.entries(roles))
    await users.put({ id, name: id, handle: id, role });
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const userId of Object.keys(roles)) await members.add({ boardId, userId });
  const as = (userId: string) => taskwire.as({ userId });
  const all = async (userId: string) => (await as(userId).inbox.list({ limit: 200 })).notifications;
  const old = new Set<string>();
  for (const userId of Object.keys(roles)) {
    const ids = (await all(userId)).map(({ id }) => id);
    for (const id of ids) old.add(id);
    await as(userId).inbox.done({ ids });
  }
  const rows = async (userId: string) =>
    (await all(userId)).filter(({ id }) => !old.has(id)).reverse();
  return {
    taskwire,
    runtime,
    errors,
    boardId,
    as,
    /** A user's notifications since the start, oldest first. */
    rows,
    /** The same in short: event, reasons and state. */
    told: async (userId: string) => (await rows(userId)).map(inShort),
    /** Number of unread notifications. */
    unread: async (userId: string) => (await as(userId).inbox.open()).unread,
    submit: async (userId: string, title = "A holiday") =>
      (await as(userId).tasks.create({ boardId, title })).task.id,
  };
}

export type Office = Awaited<ReturnType<typeof startOffice>>;

/** A notification in one line. */
export const inShort = ({ type, reasons, state, resolution, decidedBy }: Notification): string =>
  `${type}: ${reasons.join(", ")}${state === "open" ? "" : ` (${resolution ?? state}${decidedBy ? ` by ${decidedBy}` : ""})`}`;
