import { expect, test } from "vitest";
import { startPurchase } from "./purchase.ts";

test("a delegation that is set again is the same one, and one for others is a new one", async () => {
  const { as, away } = await startPurchase();
  const first = await away("fay", ["fin", "leo"], { reason: "Holidays" });
  expect(await away("fay", ["fin", "leo"], { reason: "Holidays" })).toEqual(first);
  const other = await away("fay", ["fin"], { reason: "Holidays" });
  const { delegations } = await as("fay").delegations.list({});
  expect(delegations).toEqual([first.delegation, other.delegation]);
});
