import { expect, test } from "vitest";
import { playWorlds } from "./world.ts";

test("P2: 200,000 tasks with 40 random acts each keep every promise of approvals", () => {
  const counts = playWorlds(200_000, 40, 1);
  expect(counts.approve).toBeGreaterThan(10_000);
  expect(counts.carried).toBeGreaterThan(1_000);
});
