import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { RemedyStep } from "../src/authorize/remedy.ts";
import { TaskwireError } from "../src/errors.ts";
import type { Task } from "../src/model/task.ts";
import { defineRoles } from "../src/policy/roles.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { defineWorkflow } from "../src/workflow/workflow.ts";
import { inShort } from "./support/office.ts";
import { type RewindableStorage, rewindableStorage } from "./support/rewindable-storage.ts";
import { asSeen } from "./support/seen.ts";

/** Two people decide one after the other, and every way back and around is there. */
const definition = {
  name: "payment",
  initial: "draft",
  states: {
    draft: { kind: "waiting" },
    asked: { kind: "waiting" },
    agreed: { kind: "waiting" },
    returned: { kind: "waiting" },
    ordered: { kind: "working" },
    paid: { kind: "done" },
    denied: { kind: "dropped" },
    cancelled: { kind: "dropped" },
  },
  actions: {
    submit: { from: "draft", to: "asked" },
    withdraw: { from: ["asked", "agreed"], to: "draft" },
    agree: { from: "asked", to: "agreed", decision: true },
    order: { from: "agreed", to: "ordered", decision: true },
    deny: { from: "agreed", to: "denied", decision: true, reason: "optional" },
    give_back: { from: "agreed", to: "returned" },
    resubmit: { from: "returned", to: "agreed" },
    ask_again: { from: "denied", to: "asked" },
    insist: { from: "denied", to: "agreed" },
    cancel: { from: "ordered", to: "cancelled" },
    restore: { from: "cancelled", to: "ordered" },
    pay: { from: "ordered", to: "paid", trigger: "subtasks.done" },
    reopen: { from: "paid", to: "ordered", trigger: "subtask.reopened" },
  },
  types: { payment: { data: z.strictObject({ amount: z.number() }) } },
  selfApproval: "allow",
} as const;

const workflows = {
  void: defineWorkflow(definition),
  lock: defineWorkflow({ ...definition, edits: "lock" }),
};
type Edits = keyof typeof workflows;

const boss = {
  "task.read": true,
  "task.create": true,
  "task.edit": true,
  "task.submit": true,
  "task.withdraw": true,
  "task.agree": true,
  "task.order": true,
  "task.deny": true,
  "task.give_back": true,
  "task.resubmit": true,
  "task.ask_again": true,
  "task.insist": true,
  "task.cancel": true,
  "task.restore": true,
  "task.pay": true,
  "task.reopen": true,
  "subtask.create": true,
  "subtask.complete": true,
  "subtask.reopen": true,
  "subtask.edit": true,
} as const;

const roles = defineRoles({
  workflow: workflows.void,
  roles: {
    BOSS: boss,
    MANAGER: { "task.read": true, "task.agree": true },
    FINANCE: { "task.read": true, "task.order": true, "task.deny": true },
  },
});

async function start(edits: Edits, storage: Storage = rewindableStorage()) {
  const workflow = workflows[edits];
  const node = createTaskwire({ storage, runtime: fakeRuntime(), workflow, roles });
  await node.open();
  const people = { staff: "BOSS", manager: "MANAGER", finance: "FINANCE", boss: "BOSS" } as const;
  const { id: boardId } = await node.system.boards.create({ name: "Payments" });
  for (const [id, role] of Object.entries(people)) {
    await node.system.users.put({ id, name: id, role });
    await node.system.members.add({ boardId, userId: id });
  }
  const as = (userId: keyof typeof people) => node.as({ userId });
  const input = { boardId, type: "payment" as const, title: "Rent", data: { amount: 90 } };
  const { task } = await as("staff").tasks.create(input);
  const on = { boardId, taskId: task.id };
  const told = async (userId: keyof typeof people) =>
    (await as(userId).inbox.list({ limit: 200 })).notifications
      .filter(({ type }) => type !== "member.added")
      .reverse()
      .map(inShort);
  const edit = (amount: number, by: keyof typeof people = "staff") =>
    as(by).tasks.edit({ ...on, data: { amount } });
  return { node, as, on, told, edit };
}

const inWords = ({ state, decisions }: Pick<Task, "state" | "decisions">) =>
  `${state}: ${decisions.map(({ action, stands }) => (stands ? action : `(${action})`)).join(" ")}`;

