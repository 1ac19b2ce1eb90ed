import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { RemedyStep } from "../src/authorize/remedy.ts";
import { TaskwireError } from "../src/errors.ts";
import type { Subtask } from "../src/model/subtask.ts";
import type { Task } from "../src/model/task.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { defineTemplates } from "../src/workflow/templates.ts";
import { defineWorkflow } from "../src/workflow/workflow.ts";
import { type RewindableStorage, rewindableStorage } from "./support/rewindable-storage.ts";
import { asSeen } from "./support/seen.ts";

// Work that stops and begins again in every way that a workflow can say.
const workflow = defineWorkflow({
  name: "repair",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    working: { kind: "working" },
    paused: { kind: "waiting" },
    finished: { kind: "done" },
    given_up: { kind: "dropped" },
  },
  actions: {
    agree: { from: "asked", to: "working", decision: true },
    refuse: { from: ["asked", "working", "paused"], to: "given_up", decision: true },
    ask_again: { from: "given_up", to: "asked" },
    pause: { from: "working", to: "paused" },
    go_on: { from: "paused", to: "working" },
    finish: { from: "working", to: "finished" },
    all_done: { from: "working", to: "finished", trigger: "subtasks.done" },
    not_done: { from: "finished", to: "working", trigger: "subtask.reopened" },
    object: { from: "finished", to: "given_up", decision: true, reason: "optional" },
  },
  types: { repair: { data: z.strictObject({ large: z.boolean() }) } },
});

const roles = defineRoles({
  workflow,
  roles: {
    HEAD: {
      "task.delete": true,
      "task.read": true,
      "task.create": true,
      "task.edit": true,
      "task.agree": true,
      "task.refuse": true,
      "task.ask_again": true,
      "task.pause": true,
      "task.go_on": true,
      "task.finish": true,
      "task.all_done": true,
      "task.not_done": true,
      "task.object": true,
      "subtask.create": true,
      "subtask.assign": true,
      "subtask.complete": true,
      "subtask.reopen": true,
      "subtask.edit": true,
      "subtask.cancel": true,
      "subtask.restore": true,
    },
  },
});

const templates = defineTemplates(
  { workflow, roles },
  {
    large: {
      version: 1,
      type: "repair",
      when: ({ data }) => data.large,
      subtasks: {
        plan: { title: "Plan", assignee: { user: "lek" } },
        build: { title: "Build", assignee: "nobody", after: ["plan"] },
      },
    },
    small: {
      version: 1,
      type: "repair",
      subtasks: {
        look: { title: "Look", assignee: { user: "lek" } },
        mend: { title: "Mend", assignee: { role: "HEAD" }, after: ["look"] },
      },
    },
  },
);

async function workshop(storage: RewindableStorage) {
  const node = createTaskwire({ storage, runtime: fakeRuntime(), workflow, roles, templates });
  await node.open();
  const { id: boardId } = await node.system.boards.create({ name: "Workshop" });
  for (const id of ["dao", "lek", "nok"]) {
    await node.system.users.put({ id, name: id, role: "HEAD" });
    await node.system.members.add({ boardId, userId: id });
  }
  const { system } = node;
  const { task } = await node.as({ userId: "nok" }).tasks.create({
    boardId,
    type: "repair",
    title: "The roof",
    data: { large: false },
  });
  return { node, system, on: { boardId, taskId: task.id } };
}

let storage: RewindableStorage;
let it: Awaited<ReturnType<typeof workshop>>;

beforeEach(async () => {
  storage = rewindableStorage();
  it = await workshop(storage);
});

const inWords = (subtasks: readonly Subtask[]) =>
  [...subtasks]
    .sort((a, b) => a.position - b.position)
    .map(({ title, state, position }) => `${position} ${title} ${state}`);

const idOf = (subtasks: readonly Subtask[], wanted: string) =>
  subtasks.find(({ title }) => title === wanted)?.id as string;

