import { expect, test } from "vitest";
import { timestampInput } from "../src/model/id.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { decide } from "../src/testing/decide.ts";
import { boardOn, nodeOn, pendingTask } from "../src/testing/engine/nodes.ts";

test.each([
  ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"],
  ["2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.500Z"],
  ["2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.123Z"],
  ["2026-01-01T06:30:00+07:00", "2025-12-31T23:30:00.000Z"],
  ["2025-12-31T19:00:00-05:00", "2026-01-01T00:00:00.000Z"],
  ["1900-01-01T00:00:00Z", "1900-01-01T00:00:00.000Z"],
])("the time %s is kept as %s (A5)", (given, kept) => {
  expect(timestampInput.parse(given)).toBe(kept);
});

test.each([
  ["2569-12-31T00:00:00Z", "use the year 2026"],
  ["2443-01-01T00:00:00Z", "use the year 1900"],
  ["2201-01-01T00:00:00Z", "from 1900 to 2200"],
  ["2900-01-01T00:00:00Z", "from 1900 to 2200"],
  ["0026-01-01T00:00:00Z", "from 1900 to 2200"],
  ["9999-12-31T23:59:59Z", "from 1900 to 2200"],
  [`2026-01-01T00:00:00.${"1".repeat(60_000)}Z`, "too many digits"],
  ["2026-01-01T00:00:00", "with a Z or an offset"],
  ["2026-02-30T00:00:00Z", "with a Z or an offset"],
  ["2026-01-01", "with a Z or an offset"],
  ["tomorrow", "with a Z or an offset"],
])("the time %s is refused (A5)", (given, reason) => {
  const { error } = timestampInput.safeParse(given);
  expect(error?.issues.map(({ message }) => message).join()).toContain(reason);
});

test("times that an operation takes are stored and read in one form (A5)", async () => {
  const node = nodeOn(memoryStorage());
  await node.open();
  const boardId = await boardOn(node);
  const on = await pendingTask(node, boardId);
  const admin = node.as({ userId: "admin-1" });
  await decide(admin, "approve", on);
  const time = "2026-12-31T17:00:00+07:00";
  const kept = "2026-12-31T10:00:00.000Z";
  const { subtask } = await admin.subtasks.create({ ...on, title: "Wash", dueAt: time });
  const preference = await admin.preferences.set({ target: `board:${boardId}`, muteUntil: time });
  const { subtasks } = await admin.tasks.get(on);
  expect([subtask.dueAt, subtasks.at(-1)?.dueAt, preference.muteUntil]).toEqual([kept, kept, kept]);
  for (const far of ["2569-12-31T00:00:00Z", `2026-01-01T00:00:00.${"0".repeat(100)}Z`]) {
    const calls = [
      admin.subtasks.create({ ...on, title: "Wash", dueAt: far }),
      admin.preferences.set({ target: `board:${boardId}`, muteUntil: far }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "invalid" });
  }
  await node.close();
});
