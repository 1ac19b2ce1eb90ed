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
    message: 'The step "finance" waits for an earlier step.',
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
