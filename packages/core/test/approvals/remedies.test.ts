import { expect, test } from "vitest";
import { type Person, startPurchase } from "./purchase.ts";

type World = Awaited<ReturnType<typeof startPurchase>>;

/** The rule that refuses an action, and its remedy in short, e.g. `task.approve by LEGAL`. */
async function refusalOf(
  { as, on }: World,
  person: Person,
  more: {
    readonly action?: "approve" | "revise" | "edit" | "resubmit";
    readonly for?: string;
  } = {},
) {
  const verdict = await as(person).tasks.why({ ...on, action: "approve", ...more });
  if (verdict.allowed !== false) return "allowed";
  const { rule, remedy } = verdict;
  if (remedy === "none") return `${rule}: none`;
  const steps = remedy.map(({ action, people, by }) => {
    const roles = by.map(({ role }) => role).join("|");
    return `${action} by ${roles}${people ? ` (${people.join()})` : ""}`;
  });
  return `${rule}: ${steps.join(", ")}`;
}

const finance = { steps: { line: { by: { role: "FINANCE" }, required: 2 } } } as const;
const everybody = "MANAGER|LEGAL|FINANCE|DIRECTOR|CHIEF";

test("the remedy of `distinct` names the people of the step", async () => {
  const steps = {
    a: { by: { role: "LEGAL" } },
    b: { after: ["a"], by: { role: "LEGAL" } },
  } as const;
  const world = await startPurchase({ approval: { distinct: true, steps } });
  await world.approve("lea");
  expect(await refusalOf(world, "lea")).toBe("distinct: task.approve by LEGAL");
});

test("the remedy of `distinct` adds a voter if nobody else fits the step", async () => {
  const by = { role: "MANAGER" };
  const steps = { a: { by }, b: { after: ["a"], by } };
  const world = await startPurchase({ approval: { distinct: true, steps } });
  await world.approve("max");
  expect(await refusalOf(world, "max")).toBe(
    `distinct: task.addVoter by CHIEF, task.approve by ${everybody}`,
  );
});

test("the remedies of votes by delegates name the people of the step", async () => {
  const world = await startPurchase({ approval: finance });
  await world.away("fay", ["fin", "leo"]);
  await world.approve("fin");
  expect(await refusalOf(world, "fin", { for: "fay" })).toBe(
    "one_per_person: task.approve by FINANCE",
  );
  expect(await refusalOf(world, "lea", { for: "fay" })).toBe("delegation: task.approve by FINANCE");
  expect(await refusalOf(world, "fin")).toBe(
    "already_voted: task.withdraw by FINANCE, task.approve by FINANCE",
  );
});

test("the remedy in the last round names the people who can reject in an open step", async () => {
  const world = await startPurchase({ approval: { ...finance, rounds: 1 } });
  expect(await refusalOf(world, "fay", { action: "revise" })).toBe(
    "rounds: task.reject by FINANCE",
  );
});

test("no remedy names the requester for a vote on their own task", async () => {
  const steps = { line: { by: { is: ["actor.userId", "fay"] } } } as const;
  const world = await startPurchase({ requester: "fay", approval: { steps } });
  expect(await refusalOf(world, "fin")).toBe(
    `step: task.addVoter by CHIEF, task.approve by ${everybody}`,
  );
  const named = (id: string) => ({ is: ["actor.userId", id] as const });
  const both = { line: { by: { any: [named("fay"), named("flo")] } } };
  const other = await startPurchase({ requester: "fay", approval: { steps: both } });
  expect(await refusalOf(other, "fin")).toMatch(/task\.approve by .* \(flo\)$/);
  const own = await startPurchase({ requester: "fay", selfApproval: "allow", approval: { steps } });
  expect(await refusalOf(own, "fin")).toMatch(/task\.approve by .* \(fay\)$/);
});

test("the remedy of a vote that somebody else cast is that its person takes it out", async () => {
  const world = await startPurchase({ approval: finance });
  await world.away("fay", ["lea", "leo"]);
  await world.approveFor("lea", "fay");
  const remedy = "already_voted: task.withdraw by FINANCE (fay), task.approve by FINANCE";
  expect(await refusalOf(world, "leo", { for: "fay" })).toBe(remedy);
  await world.as("fay").tasks.withdraw({ ...world.on, step: "line" });
  await world.approveFor("leo", "fay");
  await world.approve("fay");
  expect(await refusalOf(world, "leo", { for: "fay" })).toBe(remedy);
});

