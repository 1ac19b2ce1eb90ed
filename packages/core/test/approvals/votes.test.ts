import { describe, expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { startPurchase } from "./purchase.ts";

describe("an approval in steps", () => {
  test("opens each step when the one before it has passed, and decides with the last vote", async () => {
    const { approve, steps, now, events } = await startPurchase();
    expect(await steps()).toBe("line open, check waiting, board waiting");
    await approve("max");
    expect(await steps()).toBe("line passed, check open, board waiting");
    await approve("fay");
    await approve("lea");
    expect((await now()).state).toBe("asked");
    const { task } = await approve("fin");
    expect(task).toMatchObject({ state: "ordered", decision: { action: "approve", by: "fin" } });
    expect(await steps()).toBe("line passed, check passed, board skipped");
    expect(await events()).toEqual([
      "task.created",
      "approval.opened",
      "approval.voted",
      "approval.passed",
      "approval.opened",
      "approval.voted",
      "approval.voted",
      "approval.voted",
      "approval.passed",
      "approval.skipped",
      "task.approve",
    ]);
  });

  test("asks everybody who can vote in a step, and resolves the requests that a vote makes pointless", async () => {
    const { approve, told } = await startPurchase();
    expect(await told("max")).toEqual(["approval.opened: approval.requested"]);
    expect(await told("fay")).toEqual([]);
    await approve("max");
    expect(await told("max")).toEqual(["approval.opened: approval.requested (voted)"]);
    for (const userId of ["lea", "leo", "fay", "fin", "flo"] as const)
      expect(await told(userId)).toEqual(["approval.opened: approval.requested"]);
    await approve("lea");
    await approve("fay");
    await approve("flo");
    expect(await told("fin")).toContain("approval.opened: approval.requested (decided by flo)");
  });

  test("counts a vote once if its commit has a conflict with another change", async () => {
    const storage = memoryStorage();
    let conflicts = 0;
    const commit: Storage["commit"] = async (what) =>
      conflicts-- > 0 ? { status: "conflict" } : storage.commit(what);
    const { approve, now, events } = await startPurchase({ storage: { ...storage, commit } });
    conflicts = 1;
    await approve("max");
    expect(conflicts).toBeLessThan(0);
    expect((await now()).approval?.votes).toHaveLength(1);
    expect((await events()).filter((type) => type === "approval.voted")).toHaveLength(1);
  });
});
