import { expect, test } from "vitest";
import { faults } from "./faults/all.ts";
import { plantAll, tableOf } from "./faults/plant-all.ts";

test(`notices each of ${faults.length} planted faults`, {
  timeout: 3_600_000,
}, async () => {
  const results = await plantAll(faults, (one) => void process.stdout.write(`${tableOf([one])}\n`));
  expect(
    results
      .filter(({ isCaught }) => !isCaught)
      .map(({ fault, by }) => `${fault.number} ${fault.name}: ${by}`),
  ).toEqual([]);
});
