import { expect, test } from "vitest";
import { simulateApproval } from "./simulation/approvals.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

// Each list ends with seeds that have found a mistake, or a planted fault.
test.each([
  { hasLinks: false, seeds: [...upTo(60), 440, 481] },
  { hasLinks: true, seeds: [...upTo(40), 274, 489, 1_100_312, 2_106_869, 2_404_123, 5_003_470] },
])("drawn approvals keep their promises (links: $hasLinks)", { timeout: 120_000 }, async (one) => {
  const problems: string[] = [];
  for (const seed of one.seeds) problems.push(...(await simulateApproval(seed, one)));
  expect(problems).toEqual([]);
});
