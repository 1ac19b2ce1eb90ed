import { z } from "zod";
import { command } from "../../src/engine/operation/definition.ts";
import { defineCollection } from "../../src/model/collection.ts";
import { idSchema } from "../../src/model/id.ts";
import { boardTopic } from "../../src/model/topic.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import type { FakeRuntime } from "../../src/testing/fake-runtime.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";

/**
 * An app's workflow without anything in common with the default one: two approvals, other names,
 * tasks with data.
 */
export const workflow = defineWorkflow({
  name: "purchase",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    manager_ok: { kind: "waiting" },
    finance_ok: { kind: "working" },
    received: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    agree: { from: "asked", to: "manager_ok", decision: true },
    pay: { from: "manager_ok", to: "finance_ok", decision: true },
    deny: { from: ["asked", "manager_ok"], to: "denied", decision: true, reason: "required" },
    ask_again: { from: "denied", to: "asked" },
    receive: { from: "finance_ok", to: "received", trigger: "subtasks.done" },
    send_back: { from: "received", to: "finance_ok", trigger: "subtask.reopened" },
  },
  types: {
    purchase: {
      data: z.strictObject({ price: z.number().positive(), supplier: z.string().optional() }),
    },
    trip: { data: z.strictObject({ days: z.int().positive() }) },
  },
});

export const roles = defineRoles({
  workflow,
  permissions: ["task.nudge"],
  conditions: {
    within_limit: ({ task }) => task?.type === "purchase" && task.data.price < 100,
    trip: { is: ["task.type", "trip"] },
  },
  roles: {
    STAFF: {
      "task.read": ["involved"],
      "task.create": true,
      "task.ask_again": ["requester"],
      "task.nudge": ["requester"],
    },
    MANAGER: {
      "task.read": true,
      "task.agree": true,
      "task.deny": true,
      "task.pay": ["within_limit", "trip"],
    },
    FINANCE: { "task.read": true, "task.pay": true, "task.deny": true, "task.nudge": true },
    CLERK: {
      "task.read": ["involved"],
      "subtask.complete": ["assignee"],
      "subtask.reopen": ["assignee"],
    },
  },
});

export const templatesOf = (version: number) =>
  defineTemplates(
    { workflow, roles },
    {
      large: {
        version,
        type: "purchase",
        when: ({ data }) => data.price >= 1000,
        subtasks: {
          // Before its own predecessor on purpose: `after` counts, not the order in the source.
          order: {
            title: "Order",
            assignee: { role: "CLERK" },
            after: ["compare"],
            due: { days: 3, hours: 1 },
          },
          compare: { title: "Compare three offers", assignee: { role: "CLERK" } },
          insure: {
            title: "Insure it",
            assignee: { user: "broker" },
            when: ({ data }) => data.price >= 10_000,
          },
          thank: {
            title: "Thank the seller",
            assignee: "nobody",
            when: ({ data }) => data.supplier !== undefined,
          },
        },
      },
      small: {
        version,
        type: "purchase",
        subtasks: { buy: { title: "Buy it", assignee: "creator" } },
      },
    },
  );

/** The app's own noun, stored beside taskwire's and written by its own operation. */
export interface Nudge {
  id: string;
  version: number;
  taskId: string;
  by: string;
  words: string | null;
}

export const nudges = defineCollection<Nudge>()({
  name: "nudges",
  fields: { taskId: "text", by: "text", words: "text?" },
  indexes: { task: ["taskId"] },
  versions: "topic",
});

const nudge = command({
  name: "tasks.nudge",
  target: "task",
  permission: "task.nudge",
  summary: "Remind those whose turn it is.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
  input: z.strictObject({
    boardId: idSchema,
    taskId: idSchema,
    words: z.string().max(100).optional(),
  }),
  output: z.object({ id: z.string(), version: z.int(), words: z.string().nullable() }),
  run(context, { taskId, words }) {
    const { boardId, involved } = context.task();
    const one: Nudge = {
      id: context.newId(),
      version: 0,
      taskId,
      by: context.actor.userId,
      words: words ?? null,
    };
    context.emit({
      topic: boardTopic(boardId),
      type: "task.nudged",
      subject: one.id,
      audience: { before: [], after: involved },
      put: { nudge: [nudges, one] },
    });
    return one;
  },
});

/** A node of the app. */
export const purchaseNode = (storage: Storage, runtime: FakeRuntime, version = 1) =>
  createTaskwire({
    storage,
    runtime,
    workflow,
    roles,
    templates: templatesOf(version),
    operations: { "tasks.nudge": nudge },
    collections: [nudges],
    events: ["task.nudged"],
  });

/** A node with users, of whom three are clerks, and a board. */
export async function purchases(storage: Storage, runtime: FakeRuntime) {
  const node = purchaseNode(storage, runtime);
  await node.open();
  const people = {
    staff: "STAFF",
    manager: "MANAGER",
    finance: "FINANCE",
    clerk1: "CLERK",
    clerk2: "CLERK",
  } as const;
  const { id: boardId } = await node.system.boards.create({ name: "Purchases" });
  for (const [id, role] of Object.entries(people)) {
    await node.system.users.put({ id, name: id, role });
    await node.system.members.add({ boardId, userId: id });
  }
  const as = (userId: keyof typeof people | "broker") => node.as({ userId });
  /** Creates a purchase and has it approved and paid. */
  const paid = async (price: number, supplier?: string) => {
    const data = { price, ...(supplier && { supplier }) };
    const {
      task: { id: taskId },
    } = await as("staff").tasks.create({
      boardId,
      type: "purchase",
      title: "A thing",
      data,
    });
    await decide(as("manager"), "agree", { boardId, taskId });
    return decide(as("finance"), "pay", { boardId, taskId });
  };
  return { node, boardId, as, paid };
}
