import { expect, test } from "vitest";
import { simulateApproval } from "./simulation/approvals.ts";

/** Seeds that have found a mistake once. */
const found = [440, 481];

test("drawn approvals keep their promises", { timeout: 120_000 }, async () => {
  const problems: string[] = [];
  for (const seed of [...Array.from({ length: 60 }, (_, i) => i + 1), ...found])
    problems.push(...(await simulateApproval(seed)));
  expect(problems).toEqual([]);
});
