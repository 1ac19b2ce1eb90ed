import { expect, test } from "vitest";
import { startPurchase } from "./approvals/purchase.ts";

test("wrong data of an edited task is refused with the path of each problem", async () => {
  const { as, on, now } = await startPurchase({});
  const before = await now();
  const data = { amount: "5", supplier: "Acme", managerId: "max", amuont: 5 } as never;
  await expect(as("ann").tasks.edit({ ...on, data })).rejects.toMatchObject({
    code: "invalid",
    details: {
      problems: [
        { path: "data.amount", message: expect.stringContaining("expected number") },
        { path: "data.amuont", message: "There is no such field; leave it out" },
      ],
    },
  });
  expect(await now()).toEqual(before);
});
