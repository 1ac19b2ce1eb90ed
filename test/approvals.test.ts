import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTaskwire, defineRoles, defineWorkflow } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { describe, expect, onTestFinished, test } from "vitest";
import { decide } from "../packages/core/src/testing/decide.ts";
import { purchaseWith, rolesFor, startPurchase } from "../packages/core/test/approvals/purchase.ts";
import { patientRuntime } from "../packages/core/test/support/patient-runtime.ts";
import { delegationRows } from "./approvals/delegation-rows.ts";
import { linkRows } from "./approvals/link-rows.ts";
import { receiptRows } from "./approvals/receipt-rows.ts";
import { rows } from "./approvals/rows.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

describe.each(["memory", "SQLite", "PostgreSQL"])(
  "%s has the corner cases of approvals",
  (kind) => {
    test.each([...rows, ...delegationRows, ...receiptRows, ...linkRows])(
      "row $row: $what",
      { timeout: 60_000 },
      async ({ run, options }) => {
        const stack = new AsyncDisposableStack();
        onTestFinished(() => stack.disposeAsync());
        const storage = storagesIn(stack, await postgresUrl())[kind];
        await run(await startPurchase({ ...options, ...(storage && { storage }) }));
      },
    );
  },
);

const check = { steps: { check: { by: { role: "LEGAL" } } } } as const;

test("begins a round for tasks that wait in a state that had no approval", async () => {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-approvals-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "app.db");
  const definition = {
    name: "purchase",
    initial: "asked",
    types: purchaseWith(check).types,
    states: {
      asked: { kind: "waiting" },
      ordered: { kind: "working" },
      received: { kind: "done" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: true },
      receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
    },
  } as const;
  const plain = defineWorkflow(definition);
  const grants = { "task.read": true, "task.create": true, "task.approve": true } as const;
  const roles = defineRoles({ workflow: plain, roles: { LEGAL: grants } });
  const old = createTaskwire({
    storage: sqliteStorage(path),
    runtime: patientRuntime(),
    workflow: plain,
    roles,
  });
  await old.open();
  const { id: boardId } = await old.system.boards.create({ name: "Purchases" });
  for (const id of ["lea", "leo"]) {
    await old.system.users.put({ id, name: id, role: "LEGAL" });
    await old.system.members.add({ boardId, userId: id });
  }
  const data = { amount: 5, supplier: "Acme", managerId: "max" };
  const input = { boardId, type: "purchase", title: "A printer", data } as const;
  const { task: before } = await old.as({ userId: "lea" }).tasks.create(input);
  expect(before).not.toHaveProperty("approval");
  await old.close();
  const workflow = purchaseWith(check, "refuse", 2);
  const next = createTaskwire({
    storage: sqliteStorage(path),
    runtime: patientRuntime(),
    workflow,
    roles: rolesFor(workflow),
  });
  await next.open();
  onTestFinished(() => next.close());
  const on = { boardId, taskId: before.id };
  const { task } = await next.system.tasks.get(on);
  expect(task.approval).toMatchObject({
    version: 2,
    round: 1,
    steps: { check: { state: "open" } },
  });
  expect((await decide(next.as({ userId: "leo" }), "approve", on)).task.state).toBe("ordered");
});
