import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { command, defineCollection, idSchema } from "@taskwire/core/operations";
import { z } from "zod";
import { callAs } from "../../packages/core/test/support/call-as.ts";
import { diceOf } from "../simulation/dice.ts";
import { idIn, KnownIds, nextCall } from "../storages/commands.ts";

interface Invoice {
  id: string;
  version: number;
  boardId: string;
  cents: number;
  paid: boolean;
  lines: unknown;
  note: string | null;
}

/**
 * An app's own collection, with a field of each type that a database column alone does not tell
 * apart.
 */
export const invoices = defineCollection<Invoice>()({
  name: "invoices",
  fields: { boardId: "text", cents: "integer", paid: "boolean", lines: "json", note: "text?" },
  indexes: { board: ["boardId", "paid"] },
  versions: "topic",
});

const put = command({
  name: "invoices.put",
  target: "board",
  permission: "board.edit",
  summary: "Write an invoice.",
  route: { method: "POST", path: "/boards/:boardId/invoices" },
  input: z.strictObject({
    boardId: idSchema,
    id: idSchema,
    cents: z.int(),
    paid: z.boolean(),
    drop: z.boolean().optional(),
  }),
  output: z.null(),
  async run(context, { boardId, id, cents, paid, drop }) {
    const [before] = await context.get(invoices, [id]);
    // Includes a field that the collection does not declare, as an app's objects may.
    const invoice = {
      id,
      version: 0,
      boardId,
      cents,
      paid,
      lines: [{ cents }],
      note: null,
      shown: `${cents / 100} ฿`,
    };
    if (drop && !before) return null;
    const change = drop
      ? { drop: { bill: [invoices, invoice] as const } }
      : { put: { bill: [invoices, invoice] as const } };
    context.emit({
      topic: `board:${boardId}`,
      type: drop ? "bill.dropped" : "bill.written",
      subject: id,
      audience: null,
      ...change,
    });
    return null;
  },
});

// One approval creates several subtasks. Their events have the task as subject, and only the first
// carries it.
const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        check: { title: "Check", assignee: "creator" },
        register: { title: "Register", assignee: { role: "ADMIN_LIMITED" }, after: ["check"] },
      },
    },
  },
);

/** taskwire as used by an app with its own records. */
export const hostOn = (storage: Storage) =>
  createTaskwire({
    storage,
    templates,
    collections: [invoices],
    operations: { "invoices.put": put },
    events: ["bill.written", "bill.dropped"],
  });

/**
 * Runs some hundred random commands that create people, boards, tasks, messages, comments and
 * invoices.
 */
export async function fillRandomly(
  taskwire: ReturnType<typeof hostOn>,
  { seed, steps }: { seed: number; steps: number },
): Promise<void> {
  const dice = diceOf(seed);
  const known = new KnownIds();
  const call = async (userId: string, operation: string, input: unknown, key?: string) => {
    try {
      return await callAs(taskwire, userId, operation, input, key);
    } catch {
      // Refused, like many random commands.
      return undefined;
    }
  };
  for (const [who, role] of Object.entries({
    dao: "ADMIN",
    nok: "ADMIN",
    kit: "ADMIN_LIMITED",
    lek: "ADMIN_LIMITED",
  }))
    await call("system", "users.put", { id: idIn("w", who), name: who, role });
  for (const board of ["w-sales", "w-other"]) {
    await call("system", "boards.create", { id: board, name: board });
    for (const who of ["dao", "nok", "kit"])
      await call("system", "members.add", { boardId: board, userId: idIn("w", who) });
  }
  for (let step = 0; step < steps; step++) {
    const next = nextCall(dice, "w", known, step);
    const answer = await call(next.userId, next.operation, next.input, next.key);
    if (answer !== undefined) known.learn(next, answer);
    if (step % 5 !== 0) continue;
    const invoice = {
      boardId: "w-sales",
      id: `i${dice.between(1, 9)}`,
      cents: step,
      paid: dice.chance(0.5),
    };
    await call(idIn("w", "dao"), "invoices.put", {
      ...invoice,
      ...(dice.chance(0.2) && { drop: true }),
    });
  }
  // Makes sure that there is a removed member.
  for (const operation of ["members.add", "members.remove"])
    await call(idIn("w", "dao"), operation, { boardId: "w-other", userId: idIn("w", "lek") });
}
