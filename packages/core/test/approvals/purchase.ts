import { z } from "zod";
import { command } from "../../src/engine/operation/definition.ts";
import { idSchema } from "../../src/model/id.ts";
import { changeTask } from "../../src/operations/tasks/change-task.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { inShort } from "../support/office.ts";
import { patientRuntime } from "../support/patient-runtime.ts";

/** The line manager, then legal and two of finance side by side, then every director if it is expensive. */
export const spend = {
  steps: {
    line: { by: { equals: ["task.data.managerId", "actor.userId"] } },
    check: {
      after: ["line"],
      groups: {
        legal: { by: { role: "LEGAL" } },
        finance: { by: { role: "FINANCE" }, required: 2 },
      },
      covers: ["data.amount", "data.supplier"],
    },
    board: {
      after: ["check"],
      when: { atLeast: ["task.data.amount", 100_000] },
      by: { role: "DIRECTOR" },
      required: "all",
    },
  },
} as const satisfies ApprovalDefinition;

/** A workflow of purchases with one approval. */
export const purchaseWith = (
  approval: ApprovalDefinition,
  selfApproval: "refuse" | "allow" = "refuse",
  version = 1,
) =>
  defineWorkflow({
    name: "purchase",
    version,
    initial: "asked",
    types: {
      purchase: {
        data: z.strictObject({ amount: z.number(), supplier: z.string(), managerId: z.string() }),
      },
    },
    states: {
      asked: { kind: "waiting", approval: "spend" },
      returned: { kind: "waiting" },
      ordered: { kind: "working" },
      received: { kind: "done" },
      denied: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: "for", reason: "optional" },
      reject: { from: "asked", to: "denied", decision: "against", reason: "required" },
      revise: { from: "asked", to: "returned", decision: "return", reason: "required" },
      force: { from: "asked", to: "ordered", decision: "override", reason: "required" },
      resubmit: { from: ["returned", "denied"], to: "asked" },
      receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
    },
    approvals: { spend: approval },
    selfApproval,
  });

const voter = {
  "task.read": true,
  "task.approve": true,
  "task.reject": true,
  "task.revise": true,
} as const;

export const rolesFor = (workflow: ReturnType<typeof purchaseWith>) =>
  defineRoles({
    workflow,
    roles: {
      STAFF: {
        "task.read": ["involved"],
        "task.create": true,
        "task.edit": ["requester"],
        "task.resubmit": ["requester"],
      },
      MANAGER: { ...voter, "task.create": true },
      LEGAL: voter,
      FINANCE: { ...voter, "task.create": true, "task.edit": ["requester"] },
      DIRECTOR: voter,
      CHIEF: {
        ...voter,
        "task.create": true,
        "task.addVoter": true,
        "delegation.setOthers": true,
        "vote.remove": true,
        "task.force": true,
        "task.edit": true,
      },
    },
  });

/** An operation of the host: it changes a purchase whatever its state is. */
const correct = command({
  name: "purchases.correct",
  target: "task",
  permission: "system",
  summary: "Correct the amount.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/correct" },
  input: z.strictObject({ boardId: idSchema, taskId: idSchema, amount: z.number() }),
  output: z.object({}),
  async run(context, { amount }) {
    const before = context.task();
    const task = { ...before, data: { ...(before.data as object), amount } };
    await changeTask(context, { before, task, events: [{ type: "task.edited" }] });
    return {};
  },
});

/** The people of the office with their roles. */
export const people = {
  ann: "STAFF",
  max: "MANAGER",
  lea: "LEGAL",
  leo: "LEGAL",
  fay: "FINANCE",
  fin: "FINANCE",
  flo: "FINANCE",
  dan: "DIRECTOR",
  dee: "DIRECTOR",
  cho: "CHIEF",
} as const;

export type Person = keyof typeof people;

interface AwayOptions {
  readonly afterMs?: number;
  readonly forMs?: number;
  readonly boardId?: string;
  readonly reason?: string;
}