describe("work that begins again", () => {
  test("opens the subtasks again that were cancelled with the task, once, in their positions (B1)", async () => {
    const { system, on } = it;
    const { subtasks } = await decide(system, "agree", on);
    await system.subtasks.complete({ ...on, subtaskId: idOf(subtasks, "Look") });
    await decide(system, "refuse", on);
    await system.tasks.ask_again(on);
    const again = await decide(system, "agree", on);
    expect(inWords(again.subtasks)).toEqual(["0 Look done", "1 Mend open"]);
    expect(again.task).toMatchObject({ done: 1, total: 2, cancelled: 0 });
    expect((await system.tasks.get(on)).subtasks).toEqual(again.subtasks);
    const last = await system.subtasks.complete({ ...on, subtaskId: idOf(subtasks, "Mend") });
    expect(last.task.state).toBe("finished");
  });

  test("opens all of them again if none was done, and does so each time (B1)", async () => {
    const { system, on } = it;
    await decide(system, "agree", on);
    await system.subtasks.create({ ...on, title: "By hand" });
    for (let round = 0; round < 3; round++) {
      await decide(system, "refuse", on);
      await system.tasks.ask_again(on);
      const { task, subtasks } = await decide(system, "agree", on);
      expect(inWords(subtasks)).toEqual(["0 Look open", "1 Mend open", "2 By hand open"]);
      expect(task).toMatchObject({ done: 0, total: 3, cancelled: 0 });
    }
  });

  test("makes the subtasks of the template that fits now, after the old ones (B1)", async () => {
    const { system, on } = it;
    const { subtasks } = await decide(system, "agree", on);
    await system.subtasks.complete({ ...on, subtaskId: idOf(subtasks, "Look") });
    await system.subtasks.create({ ...on, title: "By hand" });
    await decide(system, "refuse", on);
    await system.tasks.edit({ ...on, data: { large: true } });
    await system.tasks.ask_again(on);
    const { task, subtasks: all } = await decide(system, "agree", on);
    expect(inWords(all)).toEqual([
      "0 Look done",
      "1 Mend cancelled",
      "2 By hand open",
      "3 Plan open",
      "4 Build open",
    ]);
    expect(task).toMatchObject({ done: 1, total: 4, cancelled: 1, template: { name: "large" } });
    expect(all.find(({ title }) => title === "Build")?.dependsOn).toEqual([idOf(all, "Plan")]);
  });

  test("leaves the subtasks of a replaced template cancelled when the finished task is reopened (B1)", async () => {
    const { system, on } = it;
    await decide(system, "agree", on);
    await decide(system, "refuse", on);
    await system.tasks.edit({ ...on, data: { large: true } });
    await system.tasks.ask_again(on);
    const { subtasks: all } = await decide(system, "agree", on);
    await system.subtasks.complete({ ...on, subtaskId: idOf(all, "Plan") });
    await system.tasks.finish(on);
    const expected = ["0 Look cancelled", "1 Mend cancelled", "2 Plan done", "3 Build open"];
    expect(inWords((await system.tasks.not_done(on)).subtasks)).toEqual(expected);
  });

  test("unassigns what comes back to somebody who has left the board (B1)", async () => {
    const { system, on } = it;
    await decide(system, "agree", on);
    await decide(system, "refuse", on);
    await system.members.remove({ boardId: on.boardId, userId: "lek" });
    await system.tasks.ask_again(on);
    const { subtasks } = await decide(system, "agree", on);
    expect(subtasks.find(({ title }) => title === "Look")).toMatchObject({
      state: "open",
      assigneeId: null,
    });
  });

  test("can be completed by hand if nothing is open (B1)", async () => {
    const { system, on } = it;
    const { subtasks } = await decide(system, "agree", on);
    for (const title of ["Look", "Mend"])
      await system.subtasks.complete({ ...on, subtaskId: idOf(subtasks, title) });
    await decide(system, "object", on);
    await system.tasks.ask_again(on);
    const { task } = await decide(system, "agree", on);
    expect(task).toMatchObject({ state: "working", done: 2, total: 2 });
    expect((await system.tasks.all_done(on)).task.state).toBe("finished");
  });
});

describe("work that ends", () => {
  test("cancels the open subtasks in the same commit, also if a person completes the task (B2)", async () => {
    const { system, on, node } = it;
    const { subtasks } = await decide(system, "agree", on);
    await system.subtasks.complete({ ...on, subtaskId: idOf(subtasks, "Look") });
    await system.subtasks.assign({
      ...on,
      subtaskId: idOf(subtasks, "Mend"),
      assigneeId: "lek",
    });
    const { task, subtasks: all } = await node.as({ userId: "dao" }).tasks.finish(on);
    expect(inWords(all)).toEqual(["0 Look done", "1 Mend cancelled"]);
    expect(task).toMatchObject({ state: "finished", done: 1, total: 1, cancelled: 1 });
    const { notifications } = await node.as({ userId: "lek" }).inbox.list({});
    expect(
      notifications.filter(
        ({ reason, excerpt, state }) =>
          reason === "assigned" && excerpt === "Mend" && state === "open",
      ),
    ).toEqual([]);
  });

  test("opens the cancelled subtasks again when a finished subtask is reopened (B2)", async () => {
    const { system, on } = it;
    const { subtasks } = await decide(system, "agree", on);
    const subtaskId = idOf(subtasks, "Look");
    await system.subtasks.complete({ ...on, subtaskId });
    await system.tasks.finish(on);
    const { task } = await system.subtasks.reopen({ ...on, subtaskId });
    expect(task).toMatchObject({ state: "working", done: 0, total: 2, cancelled: 0 });
    expect(inWords((await system.tasks.get(on)).subtasks)).toEqual(["0 Look open", "1 Mend open"]);
  });
});

