import { expect, test } from "vitest";
import { startPurchase } from "./purchase.ts";

test("the required votes of all stay the same for a round, also if the step opens again", async () => {
  const { approve, as, on, now, system, boardId } = await startPurchase({
    approval: {
      steps: {
        first: { by: { role: "DIRECTOR" }, required: "all", covers: ["data.supplier"] },
        second: { after: ["first"], by: { role: "LEGAL" } },
      },
    },
  });
  await approve("dan");
  await approve("dee");
  await system.users.put({ id: "dora", name: "dora", role: "DIRECTOR" });
  await system.members.add({ boardId, userId: "dora" });
  const data = { amount: 500, supplier: "Other", managerId: "max" };
  await as("ann").tasks.edit({ ...on, data });
  expect((await now()).approval?.steps.first).toMatchObject({
    state: "open",
    required: { first: 2 },
    seats: { first: ["dan", "dee"] },
  });
});

test("a group that needs the votes of all its people is unreachable if there are more than 50", async () => {
  const { system, boardId, as } = await startPurchase({
    approval: { steps: { line: { by: { role: "DIRECTOR" }, required: "all" } } },
  });
  const stalled = async () => {
    const data = { amount: 1, supplier: "Acme", managerId: "max" };
    const input = { boardId, type: "purchase", title: "A desk", data } as const;
    const { task } = await as("ann").tasks.create(input);
    return task.approval?.steps.line;
  };
  const more = Array.from({ length: 49 }, (_, i) => `director${i}`);
  for (const id of more) {
    await system.users.put({ id, name: id, role: "DIRECTOR" });
    await system.members.add({ boardId, userId: id });
  }
  expect(await stalled()).toMatchObject({ required: { line: 51 }, stalled: "unreachable" });
  await system.members.remove({ boardId, userId: "director0" });
  expect(await stalled()).toMatchObject({ required: { line: 50 }, stalled: null });
});

test("in a step that needs the votes of more than 50 people, each of them can still return or reject the task", async () => {
  const { system, boardId, as } = await startPurchase({
    approval: { steps: { line: { by: { role: "DIRECTOR" }, required: "all" } } },
  });
  for (let i = 0; i < 49; i++) {
    await system.users.put({ id: `director${i}`, name: `director${i}`, role: "DIRECTOR" });
    await system.members.add({ boardId, userId: `director${i}` });
  }
  const data = { amount: 1, supplier: "Acme", managerId: "max" };
  const { task } = await as("ann").tasks.create({
    boardId,
    type: "purchase",
    title: "A desk",
    data,
  });
  const on = { boardId, taskId: task.id };
  await expect(as("dan").tasks.approve({ ...on, version: 1 })).rejects.toMatchObject({
    code: "refused",
    details: { rule: "step", remedy: "none" },
    message: expect.stringContaining("more than 50 people can vote in it"),
  });
  // An added person is one more of those whose votes are too many.
  await as("cho").tasks.addVoter({ ...on, step: "line", userId: "lea" });
  await expect(as("lea").tasks.approve({ ...on, version: 1 })).rejects.toMatchObject({
    code: "refused",
    details: { rule: "step" },
  });
  await expect(
    as("leo").tasks.reject({ ...on, version: 1, reason: "Not mine" }),
  ).rejects.toMatchObject({ details: { rule: "step" } });
  const { task: returned } = await as("dan").tasks.revise({ ...on, version: 1, reason: "Why?" });
  expect(returned.state).toBe("returned");
  const { task: again } = await as("ann").tasks.resubmit(on);
  const { task: denied } = await as("dee").tasks.reject({
    ...on,
    version: again.version,
    reason: "No",
  });
  expect(denied.state).toBe("denied");
});
