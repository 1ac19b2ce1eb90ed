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
  const { data } = await now();
  await as("ann").tasks.edit({ ...on, data: { ...(data as object), supplier: "Other" } });
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
