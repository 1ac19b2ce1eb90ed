import { createTaskwire, defineRoles, defineTemplates, type Observer } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { office, workflow } from "./workflow.ts";

/** Permissions of all roles for chat and comments. */
const conversationGrants = {
  "room.create": true,
  "room.direct": true,
  "message.post": true,
  "message.edit": ["author"],
  "message.delete": ["author"],
  "comment.post": true,
  "comment.edit": ["author"],
  "comment.delete": ["author"],
  "comment.resolve": true,
} as const;

/** Everybody asks for money, and looks after their own requests. */
const staff = {
  "task.create": true,
  "task.edit": ["requester"],
  "task.resubmit": ["requester"],
  "task.cancel": ["requester"],
  "subtask.complete": ["assignee"],
  "subtask.reopen": ["assignee"],
  ...conversationGrants,
} as const;

const voter = {
  ...staff,
  "task.read": true,
  "task.approve": true,
  "task.reject": true,
  "task.revise": true,
  "mention.group": true,
} as const;

/** The steps of the workflow say who votes when. A role only says who can vote at all. */
const roles = defineRoles({
  workflow,
  roles: {
    STAFF: { ...staff, "task.read": ["involved"] },
    MANAGER: voter,
    LEGAL: voter,
    FINANCE: voter,
    DIRECTOR: { ...voter, "task.extend": true },
    ADMIN: {
      ...staff,
      "task.read": true,
      "board.edit": true,
      "task.force": true,
      "task.addVoter": true,
      "task.extend": true,
      "vote.remove": true,
      "delegation.setOthers": true,
      "task.cancel": true,
      "subtask.create": true,
      "subtask.assign": true,
      "subtask.edit": true,
      "subtask.cancel": true,
      "room.edit": true,
      "message.delete": true,
      "comment.delete": true,
      "mention.group": true,
      "mention.here": true,
      "mention.everyone": true,
    },
  },
});

/** The subtasks that are created when a request is approved. */
const templates = defineTemplates(
  { workflow, roles },
  {
    expense: {
      version: 1,
      type: "expense",
      subtasks: {
        order: { title: "Order it · สั่งซื้อ", assignee: "creator", due: { days: 3 } },
        receive: {
          title: "Check what arrived · ตรวจรับของ",
          assignee: "creator",
          after: ["order"],
          due: { days: 14 },
        },
        pay: {
          title: "Pay the invoice · จ่ายเงิน",
          assignee: { role: "FINANCE" },
          after: ["receive"],
          due: { days: 30 },
        },
      },
    },
  },
);

/** The roles that an account can have. */
export const roleNames = Object.keys(roles.data.roles);

/** The id of this example's only board. */
export const boardId = "expenses";

export type Expenses = ReturnType<typeof createExpenses>;

/** Creates taskwire for this office, on a SQLite file. */
export function createExpenses(
  file: string,
  observers: readonly Observer[] = [],
  voteUrl?: string,
) {
  const links = voteUrl === undefined ? {} : { links: { url: voteUrl } };
  // `@finance` and `@การเงิน` mention all people of finance.
  const mentions = { groups: { finance: { role: "FINANCE", names: ["การเงิน"] } } } as const;
  const storage = sqliteStorage(file);
  const calendars = { office };
  const receipts = { app: "Expenses" };
  return createTaskwire({
    storage,
    observers,
    workflow,
    roles,
    templates,
    calendars,
    mentions,
    receipts,
    ...links,
  });
}
