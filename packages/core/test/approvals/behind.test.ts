import { expect, test } from "vitest";
import { startTimed } from "./timed.ts";

test("a server whose clock is behind finds a stall, and the time of the task does not go back", async () => {
  const { taskwire, node, clock, on, approve } = await startTimed({
    approval: { steps: { line: { by: { role: "FINANCE" }, required: 2 } } },
  });
  await approve("fay");
  const now = () => clock.runtime.now() - 3_600_000;
  const behind = await node({ ...clock.runtime, now });
  await taskwire.close();
  const { users, tasks } = behind.system;
  await users.put({ id: "fin", name: "fin", role: "FINANCE", disabled: true });
  const newest = async () => (await tasks.history({ ...on, limit: 2 })).events;
  while ((await newest())[0]?.type !== "approval.stalled") await clock.advance(100);
  const [stalled, voted] = await newest();
  expect(voted?.type).toBe("approval.voted");
  expect(stalled?.at).toBe(voted?.at);
  await behind.close();
});