test("a remedy that begins with a vote names only people who can vote in an open step", async () => {
  const by = { role: "LEGAL" };
  const steps = { ...finance.steps, check: { after: ["line"], by } } as const;
  const world = await startPurchase({ approval: { edits: "lock", steps } });
  await world.approve("fay");
  expect(await refusalOf(world, "ann", { action: "edit" })).toMatch(
    /^locked: task\.re(ject|vise) by FINANCE, task\.edit by /,
  );
  expect(await refusalOf(world, "ann", { action: "resubmit" })).toMatch(
    /^state: task\.re(ject|vise) by FINANCE, task\.resubmit by /,
  );
  // Staff may not vote, and nobody adds them as a voter.
  expect(await refusalOf(world, "ann")).toBe("permission: task.approve by FINANCE");
  const own = await startPurchase({ requester: "cho", approval: { steps } });
  expect(await refusalOf(own, "cho")).toBe("own_task: task.approve by FINANCE");
});

test("the remedy for a person who can vote in two open steps names the people of these steps", async () => {
  const by = { role: "FINANCE" };
  const world = await startPurchase({ approval: { steps: { a: { by }, b: { by } } } });
  expect(await refusalOf(world, "fay")).toBe("step: task.approve by FINANCE");
});

test("if a step lacks voters, the remedies of the others begin with adding one", async () => {
  const steps = {
    line: { by: { equals: ["task.data.managerId", "actor.userId"] } },
    check: { after: ["line"], by: { role: "LEGAL" } },
  } as const;
  const world = await startPurchase({ requester: "max", approval: { steps } });
  expect(await world.steps()).toBe("line open nobody, check waiting");
  const added = "task.addVoter by CHIEF, task.approve by ";
  expect(await refusalOf(world, "max")).toBe(`own_task: ${added}${everybody}`);
  expect(await refusalOf(world, "lea")).toBe(`step: ${added}${everybody}, task.approve by LEGAL`);
  await world.as("cho").tasks.addVoter({ ...world.on, step: "line", userId: "fay" });
  await world.approve("fay");
  await world.approve("lea");
  expect((await world.now()).state).toBe("ordered");
});

test("after a person whom a step names has left, no remedy asks them to act", async () => {
  const by = { equals: ["task.data.managerId", "actor.userId"] } as const;
  const steps = { line: { by }, check: { after: ["line"], by: { role: "LEGAL" } } };
  const added = "step: task.addVoter by CHIEF, task.approve by ";
  const world = await startPurchase({ approval: { steps } });
  expect(await refusalOf(world, "fay")).toBe(`${added}${everybody} (max)`);
  // The manager whom the data names has left.
  await world.system.members.remove({ boardId: world.boardId, userId: "max" });
  await expect.poll(() => world.steps()).toBe("line open nobody, check waiting");
  expect(await refusalOf(world, "fay")).toBe(`${added}${everybody}`);
  expect(await refusalOf(world, "lea")).toBe(`${added}${everybody}, task.approve by LEGAL`);
  const verdict = await world.as("ann").tasks.why({ ...world.on, action: "resubmit" });
  expect(JSON.stringify(verdict)).not.toContain("max");
  await world.as("cho").tasks.addVoter({ ...world.on, step: "line", userId: "fay" });
  await world.approve("fay");
  await world.approve("lea");
  expect((await world.now()).state).toBe("ordered");
});

test("no remedy begins a round that the task no longer has", async () => {
  for (const [rounds, remedy] of [
    [1, "none"],
    [2, `task.resubmit by STAFF, task.approve by ${everybody}`],
  ] as const) {
    const world = await startPurchase({
      approval: { rounds, steps: { line: { by: { role: "FINANCE" } } } },
    });
    await world.as("fay").tasks.reject({ ...world.on, version: 1, reason: "Too expensive" });
    expect(await refusalOf(world, "fin")).toBe(`state: ${remedy}`);
  }
});
