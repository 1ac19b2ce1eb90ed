import { describe, expect, test } from "vitest";
import { available, judge } from "../../src/approvals/judge.ts";
import type { TaskwireError } from "../../src/errors.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { timedWith } from "./timed.ts";

const workflow = timedWith({
  steps: {
    line: { by: { role: "FINANCE" }, required: 2, deadline: { after: { hours: 72 } } },
    last: { after: ["line"], by: { role: "CHIEF" } },
  },
});
const voter = { "task.read": true, "task.approve": true, "task.reject": true } as const;
const roles = defineRoles({
  workflow,
  roles: {
    STAFF: { "task.read": ["involved"], "task.create": true },
    FINANCE: { ...voter, "task.create": true },
    CHIEF: {
      ...voter,
      "task.create": true,
      "task.edit": true,
      "task.extend": true,
      "task.addVoter": true,
      "vote.remove": true,
      "comment.post": true,
    },
  },
});
const people = {
  ann: "STAFF",
  fay: "FINANCE",
  fin: "FINANCE",
  cho: "CHIEF",
  cal: "CHIEF",
} as const;
type Person = keyof typeof people;

async function start(requester: Person = "ann") {
  const taskwire = createTaskwire({ workflow, roles, runtime: fakeRuntime(), onError: () => {} });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
  for (const [id, role] of Object.entries(people)) {
    await taskwire.system.users.put({ id, name: id, role });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const as = (userId: Person) => taskwire.as({ userId });
  const input = { boardId, type: "purchase", title: "A printer", data: {} } as const;
  const { task } = await as(requester).tasks.create(input);
  return { taskwire, as, boardId, on: { boardId, taskId: task.id } };
}
type World = Awaited<ReturnType<typeof start>>;

/** For each action, a command that needs it. */
const commandsFor = ({ on }: World, me: Person) => {
  const step = "line";
  const other = me === "fay" ? "fin" : "fay";
  return {
    "task.addVoter": ["tasks.addVoter", { ...on, step, userId: "fin" }],
    "task.extend": ["tasks.extend", { ...on, step, deadlineAt: "2027-01-01T00:00:00Z" }],
    "task.withdraw": ["tasks.withdraw", { ...on, step }],
    "vote.remove": ["tasks.withdraw", { ...on, step, seat: other, reason: "Because" }],
    "comment.post": ["comments.post", { ...on, text: "Hello" }],
    "task.edit": ["tasks.edit", { ...on, title: "Two printers" }],
  } as const;
};

/** Says what the command would answer. A preview runs it without a commit. */
async function outcomeOf(world: World, me: Person, [operation, input]: readonly [string, object]) {
  try {
    await world.as(me).notifications.preview({ operation, input } as never);
    return "allowed";
  } catch (error) {
    const { code, details } = error as TaskwireError;
    return code === "forbidden" ? "permission" : String(details?.rule ?? code);
  }
}

const situations: { readonly [name: string]: () => Promise<World> } = {
  "nobody has voted": () => start(),
  "one person has voted": async () => {
    const world = await start();
    await decide(world.as("fay"), "approve", world.on);
    return world;
  },
  "a later step is open": async () => {
    const world = await start();
    for (const one of ["fay", "fin"] as const) await decide(world.as(one), "approve", world.on);
    return world;
  },
  "it is one's own request": () => start("cho"),
  "the task was rejected": async () => {
    const world = await start();
    await decide(world.as("fay"), "reject", world.on);
    return world;
  },
  "the board is archived": async () => {
    const world = await start();
    await decide(world.as("fay"), "approve", world.on);
    await world.taskwire.system.boards.archive({ boardId: world.boardId });
    return world;
  },
};

describe.each(Object.entries(situations))("if %s", (name, make) => {
  test("`why`, `available` and the judge give the same answer as each command on a step", async () => {
    const world = await make();
    for (const me of Object.keys(people) as Person[]) {
      const { task } = await world.taskwire.system.tasks.get(world.on);
      if (people[me] !== "STAFF" || task.requesterId === me) {
        const all = (await world.as(me).tasks.available(world.on)).task;
        for (const [action, command] of Object.entries(commandsFor(world, me))) {
          // Here the command names the first step, which is not open any more, but the action is
          // possible in the later step.
          if (name === "a later step is open" && action === "task.addVoter") continue;
          const why = await world.as(me).tasks.why({ ...world.on, action: action as never });
          const rules = why.allowed === false ? why.rules : [];
          const failed = rules.flatMap(({ rule, passed }) => (passed ? [] : rule));
          const outcome = await outcomeOf(world, me, command);
          // Both name the first rule that failed. One exception: `tasks.withdraw`
          // checks first whether the board is archived, and only then the permission to remove
          // another person's vote.
          if (name === "the board is archived" && action === "vote.remove")
            expect(failed).toContain(outcome);
          else expect([me, action, failed[0] ?? "allowed"]).toEqual([me, action, outcome]);
          if (action !== "comment.post")
            expect(all[action as "task.edit"], action).toEqual({ ...why, rules: [] });
        }
      }
    }
    await world.taskwire.close();
  });
});

test("requesters add no voters to their own request, and take no votes of others out of it", async () => {
  const world = await start("cho");
  await decide(world.as("fay"), "approve", world.on);
  const commands = commandsFor(world, "cho");
  for (const action of ["task.addVoter", "vote.remove"] as const) {
    const why = await world.as("cho").tasks.why({ ...world.on, action: action as never });
    expect(why).toMatchObject({ allowed: false, rule: "own_task" });
    expect(await outcomeOf(world, "cho", commands[action])).toBe("own_task");
  }
  await world.taskwire.close();
});

test("an action may be named without `task.`; the error about a wrong name lists all names", async () => {
  const world = await start();
  const why = (action: string) =>
    world.as("cho").tasks.why({ ...world.on, action: action as never });
  for (const action of ["addVoter", "extend", "task.addVoter", "vote.remove"])
    expect(await why(action)).toHaveProperty("allowed");
  for (const action of ["withdraw", "edit", "delete", "cancel", "approve", "comment.post"])
    expect(await why(action)).toHaveProperty("allowed");
  await expect(why("vote")).rejects.toThrow(/addVoter, extend, withdraw, vote\.remove/);
  await world.taskwire.close();
});

test("a client's judge knows the same actions, and asks the server about rounds of other versions", async () => {
  const world = await start();
  const { task } = await world.taskwire.system.tasks.get(world.on);
  const actor = { userId: "cho", role: "CHIEF" };
  const { definitions } = world.taskwire;
  const { board } = await world.as("cho").boards.open({ boardId: world.boardId });
  const facts = { actor, board, task, siblings: [] } as never;
  const verdicts = available(facts, definitions);
  expect(verdicts["task.addVoter"]).toMatchObject({ allowed: true });
  expect(verdicts["task.extend"]).toMatchObject({ allowed: true });
  expect(verdicts["task.withdraw"]).toMatchObject({ allowed: false, rule: "step" });
  expect(verdicts["vote.remove"]).toMatchObject({ allowed: false, rule: "step" });
  const older = { ...task, approval: { ...task.approval, version: 7 } };
  const old = { actor, board, task: older, siblings: [] } as never;
  expect(judge("task.addVoter", old, definitions).allowed).toBe("ask");
  expect(judge("task.withdraw", old, definitions).allowed).toBe("ask");
  const staff = { actor: { userId: "ann", role: "STAFF" }, board, task: older } as never;
  expect(judge("task.addVoter", staff, definitions)).toMatchObject({ rule: "permission" });
  await world.taskwire.close();
});

test("a deadline that is set again, and a voter who is added again, change nothing", async () => {
  const world = await start();
  const { on, as, taskwire } = world;
  const cho = as("cho").tasks;
  const commands = [
    () => cho.addVoter({ ...on, step: "line", userId: "cal" }),
    () => cho.extend({ ...on, step: "line", deadlineAt: "2027-01-01T07:00:00+07:00" }),
  ];
  for (const run of commands) {
    const first = await run();
    expect(await run()).toEqual(first);
  }
  expect(
    await cho.extend({ ...on, step: "line", deadlineAt: "2027-01-02T00:00:00Z" }),
  ).toMatchObject({
    task: { approval: { steps: { line: { deadlineAt: "2027-01-02T00:00:00.000Z" } } } },
  });
  const { events } = await taskwire.system.tasks.history({ ...on, limit: 100 });
  expect(events.map(({ type }) => type)).toEqual([
    "deadline.moved",
    "deadline.moved",
    "approval.voter_added",
    "approval.opened",
    "task.created",
  ]);
  await taskwire.close();
});
