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
