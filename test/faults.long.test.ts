import { expect, test } from "vitest";
import { faults } from "./faults/all.ts";
import { hunt, tableOf } from "./faults/hunt.ts";

test(`each of ${faults.length} things done wrong on purpose is noticed`, {
  timeout: 3_600_000,
}, async () => {
  const hunted = await hunt(faults, (one) => void process.stdout.write(`${tableOf([one])}\n`));
  expect(
    hunted
      .filter(({ isCaught }) => !isCaught)
      .map(({ fault, by }) => `${fault.number} ${fault.name}: ${by}`),
  ).toEqual([]);
});
