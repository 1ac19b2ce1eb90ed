import { expect, test } from "vitest";
import type { TaskwireError } from "../../src/errors.ts";
import { startPurchase } from "./purchase.ts";

const steps = {
  legal: { by: { role: "LEGAL" } },
  finance: { after: ["legal"], by: { role: "FINANCE" }, required: 2 },
  board: { after: ["finance"], by: { role: "DIRECTOR" } },
} as const;

const problemOf = (vote: Promise<unknown>) =>
  vote.then(
    () => undefined,
    ({ message, details }: TaskwireError) => ({ message, ...details }),
  );

test("a vote that comes too early names its own step, and the people who have to vote before", async () => {
  const { approve } = await startPurchase({ approval: { steps } });
  expect(await problemOf(approve("fay"))).toMatchObject({
    rule: "step",
    message: 'The step "finance" waits for the step "legal".',
    remedy: [
      { action: "task.approve", by: [{ role: "LEGAL", not: "requester" }] },
      { action: "task.approve", by: [{ role: "FINANCE", not: "requester" }] },
    ],
  });
});

test("a vote that comes too late says that its step is passed", async () => {
  const { approve } = await startPurchase({ approval: { steps } });
  await approve("lea");
  expect(await problemOf(approve("leo"))).toMatchObject({
    rule: "step",
    message: 'The step "legal" is passed, so it takes no votes.',
    remedy: "none",
  });
});

test("the remedy keeps all roles if an added person may vote", async () => {
  const { approve, as, on } = await startPurchase({ approval: { steps } });
  await as("cho").tasks.addVoter({ ...on, step: "legal", userId: "max" });
  const problem = await problemOf(approve("fay"));
  const [first] = (problem as unknown as { remedy: { by: { role: string }[] }[] }).remedy;
  expect(first?.by.map(({ role }) => role)).toContain("MANAGER");
});

test("a vote that comes too early names the person whom the task names, and a person who isn't asked learns who is", async () => {
  const { approve } = await startPurchase();
  expect(await problemOf(approve("lea"))).toMatchObject({
    rule: "step",
    message: 'The step "check" waits for the step "line".',
    remedy: [
      { action: "task.approve", people: ["max"] },
      { action: "task.approve", by: [{ role: "LEGAL" }, { role: "FINANCE" }] },
    ],
  });
  expect(await problemOf(approve("cho"))).toMatchObject({
    rule: "step",
    message: 'Only max can vote in the step "line".',
    remedy: [{ action: "task.addVoter" }, { action: "task.approve", people: ["max"] }],
  });
  await approve("max");
  expect(await problemOf(approve("cho"))).toMatchObject({
    message: 'Only people with the role LEGAL or FINANCE can vote in the step "check".',
  });
});

test("a step that waits names the open steps before it, and its remedy names the votes of all steps before it", async () => {
  const { approve } = await startPurchase({
    approval: {
      steps: {
        legal: { by: { role: "LEGAL" } },
        side: { by: { role: "MANAGER" } },
        finance: { after: ["legal"], by: { role: "FINANCE" } },
        large: {
          after: ["finance"],
          when: { atLeast: ["task.data.amount", 100_000] },
          by: { role: "CHIEF" },
        },
        end: { after: ["large"], by: { role: "DIRECTOR" } },
      },
    },
  });
  expect(await problemOf(approve("dan"))).toMatchObject({
    message: 'The step "end" waits for the step "legal".',
    remedy: [
      { by: [{ role: "LEGAL" }] },
      { by: [{ role: "FINANCE" }] },
      { by: [{ role: "DIRECTOR" }] },
    ],
  });
});
