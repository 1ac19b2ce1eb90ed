import { expect, test } from "vitest";
import type { TaskwireError } from "../../src/errors.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { randomFrom } from "../../src/testing/random.ts";
import { timedWith } from "./timed.ts";

const workflow = timedWith({
  steps: {
    line: { by: { role: "FINANCE" }, required: 2, deadline: { after: { hours: 72 } } },
    side: {
      by: { any: [{ is: ["actor.role", "CHIEF"] }, { is: ["actor.role", "FINANCE"] }] },
      against: 2,
    },
    last: { after: ["line", "side"], by: { role: "CHIEF" } },
  },
});
const voter = { "task.read": true, "task.approve": true, "task.reject": true } as const;
const boss = {
  ...voter,
  "task.create": true,
  "task.edit": true,
  "task.extend": true,
  "task.addVoter": true,
  "vote.remove": true,
} as const;
const roles = defineRoles({
  workflow,
  roles: { STAFF: { "task.read": true, "task.create": true }, FINANCE: voter, CHIEF: boss },
});
const people = {
  ann: "STAFF",
  sam: "STAFF",
  fay: "FINANCE",
  fin: "FINANCE",
  cho: "CHIEF",
  cal: "CHIEF",
} as const;
const ids = Object.keys(people);
const steps = ["line", "side", "last", "none"];

async function start(requester: string) {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ workflow, roles, runtime, onError: () => {} });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
  for (const id of ids) {
    await taskwire.system.users.put({ id, name: id, role: people[id as "ann"] });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const as = (userId: string): Caller => ({
    call: async (...call) => JSON.parse(await taskwire.call(userId, ...call)),
  });
  const input = { boardId, type: "purchase", title: "A printer", data: {} };
  const { task } = (await as(requester).call("tasks.create", input)) as { task: { id: string } };
  const [now, until] = [0, 60].map((days) =>
    new Date(runtime.now() + days * 86_400_000).toISOString(),
  ) as [string, string];
  for (const [userId, to] of [
    ["fay", ["sam", "fin"]],
    ["cho", ["fin"]],
  ] as const)
    await taskwire.system.delegations.set({ userId, to: [...to], from: now, until });
  return { taskwire, as, on: { boardId, taskId: task.id } };
}
/** A person who calls operations by their name. */
interface Caller {
  call(operation: string, input: object): Promise<unknown>;
}

/** A question about an action, and the command that would take it. */
interface Question {
  readonly asked: { readonly action: string; readonly step?: string; readonly for?: string };
  readonly command: readonly [operation: string, input: object];
}

/** Draws a question that names everything which the command names. */
function draw(of: <T>(from: readonly T[]) => T, version: number): Question {
  const [step, seat] = [of(steps), of(ids)];
  switch (of(["vote", "vote", "withdraw", "withdraw", "remove", "add", "extend"])) {
    case "vote": {
      const action = of(["approve", "reject"]);
      const vote = { step, ...(of([true, false]) && { for: seat }) };
      return { asked: { action, ...vote }, command: [`tasks.${action}`, { ...vote, version }] };
    }
    case "withdraw":
      return {
        asked: { action: "withdraw", step, for: seat },
        command: ["tasks.withdraw", { step, seat, reason: "Because" }],
      };
    case "remove":
      return {
        asked: { action: "vote.remove", step, for: seat },
        command: ["tasks.withdraw", { step, seat, reason: "Because" }],
      };
    case "add":
      return {
        asked: { action: "addVoter", step },
        command: ["tasks.addVoter", { step, userId: "fin" }],
      };
    default:
      return {
        asked: { action: "extend", step },
        command: ["tasks.extend", { step, deadlineAt: "2099-01-01T00:00:00Z" }],
      };
  }
}

test("`tasks.why` answers what each command on a step does, for every person and vote, in stories drawn from a seed (D4)", async () => {
  const random = randomFrom(3);
  const of = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const allowed = new Set<string>();
  const forOthers = ["approve", "reject", "withdraw", "vote.remove"];
  const actions = [
    ...["addVoter", "approve", "extend", "reject", "vote.remove", "withdraw"],
    ...forOthers.map((action) => `${action} for another`),
  ].sort();
  // Few stories are enough, but each action has to be allowed to somebody in one of them.
  for (let story = 0; story < 3 || (allowed.size < actions.length && story < 30); story++) {
    const { taskwire, as, on } = await start(of(["ann", "ann", "cal"]));
    for (let moment = 0; moment < 12; moment++) {
      const { task } = await taskwire.system.tasks.get(on);
      for (let i = 0; i < 25; i++) {
        const me = of(ids);
        const { asked, command } = draw(of, task.version);
        const [operation, input] = command;
        const preview = { operation, input: { ...on, ...input } };
        const why = firstRule((await as(me).call("tasks.why", { ...on, ...asked })) as never);
        const outcome = await as(me)
          .call("notifications.preview", preview)
          .then(() => "allowed", ruleOf);
        const situation = { me, asked, votes: task.approval?.votes };
        expect({ ...situation, why }).toEqual({ ...situation, why: outcome });
        const isForOther = asked.for !== undefined && asked.for !== me;
        if (why === "allowed") allowed.add(`${asked.action}${isForOther ? " for another" : ""}`);
      }
      if (task.state !== "asked") break;
      for (let i = 0; i < 3; i++) await happen(of, as, on);
    }
    await taskwire.close();
  }
  expect([...allowed].sort()).toEqual(actions);
});

const firstRule = (verdict: { allowed: boolean; rule?: string }) =>
  verdict.allowed ? "allowed" : verdict.rule;

function ruleOf(error: unknown): string {
  const { code, details } = error as TaskwireError;
  return code === "forbidden" ? "permission" : String(details?.rule ?? code);
}

/** Somebody does something. Commands that are refused change nothing. */
async function happen(of: <T>(from: readonly T[]) => T, as: (id: string) => Caller, on: object) {
  const [me, seat, step] = [of(ids), of(["fay", "cho"]), of(steps)];
  const { task } = (await as("sam").call("tasks.get", on)) as { task: { version: number } };
  const vote = { ...on, step, version: task.version };
  const commands: readonly (readonly [by: string, operation: string, input: object])[] = [
    [me, "tasks.approve", vote],
    ["fin", "tasks.approve", { ...vote, for: seat }],
    ["sam", "tasks.approve", { ...vote, step: "line", for: "fay" }],
    ["fin", "tasks.withdraw", { ...on, step, seat: me, reason: "Because" }],
    [me, "tasks.withdraw", { ...on, step }],
    ["cho", "tasks.addVoter", { ...on, step, userId: me }],
  ];
  const [by, operation, input] = of(commands);
  await as(by)
    .call(operation, input)
    .catch(() => {});
}

test("a person whose role can't vote learns who can, and not that somebody can add them", async () => {
  const { taskwire, as, on } = await start("ann");
  const verdict = await as("sam").call("tasks.why", { ...on, action: "approve" });
  const by = [
    { role: "FINANCE", not: "requester" },
    { role: "CHIEF", not: "requester" },
  ];
  expect(verdict).toMatchObject({ rule: "permission", remedy: [{ action: "task.approve", by }] });
  await taskwire.close();
});