/** An office with one purchase of 500 that Ann has requested. */
export async function startPurchase({
  approval = spend as ApprovalDefinition,
  storage = memoryStorage(),
  amount = 500,
  selfApproval = "refuse",
  requester = "ann",
  receipts,
}: {
  readonly approval?: ApprovalDefinition;
  readonly storage?: Storage;
  readonly amount?: number;
  readonly selfApproval?: "refuse" | "allow";
  readonly requester?: Person;
  readonly receipts?: { readonly app: string; readonly key?: string };
} = {}) {
  const workflow = purchaseWith(approval, selfApproval);
  const runtime = patientRuntime();
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    storage,
    runtime,
    workflow,
    roles: rolesFor(workflow),
    operations: { "purchases.correct": correct },
    ...(receipts && { receipts }),
    links: { url: "https://app.example/vote" },
    onError: (error) => errors.push(error),
  });
  await taskwire.open();
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Purchases" });
  for (const [id, role] of Object.entries(people)) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  // The jobs of the new members end before there is a task. On a slow machine, they would otherwise find what a test
  // changes, and tell people of it, before the job of this change does.
  const waiting = { index: "due", equals: { status: "waiting" }, limit: 1 };
  while ((await storage.list("jobs", waiting)).records.length > 0) {
    await runtime.advance(20);
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  const as = (userId: Person) => taskwire.as({ userId });
  const data = { amount, supplier: "Acme", managerId: "max" };
  const { task } = await as(requester).tasks.create({
    boardId,
    type: "purchase",
    title: "A printer",
    data,
  });
  const on = { boardId, taskId: task.id };
  /** A person is away from now on, or from a later time, for a week, and others vote for them. */
  const away = (
    principal: Person,
    to: readonly Person[],
    { afterMs = 0, forMs = 7 * 86_400_000, ...more }: AwayOptions = {},
  ) => {
    const from = runtime.now() + afterMs;
    return as(principal).delegations.set({
      to: [...to],
      from: new Date(from).toISOString(),
      until: new Date(from + forMs).toISOString(),
      ...more,
    });
  };
  /** Votes for somebody who is away. */
  const approveFor = (
    userId: Person,
    principal: Person,
    action: "approve" | "reject" = "approve",
  ) =>
    decide(as(userId), action, {
      ...on,
      for: principal,
      ...(action === "reject" && { reason: "Because" }),
    });
  const approve = (userId: Person, step?: string) =>
    decide(as(userId), "approve", { ...on, ...(step !== undefined && { step }) });
  /** Votes against the task as it is, or returns it. */
  const refuse = (userId: Person, action: "reject" | "revise" = "reject") =>
    decide(as(userId), action, { ...on, reason: "Because" });
  const edit = (change: Partial<typeof data>, userId: Person = requester) =>
    as(userId).tasks.edit({ ...on, data: { ...data, ...change } });
  const now = async () => (await system.tasks.get(on)).task;
  /** The steps with their states, e.g. `line passed, check open`. */
  const steps = async () => {
    const found = (await now()).approval?.steps ?? {};
    return Object.keys(approval.steps)
      .map((name) => {
        const { state, stalled } = found[name] ?? {};
        return `${name} ${state}${stalled ? ` ${stalled}` : ""}`;
      })
      .join(", ");
  };
  /** The types of the task's events, the oldest first. */
  const events = async () =>
    (await system.tasks.history({ ...on, limit: 100 })).events.map(({ type }) => type).reverse();
  const told = async (userId: Person) =>
    (await as(userId).inbox.list({ limit: 200 })).notifications
      .filter(({ type }) => type !== "member.added")
      .reverse()
      .map(inShort);
  return {
    taskwire,
    system,
    runtime,
    errors,
    boardId,
    on,
    as,
    approve,
    away,
    approveFor,
    refuse,
    edit,
    now,
    steps,
    events,
    told,
  };
}
