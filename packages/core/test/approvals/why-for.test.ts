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

test.each(["edit", "cancel", "addVoter", "extend", "comment.post"])(
  "nobody can ask about the action %s for another person, because no command takes one",
  async (action) => {
    const { taskwire, as, on } = await startTimed({
      approval: { steps: { line: { by: { role: "FINANCE" } } } },
    });
    const asked = as("fin").tasks.why({ ...on, action: action as never, for: "cho" });
    await expect(asked).rejects.toMatchObject({ code: "invalid", message: /Leave out `for`/ });
    await taskwire.close();
  },
);
