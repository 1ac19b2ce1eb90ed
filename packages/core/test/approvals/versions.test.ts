import { describe, expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { purchaseWith, rolesFor, startPurchase } from "./purchase.ts";

const one: ApprovalDefinition = { steps: { line: { by: { role: "FINANCE" }, required: 2 } } };
const other: ApprovalDefinition = { steps: { check: { by: { role: "LEGAL" } } } };

/** A storage that stays open when a node closes, as a database does. */
const lasting = () => ({ ...memoryStorage(), close: async () => {} });

/** Opens the next release on the same storage. */
async function release(
  storage: ReturnType<typeof lasting>,
  approval: ApprovalDefinition,
  version: number,
) {
  const workflow = purchaseWith(approval, "refuse", version);
  const roles = rolesFor(workflow);
  const node = createTaskwire({ storage, runtime: fakeRuntime(), workflow, roles });
  await node.open();
  return node;
}

describe("a release that changes an approval (rows 38, 39, 41)", () => {
  test("keeps the steps of open rounds, and gives new rounds the new ones", async () => {
    const storage = lasting();
    const { approve, on } = await startPurchase({ approval: one, storage });
    await approve("fay");
    const next = await release(storage, other, 2);
    const as = (userId: string) => next.as({ userId });
    await expect(decide(as("lea"), "approve", on)).rejects.toMatchObject({
      details: { rule: "step" },
    });
    await decide(as("fin"), "revise", { ...on, reason: "Again" });
    const { task } = await as("ann").tasks.resubmit(on);
    expect(task.approval).toMatchObject({
      version: 2,
      round: 2,
      steps: { check: { state: "open" } },
    });
    expect((await decide(as("lea"), "approve", on)).task.state).toBe("ordered");
  });

  test("is refused under the same version, with the number of tasks and the cure", async () => {
    const storage = lasting();
    await startPurchase({ approval: one, storage });
    await expect(release(storage, other, 1)).rejects.toThrow(
      /1 tasks are in them.*higher `version`/,
    );
  });

  test("a server of the old release refuses votes on rounds that it doesn't know", async () => {
    const storage = lasting();
    const old = await startPurchase({ approval: one, storage });
    const next = await release(storage, other, 2);
    await decide(next.as({ userId: "fay" }), "reject", { ...old.on, reason: "No" });
    await next.as({ userId: "ann" }).tasks.resubmit(old.on);
    await expect(old.approve("lea")).rejects.toMatchObject({ code: "unavailable" });
    expect((await old.now()).approval?.version).toBe(2);
  });
});
