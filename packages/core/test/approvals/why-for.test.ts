import { expect, test } from "vitest";
import { startPurchase } from "./purchase.ts";
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

test.each(["disabled", "gone"])(
  "a vote for a person who is %s names the same rule in the command and in `why`",
  async (fate) => {
    const { system, boardId, as, on, approve, away, approveFor } = await startPurchase();
    await approve("max");
    await away("fin", ["dan", "ann"]);
    if (fate === "gone") await system.members.remove({ boardId, userId: "fin" });
    else await system.users.put({ id: "fin", name: "fin", role: "FINANCE", disabled: true });
    const problem = { rule: "delegation", remedy: "none" };
    // Dan fits no open step, Fay does, and Ann is the requester.
    for (const one of ["dan", "fay", "ann"] as const) {
      await expect(approveFor(one, "fin")).rejects.toMatchObject({
        code: "refused",
        details: problem,
      });
      const why = await as(one).tasks.why({ ...on, action: "approve", for: "fin" });
      expect(why).toMatchObject({ allowed: false, ...problem });
    }
  },
);

test("a delegate who names nobody learns for whom they can vote, from the command and from `why`", async () => {
  const { as, on, approve, away, approveFor } = await startPurchase();
  await approve("max");
  await away("fin", ["max", "ann"]);
  const cure = 'You can vote for fin: give `for: "fin"`.';
  await expect(approve("max")).rejects.toMatchObject({
    code: "refused",
    message: `The step "line" is passed, so it takes no votes. ${cure}`,
    details: { rule: "step", for: ["fin"] },
  });
  const why = await as("max").tasks.why({ ...on, action: "approve" });
  expect(why).toMatchObject({
    allowed: false,
    for: ["fin"],
    message: expect.stringContaining(cure),
  });
  await approveFor("max", "fin");
  const after = await as("max").tasks.why({ ...on, action: "approve" });
  expect(after).not.toHaveProperty("for");
});

test("requesters can't vote for anybody, so they learn of nobody, and read that it is their own request", async () => {
  const { as, on, approve, away } = await startPurchase();
  await approve("max");
  await away("fin", ["ann"]);
  const message = "It is your own request: somebody else decides.";
  expect(await as("ann").tasks.why({ ...on, action: "approve" })).toMatchObject({
    rule: "permission",
    message,
  });
  await expect(approve("ann")).rejects.toMatchObject({ code: "forbidden", message });
  const forFin = await as("ann").tasks.why({ ...on, action: "approve", for: "fin" });
  expect(forFin).toMatchObject({ allowed: false, rule: "own_task", message });
});

test("a delegate of the requester reads whose request it is, and a requester who is the delegate that it is theirs", async () => {
  const { as, on, approve, away, approveFor } = await startPurchase();
  await approve("max");
  await away("ann", ["fin"]);
  const message = "It is the request of ann: somebody else decides.";
  const forAnn = await as("fin").tasks.why({ ...on, action: "approve", for: "ann" });
  expect(forAnn).toMatchObject({ allowed: false, message });
  const told = forAnn.rules.filter(({ rule }) => rule === "own_task");
  expect(told).toMatchObject([{ passed: false, message }]);
  await expect(approveFor("fin", "ann")).rejects.toMatchObject({ message });
  await away("fin", ["ann"]);
  await expect(approveFor("ann", "fin")).rejects.toMatchObject({
    message: "It is your own request: somebody else decides.",
  });
});

test("no rule is listed twice, also of a vote for somebody else and of an override", async () => {
  const { as, on, approve, away } = await startPurchase();
  await away("fin", ["max"]);
  const asked = async (userId: "ann" | "max" | "cho", action: "approve" | "force", seat?: string) =>
    (await as(userId).tasks.why({ ...on, action, ...(seat && { for: seat }) })).rules.map(
      ({ rule }) => rule,
    );
  await approve("max");
  expect(await asked("max", "approve", "fin")).toEqual([
    ...["permission", "state", "own_task", "step", "delegation", "one_per_person"],
    ...["already_voted", "content"],
  ]);
  for (const rules of [await asked("ann", "force"), await asked("cho", "force")])
    expect(rules).toEqual(["permission", "state", "own_task"]);
});