describe("an edit between two decisions (B7)", () => {
  test("makes the first one void: the task is asked for again, and the deciders and the requester are told", async () => {
    const { as, on, told, edit, node } = await start("void");
    await as("staff").tasks.submit(on);
    await decide(as("manager"), "agree", on);
    expect(await told("finance")).toContain("task.agree: approval.requested");
    const { task } = await edit(90_000, "boss");
    expect(inWords(task)).toBe("asked: (agree)");
    expect(task).toMatchObject({ kind: "waiting", data: { amount: 90_000 }, again: null });
    expect(task.decision).toEqual(task.decisions[0]);
    expect((await told("manager")).at(-1)).toBe("approval.voided: approval.requested, decider");
    expect((await told("staff")).at(-1)).toMatch(/^approval\.voided: .*requester/);
    expect((await told("finance")).filter((line) => line.includes("agree"))).toEqual([
      "task.agree: approval.requested (cancelled)",
    ]);
    const { events } = await node.system.tasks.history(on);
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["approval.voided", "task.edited"]);
    expect(events[0]?.data).toMatchObject({
      by: ["manager"],
      because: "edited",
      from: "agreed",
      to: "asked",
    });
    // Finance can't pay what the manager has not seen.
    await expect(decide(as("finance"), "order", on)).rejects.toMatchObject({
      code: "refused",
      details: { rule: "state" },
    });
    await decide(as("manager"), "agree", on);
    const { task: ordered } = await decide(as("finance"), "order", on);
    expect(inWords(ordered)).toBe("ordered: (agree) agree order");
  });

  test("is refused if the workflow says so, with the decision and a remedy that works", async () => {
    const { as, on, edit } = await start("lock");
    await as("staff").tasks.submit(on);
    await edit(91);
    await decide(as("manager"), "agree", on);
    const why = await as("staff").tasks.why({ ...on, action: "edit" });
    expect(why).toMatchObject({ allowed: false, rule: "state" });
    await expect(edit(90_000)).rejects.toMatchObject({
      code: "refused",
      details: { rule: "state", decision: { action: "agree", by: "manager" } },
    });
    await as("staff").tasks.give_back(on);
    const { task } = await edit(90_000);
    expect(task).toMatchObject({ state: "returned", again: { state: "asked" } });
    const { task: again } = await as("staff").tasks.resubmit(on);
    expect(inWords(again)).toBe("asked: (agree)");
  });

  test.each(["void", "lock"] as const)(
    "of the requester, while nobody is asked, takes effect when the task goes on (edits: %s)",
    async (edits) => {
      for (const [away, back] of [
        ["give_back", "resubmit"],
        ["deny", "insist"],
        ["cancel", "restore"],
      ] as const) {
        const { as, on, edit, told } = await start(edits);
        await as("staff").tasks.submit(on);
        await decide(as("manager"), "agree", on);
        if (away === "cancel") await decide(as("finance"), "order", on);
        if (away === "deny") await decide(as("finance"), "deny", on);
        else await as("boss").tasks[away](on);
        const { task: first } = await edit(900);
        await edit(9_000);
        expect(first.again).toEqual({ state: "asked", instead: ["agreed", "ordered", "paid"] });
        const { task } = await as("boss").tasks[back](on);
        expect(inWords(task)).toMatch(/^asked: \(agree\)/);
        expect((await told("manager")).at(-1)).toContain("approval.requested");
      }
    },
  );

  test("that doesn't touch what was decided on voids nothing", async () => {
    const { as, on, edit } = await start("void");
    await as("staff").tasks.submit(on);
    await decide(as("manager"), "agree", on);
    await edit(90);
    const { task } = await decide(as("finance"), "order", on);
    expect(inWords(task)).toBe("ordered: agree order");
  });

  test("is not possible while there is work, for the host's own code neither; subtasks can change", async () => {
    const { as, on, edit, node } = await start("void");
    await as("staff").tasks.submit(on);
    await decide(as("manager"), "agree", on);
    await decide(as("finance"), "order", on);
    await expect(edit(90_000, "boss")).rejects.toMatchObject({ code: "refused" });
    await expect(node.system.tasks.edit({ ...on, title: "All" })).rejects.toMatchObject({
      code: "refused",
    });
    const { subtask, task } = await as("boss").subtasks.create({ ...on, title: "Transfer" });
    expect(inWords(task)).toBe("ordered: agree order");
    const renamed = { ...on, subtaskId: subtask.id, title: "Transfer it" };
    expect(inWords((await as("boss").subtasks.edit(renamed)).task)).toBe("ordered: agree order");
  });
});

