import {
  approvalWorkflowFor,
  createTaskwire,
  defineRoles,
  defineTemplates,
  TaskwireError,
} from "@taskwire/core";
import type { Storage, Transport } from "@taskwire/core/adapter";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { z } from "zod";

/** What a vehicle dealer's staff ask approval for, and what has to be known about it. */
const workflow = approvalWorkflowFor({
  vehicle_sale: {
    data: z.strictObject({
      customer: z.string().min(1).max(90),
      vehicle: z.string().min(1).max(90),
      /** The customer gives an old car in payment. */
      tradeIn: z.boolean(),
    }),
  },
});

/** What everybody may do where people talk. There is one room, so nobody makes others. */
const conversation = {
  "message.post": true,
  "message.edit": ["author"],
  "message.delete": ["author"],
  "comment.post": true,
  "comment.edit": ["author"],
  "comment.delete": ["author"],
  "comment.resolve": true,
} as const;

/** As `approvalRoles`, but nobody makes boards or changes members: there is one board, and the accounts say who is on it as what. */
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
      "task.complete": true,
      "subtask.create": true,
      "subtask.assign": true,
      "subtask.complete": true,
      "subtask.reopen": true,
      ...conversation,
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
      "task.complete": ["requester"],
      "subtask.complete": ["assignee"],
      "subtask.reopen": ["assignee"],
      ...conversation,
    },
  },
});

/** What there is to do once a sale is approved. */
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

/** The roles that the accounts may have. */
export const roleNames = Object.keys(roles.data.roles);

/** The one board of this example; everybody is a member. */
export const boardId = "vehicle-sales";

/** The one room to talk in; everybody is in it. */
export const roomId = "showroom";

/** Makes the board and its room on a first start. */
export async function ensureBoard(taskwire: Dealer): Promise<void> {
  const create = taskwire.system.boards.create({ id: boardId, name: "Vehicle sales · ขายรถยนต์" });
  await create.catch(ignoreRefusal("id"));
  const open = taskwire.system.rooms.create({ boardId, id: roomId, name: "Showroom · โชว์รูม" });
  await open.catch(ignoreRefusal("id"));
}

/** Makes somebody a member who may be one already, with their own role: one that only the board gave would outlive it. */
export async function ensureMember(taskwire: Dealer, userId: string): Promise<void> {
  await taskwire.system.members.add({ boardId, userId }).catch(ignoreRefusal("member"));
  await taskwire.system.members.change({ boardId, userId, role: null });
  await taskwire.system.roomMembers.add({ boardId, roomId, userId }).catch(ignoreRefusal("member"));
}

/** What is there already is as good as made: a refusal names the rule, so this one can be told from others. */
const ignoreRefusal = (rule: string) => (error: unknown) => {
  if (!(error instanceof TaskwireError && error.code === "refused" && error.details?.rule === rule))
    throw error;
};

export type Dealer = ReturnType<typeof createDealer>;

/** taskwire as this dealer uses it: on a file of its own, or on what several servers share. */
export function createDealer(
  place: string | { readonly storage: Storage; readonly transport: Transport },
) {
  const parts = typeof place === "string" ? { storage: sqliteStorage(place) } : place;
  // `@approvers` and `@ผู้อนุมัติ` call everybody who decides.
  const mentions = { groups: { approvers: { role: "ADMIN", names: ["ผู้อนุมัติ"] } } };
  return createTaskwire({ ...parts, workflow, roles, templates, mentions });
}