const taskActions = Object.keys(workflow.data.actions);
const subtaskActions = ["create", "assign", "complete", "reopen", "edit", "cancel", "restore"];

type Move = { readonly action: string; readonly which: number };
const move = fc.record({
  action: fc.constantFrom(
    ...taskActions.map((name) => `task.${name}`),
    ...subtaskActions.map((name) => `subtask.${name}`),
    "subtask.complete",
    "task.edit",
  ),
  which: fc.nat(6),
});

function inputFor(action: string, on: object, subtaskId: string | undefined, large: boolean) {
  const more: { [action: string]: object } = {
    // Not the data: which template fits is known to the server only, so a remedy may name subtasks of the old one.
    "task.edit": { title: large ? "A roof" : "The roof" },
    "subtask.create": { title: "More" },
    "subtask.assign": { subtaskId, assigneeId: large ? "lek" : null },
    "subtask.complete": { subtaskId },
    "subtask.reopen": { subtaskId },
    "subtask.edit": { subtaskId, position: large ? 0 : 1 },
    "subtask.cancel": { subtaskId },
    "subtask.restore": { subtaskId },
  };
  return { ...on, ...more[action] };
}

const operationOf = (action: string) => action.replace(".", "s.");

function check(task: Task, subtasks: readonly Subtask[]) {
  const count = (wanted: string) => subtasks.filter(({ state }) => state === wanted).length;
  expect([task.done, task.total, task.cancelled]).toEqual([
    count("done"),
    count("done") + count("open"),
    count("cancelled"),
  ]);
  expect(subtasks.map(({ position }) => position)).toEqual(subtasks.map((_, i) => i));
  if (task.kind === "done" || task.kind === "dropped") expect(count("open")).toBe(0);
  const fromTemplates = subtasks.flatMap(({ part }) => part ?? []);
  expect(new Set(fromTemplates).size).toBe(fromTemplates.length);
}

test("no order of actions loses a subtask, makes one twice, or leaves a task without a way on; every remedy works (B1, B2)", async () => {
  const reached = new Set<string>();
  let walked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 3, maxLength: 14 }), async (moves) => {
      const past = rewindableStorage();
      const { node, on } = await workshop(past);
      const call = async (action: string, subtaskId: string | undefined, which: number) => {
        const input = inputFor(action, on, subtaskId, which % 2 === 0);
        return node.call("dao", operationOf(action), await asSeen(node, action, input));
      };
      for (const { action, which } of [{ action: "task.agree", which: 0 }, ...moves] as Move[]) {
        const { subtasks } = await node.system.tasks.get(on);
        await call(action, subtasks[which % Math.max(1, subtasks.length)]?.id, which).catch(
          (error: unknown) => expect(error).toBeInstanceOf(TaskwireError),
        );
        const after = await node.system.tasks.get(on);
        check(after.task, after.subtasks);
        reached.add(after.task.state);
      }
      walked += await walkAll(node, on, past);
    }),
    { numRuns: 60 },
  );
  expect(reached).toEqual(new Set(Object.keys(workflow.data.states)));
  expect(walked).toBeGreaterThan(100);
}, 60_000);

/** Walks every remedy of a task, each from the same moment. */
async function walkAll(
  node: Awaited<ReturnType<typeof workshop>>["node"],
  on: { boardId: string; taskId: string },
  past: RewindableStorage,
): Promise<number> {
  const began = past.moment();
  const { task, subtasks } = await node.as({ userId: "dao" }).tasks.available(on);
  const all = [
    ...Object.entries(task).map(([action, verdict]) => ({ action, verdict, about: undefined })),
    ...Object.entries(subtasks).flatMap(([about, verdicts]) =>
      Object.entries(verdicts).map(([action, verdict]) => ({ action, verdict, about })),
    ),
  ];
  let walked = 0;
  for (const { action, verdict, about } of all) {
    if (verdict.allowed !== false) continue;
    expect(verdict.message).not.toMatch(/^0 /);
    // Four eyes need somebody else; everything else has a way here.
    expect(verdict.remedy, `${action}: ${verdict.message}`).not.toBe("none");
    for (const step of verdict.remedy as readonly RemedyStep[]) {
      const input = await asSeen(
        node,
        step.action,
        inputFor(step.action, on, step.subtaskId ?? about, true),
      );
      const outcome = node.call("lek", operationOf(step.action), input);
      await outcome.catch((error: unknown) => {
        if (step.unless !== "subtasks")
          throw new Error(`${action}: ${JSON.stringify(verdict.remedy)}: ${step.action}: ${error}`);
      });
    }
    walked++;
    await past.rewind(began);
  }
  return walked;
}