test("the decisions that stand are kept, however many others there are (B7)", async () => {
  const { as, on, edit } = await start("void");
  const reason = "ก".repeat(2_000);
  await as("staff").tasks.submit(on);
  await decide(as("manager"), "agree", on);
  for (let i = 0; i < 120; i++) {
    await decide(as("finance"), "deny", { ...on, reason });
    await as("staff").tasks.insist(on);
  }
  const { task } = await as("staff").tasks.get(on);
  expect(task.decisions.filter(({ stands }) => stands)).toMatchObject([{ action: "agree" }]);
  expect(Buffer.byteLength(JSON.stringify(task.decisions))).toBeLessThan(17 * 1024);
  expect((await edit(90_000)).task.state).toBe("asked");
});

type Move = { readonly action: string; readonly by: "staff" | "boss"; readonly age: number };
const moves = fc.array(
  fc.record({
    action: fc.constantFrom(...Object.keys(definition.actions), "edit", "edit", "agree", "order"),
    by: fc.constantFrom("staff" as const, "boss" as const),
    age: fc.constantFrom(0, 0, 0, 1, 2),
  }),
  { minLength: 4, maxLength: 25 },
);

test.each(["void", "lock"] as const)(
  "no approval ever stands on a text that one of its deciders has not seen, and every remedy works (B7, edits: %s)",
  async (edits) => {
    const reached = { voided: 0, again: 0, ordered: 0, walked: 0 };
    await fc.assert(
      fc.asyncProperty(moves, async (drawn: readonly Move[]) => {
        const storage = rewindableStorage();
        const world = await start(edits, storage);
        const { node, on } = world;
        const texts = new Map<number, string>();
        const look = async () => {
          const { task } = await node.system.tasks.get(on);
          texts.set(task.version, JSON.stringify([task.title, task.data]));
          return task;
        };
        await look();
        let amount = 90;
        for (const { action, by, age } of [
          { action: "submit", by: "staff", age: 0 },
          { action: "agree", by: "boss", age: 0 },
          ...drawn,
        ] as const) {
          const version = [...texts.keys()].at(-1 - age);
          const input =
            action === "edit" ? { ...on, data: { amount: ++amount } } : { ...on, version };
          await node
            .call(by, `tasks.${action}`, input)
            .catch((error: unknown) => expect(error).toBeInstanceOf(TaskwireError));
          const task = await look();
          if (task.again) reached.again++;
          if (task.state === "ordered") reached.ordered++;
          reached.voided += task.decisions.filter(({ stands }) => !stands).length;
          checkStanding(task, texts);
        }
        reached.walked += await walkAll(world, storage);
      }),
      { numRuns: 60 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(2);
  },
  120_000,
);

/** The decisions that a task in a state rests on, written from the docs. */
const restsOn: { readonly [state: string]: readonly string[] } = {
  agreed: ["agree"],
  ordered: ["agree", "order"],
  paid: ["agree", "order"],
};

function checkStanding(task: Task, texts: ReadonlyMap<number, string>): void {
  const standing = task.decisions.filter(({ stands }) => stands);
  const needed = restsOn[task.state];
  if (!needed) return;
  const seen = [...texts].filter(([version]) => version <= task.version);
  const textAt = (version: number) => seen.findLast(([one]) => one <= version)?.[1];
  expect(standing.map(({ action }) => action)).toEqual(needed);
  for (const { version } of standing) expect(textAt(version)).toBe(textAt(task.version));
}

/** Walks every remedy of the task, each from the same moment. */
async function walkAll(
  { node, on }: Awaited<ReturnType<typeof start>>,
  past: RewindableStorage,
): Promise<number> {
  const began = past.moment();
  const { task } = await node.as({ userId: "boss" }).tasks.available(on);
  let walked = 0;
  for (const [action, verdict] of Object.entries(task)) {
    if (verdict.allowed !== false || verdict.remedy === "none") continue;
    for (const step of verdict.remedy as readonly RemedyStep[]) {
      const more = /\.(edit|create)$/.test(step.action) ? { title: "Another" } : {};
      const input = await asSeen(node, step.action, { ...on, ...more });
      await node.call("boss", step.action.replace(".", "s."), input).catch((error: unknown) => {
        if (step.unless !== "subtasks")
          throw new Error(`${action}: ${JSON.stringify(verdict.remedy)}: ${step.action}: ${error}`);
      });
    }
    walked++;
    await past.rewind(began);
  }
  return walked;
}
