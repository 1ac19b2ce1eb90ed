import { expect, test } from "vitest";
import { startPurchase } from "./purchase.ts";

test.each(["disabled", "removed"] as const)(
  "a group that is full only with the vote of a person who was %s takes a colleague's vote",
  async (how) => {
    const { approve, on, as, now, system, boardId } = await startPurchase();
    await approve("max");
    await approve("fay");
    await approve("fin");
    expect(await as("flo").tasks.why({ ...on, action: "approve" })).toMatchObject({
      allowed: false,
      rule: "step",
    });
    if (how === "removed") await system.members.remove({ boardId, userId: "fin" });
    else await system.users.put({ id: "fin", name: "fin", role: "FINANCE", disabled: true });
    expect(await as("flo").tasks.why({ ...on, action: "approve" })).toMatchObject({
      allowed: true,
    });
    const { task } = await as("flo").tasks.available(on);
    expect(task["task.approve"]).toMatchObject({ allowed: true });
    await approve("flo");
    const { approval } = await now();
    expect(approval?.votes.map(({ seat }) => seat)).toEqual(["max", "fay", "flo"]);
    await approve("lea");
    expect((await now()).state).toBe("ordered");
  },
);

test("a delegate whose vote for a disabled colleague counts no more can vote for themselves", async () => {
  const { approve, approveFor, away, as, on, now, system } = await startPurchase();
  await approve("max");
  await away("fay", ["fin"]);
  await approveFor("fin", "fay");
  expect(await as("fin").tasks.why({ ...on, action: "approve" })).toMatchObject({
    allowed: false,
    rule: "one_per_person",
  });
  const { version } = await now();
  await system.users.put({ id: "fay", name: "fay", role: "FINANCE", disabled: true });
  await as("fin").tasks.approve({ ...on, version });
  const { approval } = await now();
  expect(approval?.votes.map(({ seat, castBy }) => [seat, castBy])).toEqual([
    ["max", "max"],
    ["fin", "fin"],
  ]);
});

test("a vote without a step counts in the open step that is full only with the vote of a disabled account", async () => {
  const groups = { finance: { by: { role: "FINANCE" } }, legal: { by: { role: "LEGAL" } } };
  const { approve, steps, now, system } = await startPurchase({
    approval: { steps: { one: { groups }, two: { groups } } },
  });
  await approve("fay", "one");
  await approve("fin", "two");
  await system.users.put({ id: "fay", name: "fay", role: "FINANCE", disabled: true });
  await approve("flo");
  const { approval } = await now();
  expect(approval?.votes.map(({ seat, step }) => [seat, step])).toEqual([
    ["fin", "two"],
    ["flo", "one"],
  ]);
  await approve("lea", "one");
  expect(await steps()).toBe("one passed, two open");
});
