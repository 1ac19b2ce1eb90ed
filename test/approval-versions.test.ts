import { memoryStorage } from "@taskwire/core";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Storage } from "../packages/core/src/storage/storage.ts";
import { createTaskwire } from "../packages/core/src/taskwire.ts";
import { decide } from "../packages/core/src/testing/decide.ts";
import type { ApprovalDefinition } from "../packages/core/src/workflow/approval-definition.ts";
import { purchaseWith, rolesFor, startPurchase } from "../packages/core/test/approvals/purchase.ts";
import {
  lasting,
  office,
  startTimed,
  timedRoles,
  timedWith,
} from "../packages/core/test/approvals/timed.ts";
import { patientRuntime } from "../packages/core/test/support/patient-runtime.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

const one: ApprovalDefinition = { steps: { line: { by: { role: "FINANCE" }, required: 2 } } };
const other: ApprovalDefinition = { steps: { check: { by: { role: "LEGAL" } } } };

/** Opens the next release on the same storage. */
async function release(storage: Storage, approval: ApprovalDefinition, version: number) {
  const workflow = purchaseWith(approval, "refuse", version);
  const roles = rolesFor(workflow);
  const node = createTaskwire({ storage, runtime: patientRuntime(), workflow, roles });
  await node.open();
  return node;
}

describe.each(["memory", "SQLite", "PostgreSQL"])(
  "a release that changes an approval (%s)",
  (kind) => {
    const open = async () => {
      const stack = new AsyncDisposableStack();
      onTestFinished(() => stack.disposeAsync());
      return lasting(storagesIn(stack, await postgresUrl())[kind] ?? memoryStorage());
    };

    test("row 38: keeps the steps of open rounds, and gives new rounds the new ones", async () => {
      const storage = await open();
      const { approve, on } = await startPurchase({ approval: one, storage });
      await approve("fay");
      const next = await release(storage, other, 2);
      const as = (userId: string) => next.as({ userId });
      await expect(decide(as("lea"), "approve", on)).rejects.toMatchObject({
        details: { rule: "step" },
      });
      await decide(as("fin"), "revise", { ...on, reason: "Again" });
      const { receipt: returned } = await as("fin").receipts.get(on);
      const { task } = await as("ann").tasks.resubmit(on);
      expect(task.approval).toMatchObject({
        version: 2,
        round: 2,
        steps: { check: { state: "open" } },
      });
      expect((await decide(as("lea"), "approve", on)).task.state).toBe("ordered");
      // A receipt names the version that its round began with.
      const { receipt } = await as("fin").receipts.get(on);
      expect([returned.workflow.version, receipt.workflow.version]).toEqual([1, 2]);
      expect(returned.workflow.hash).not.toBe(receipt.workflow.hash);
    });

    test("row 39: is refused under the same version, with the number of tasks and the cure", async () => {
      const storage = await open();
      await startPurchase({ approval: one, storage });
      await expect(release(storage, other, 1)).rejects.toThrow(
        /1 tasks are in them.*higher `version`/,
      );
    });

    test("row 40: is refused if an open round needs a role that is gone", async () => {
      const storage = await open();
      const { on } = await startPurchase({ approval: one, storage });
      const openWith = (roles: ReturnType<typeof rolesWithout>) =>
        createTaskwire({ storage, runtime: patientRuntime(), workflow: next, roles }).open();
      const next = purchaseWith(other, "refuse", 2);
      const rolesWithout = () => {
        const { data, server } = rolesFor(next);
        const { FINANCE: _, ...roles } = data.roles;
        return { ...rolesFor(next), server, data: { ...data, roles } } as ReturnType<
          typeof rolesFor
        >;
      };
      await expect(openWith(rolesWithout())).rejects.toThrow(
        /1 task is in the approval "spend" of version 1, which needs the role "FINANCE". The app no longer/,
      );
      await openWith(rolesFor(next));
      const again = await release(storage, other, 2);
      await decide(again.as({ userId: "fay" }), "reject", { ...on, reason: "No" });
      // The round has ended, so nothing needs the role any more.
      await openWith(rolesWithout());
    });

    test("row 40: is refused if an open round needs a calendar or a deadline's action that is gone", async () => {
      const storage = await open();
      const deadline = { after: { workDays: 3 }, action: "lapse" } as const;
      const approval = {
        calendar: "office",
        steps: { line: { by: { role: "FINANCE" }, deadline } },
      } as const;
      await startTimed({ approval, storage });
      const openWith = (workflow: ReturnType<typeof timedWith>, calendars = {}) =>
        createTaskwire({
          storage,
          runtime: patientRuntime(),
          workflow,
          roles: timedRoles(workflow),
          calendars,
        }).open();
      const exact = { after: { hours: 24 }, action: "lapse" } as const;
      const without = timedWith({ steps: { line: { by: { role: "CHIEF" }, deadline: exact } } }, 2);
      await expect(openWith(without)).rejects.toThrow(/1 task is .* needs the calendar "office"/);
      await openWith(without, { office });
      await expect(openWith(timedWith(one, 3), { office })).rejects.toThrow(
        /1 task is .* version 1, which needs the action "lapse" with `trigger: "deadline"`/,
      );
    });

    test("row 41: a server of the old release refuses votes on rounds that it doesn't know", async () => {
      const storage = await open();
      const old = await startPurchase({ approval: one, storage });
      const next = await release(storage, other, 2);
      await decide(next.as({ userId: "fay" }), "reject", { ...old.on, reason: "No" });
      await next.as({ userId: "ann" }).tasks.resubmit(old.on);
      await expect(old.approve("lea")).rejects.toMatchObject({ code: "unavailable" });
      expect((await old.now()).approval?.version).toBe(2);
    });
  },
);
