import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { startPurchase } from "./purchase.ts";

const approval = {
  steps: { line: { by: { role: "FINANCE" }, required: 2, against: 2 } },
} as const;

test.each([
  ["during the erasure", false],
  ["after the erasure", true],
])(
  "a delegate's request ends with the principal's account (the job runs %s)",
  async (_, isLate) => {
    const inner = memoryStorage();
    let areJobsHeld = false;
    const storage = {
      ...inner,
      list: async (...[collection, query]: Parameters<typeof inner.list>) =>
        areJobsHeld && collection === "jobs" && query.each
          ? { records: [], next: null }
          : inner.list(collection, query),
    };
    const { taskwire, away, told, runtime } = await startPurchase({ approval, storage });
    const asked = async () =>
      (await told("leo")).filter((line) => /approval\.requested(?!.*\()/.test(line));
    await away("fay", ["leo"]);
    await runtime.advance(5_000);
    expect(await asked()).toHaveLength(1);
    areJobsHeld = isLate;
    await taskwire.users.erase("fay");
    areJobsHeld = false;
    await runtime.advance(30_000);
    expect(await asked()).toEqual([]);
  },
);
