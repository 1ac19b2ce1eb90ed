import {
  approvalWorkflowFor,
  createTaskwire,
  defineRoles,
  defineTemplates,
  type Observer,
} from "@taskwire/core";
import type { Storage, Transport } from "@taskwire/core/adapter";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { z } from "zod";

/**
 * Staff of a vehicle dealer ask for the approval of a sale. `data` declares the fields of a sale.
 */
const workflow = approvalWorkflowFor({
  vehicle_sale: {
    data: z.strictObject({
      customer: z.string().min(1).max(90),
      vehicle: z.string().min(1).max(90),
      /** The customer gives an old car as part of the payment. */
      tradeIn: z.boolean(),
    }),
  },
});

/** Permissions of both roles for chat and comments. */
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

/**
 * The roles of `approvalRoles`, except that nobody can create boards or change members. There is
 * one board, and its members and their roles come from the accounts.
 */
const roles = defineRoles({
  workflow,
  roles: {
    ADMIN: {
      "board.edit": true,
      "task.read": true,
      "task.create": true,
      "task.edit": ["requester"],
      "task.approve": true,
      "task.reject": true,
      "task.resubmit": ["requester"],
      "task.cancel": true,
      "task.restore": true,
      "task.complete": true,
      "task.reopen": true,
      "subtask.create": true,
      "subtask.assign": true,
      "subtask.complete": true,
      "subtask.reopen": true,
      "subtask.edit": true,
      "subtask.cancel": true,
      "subtask.restore": true,
      ...conversationGrants,
      "room.edit": true,
      "message.delete": true,
      "comment.delete": true,
      "mention.group": true,
      "mention.here": true,
      "mention.everyone": true,
    },
    ADMIN_LIMITED: {
      "task.read": ["involved"],
      "task.create": true,
      "task.edit": ["requester"],
      "task.resubmit": ["requester"],
      "task.cancel": ["requester"],
      "task.restore": ["requester"],
      "task.complete": ["requester"],
      "task.reopen": ["requester"],
      "subtask.complete": ["assignee"],
      "subtask.reopen": ["assignee"],
      ...conversationGrants,
    },
  },
});

/** The subtasks that are created when a sale is approved. */
const templates = defineTemplates(
  { workflow, roles },
  {
    vehicle_sale: {
      version: 1,
      type: "vehicle_sale",
      subtasks: {
        verify: {
          title: "Verify customer data · ตรวจสอบข้อมูลลูกค้า",
          assignee: "creator",
          due: { days: 1 },
        },
        register: {
          title: "Register the vehicle · ลงทะเบียนรถยนต์",
          assignee: "creator",
          due: { days: 3 },
        },
        inspect: {
          title: "Inspect the trade-in · ตรวจสภาพรถที่นำมาแลก",
          assignee: { role: "ADMIN_LIMITED" },
          when: ({ data }) => data.tradeIn,
        },
        handOver: {
          title: "Hand over the keys · ส่งมอบกุญแจรถ",
          assignee: "creator",
          after: ["verify", "register", "inspect"],
          due: { days: 7 },
        },
      },
    },
  },
);

export type Role = NonNullable<typeof roles.names>;

/** The roles that an account can have. */
export const roleNames = Object.keys(roles.data.roles) as Role[];

/** The id of this example's only board. Everybody is a member. */
export const boardId = "vehicle-sales";

/** The id of this example's only chat room. Everybody is in it. */
export const roomId = "showroom";

export type Dealer = ReturnType<typeof createDealer>;

/**
 * Creates taskwire for this dealer. Pass the path of a SQLite file, or the storage and transport
 * that several servers share. The observers get what it does, for metrics and logs.
 */
export function createDealer(
  database: string | { readonly storage: Storage; readonly transport: Transport },
  observers: readonly Observer[] = [],
  voteUrl?: string,
) {
  const links = voteUrl === undefined ? {} : { links: { url: voteUrl } };
  const parts = typeof database === "string" ? { storage: sqliteStorage(database) } : database;
  // `@approvers` and `@ผู้อนุมัติ` mention all approvers.
  const mentions = { groups: { approvers: { role: "ADMIN", names: ["ผู้อนุมัติ"] } } } as const;
  // Each decision has a receipt, with which the page says whether the request has changed since.
  const receipts = { app: "Dealer" };
  const app = { observers, workflow, roles, templates, mentions, receipts };
  return createTaskwire({ ...parts, ...app, ...links });
}
