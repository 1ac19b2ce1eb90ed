import { expect, test } from "vitest";
import { startTimed } from "./timed.ts";

test("a person who asks whether they can vote for somebody unknown gets a verdict", async () => {
  const { taskwire, as, on } = await startTimed({
    approval: { steps: { line: { by: { role: "FINANCE" } } } },
  });
  const verdict = await as("fin").tasks.why({ ...on, action: "approve", for: "nobody" });
  expect(verdict).toMatchObject({ allowed: false, rule: "delegation" });
  await taskwire.close();
});
