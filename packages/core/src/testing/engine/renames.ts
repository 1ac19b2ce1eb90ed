import assert from "node:assert/strict";
import { z } from "zod";
import { TaskwireError } from "../../errors.ts";
import { defineRoles } from "../../policy/roles.ts";
import type { Storage } from "../../storage/storage.ts";
import { createTaskwire } from "../../taskwire.ts";
import { defineWorkflow, type RenamedStates } from "../../workflow/workflow.ts";
import type { EngineGroup } from "./nodes.ts";
import { opened } from "./opened.ts";

/** A release of an app: its workflow calls the second state by this name. */
function release(storage: Storage, second: string, renamed: RenamedStates = {}) {
  const workflow = defineWorkflow({
    name: "drafts",
    version: 2,
    initial: "draft",
    states: {
      draft: { kind: "waiting" },
      [second]: { kind: "waiting" },
      printed: { kind: "done" },
    },
    actions: {
      submit: { from: "draft", to: second },
      print: { from: second, to: "printed" },
    },
    types: { text: { data: z.null() } },
    renamed,
  });
  const roles = defineRoles({
    workflow,
    roles: {
      ADMIN: { "task.read": true },
      ASKER: { "task.read": ["involved"], "task.create": true },
    },
  });
  const node = createTaskwire({ storage: opened(storage), workflow, roles });
  const { tasks } = node.system;
  // The names of the states are not known to the compiler here, so those of the actions aren't either.
  const actions = tasks as unknown as {
    readonly [action in "submit" | "print"]: (on: object) => Promise<unknown>;
  };
  return { node, system: node.system, actions, [Symbol.asyncDispose]: () => node.close() };
}

async function boardWith({ system, actions }: ReturnType<typeof release>, submitted: number) {
  const { id: boardId } = await system.boards.create({ name: "Texts" });
  const taskIds = [];
  for (let i = 0; i < submitted; i++) {
    const { task } = await system.tasks.create({ boardId, type: "text", title: `Text ${i}` });
    await actions.submit({ boardId, taskId: task.id });
    taskIds.push(task.id);
  }
  return { boardId, taskIds };
}

/** A release renames or forgets a state of the workflow. */
export function renames(test: EngineGroup): void {
  test("a release without a state that tasks are in does not open, and says how many they are and what helps (B6)", async (_, __, storage) => {
    await using first = release(storage, "review");
    await first.node.open();
    await boardWith(first, 2);
    await boardWith(first, 2);
    await using second = release(storage, "checked");
    await assert.rejects(second.node.open(), (error: TaskwireError) => {
      assert.ok(error instanceof TaskwireError);
      assert.equal(error.code, "invalid");
      assert.match(error.message, /"review".*4 tasks.*renamed.*draft, checked/);
      return true;
    });
    await using again = release(storage, "review");
    await again.node.open();
  });

  test("a renamed state takes its tasks along, each in one event, however many nodes open at once (B6)", async (_, __, storage) => {
    await using first = release(storage, "review");
    await first.node.open();
    const boards = [await boardWith(first, 5), await boardWith(first, 3)];
    await first.system.users.put({ id: "asker", name: "Asker", role: "ASKER" });
    const [{ boardId: askedOn } = { boardId: "" }] = boards;
    await first.system.members.add({ boardId: askedOn, userId: "asker" });
    const own = { boardId: askedOn, type: "text" as const, title: "Mine" };
    const { task } = await first.node.as({ userId: "asker" }).tasks.create(own);
    await first.actions.submit({ boardId: askedOn, taskId: task.id });
    boards[0]?.taskIds.push(task.id);
    const next = () => release(storage, "checked", { review: "checked" });
    await using one = next();
    await using two = next();
    await using three = next();
    await Promise.all([one, two, three].map(({ node }) => node.open()));
    const { system } = one;
    for (const { boardId, taskIds } of boards) {
      const { tasks } = await system.tasks.list({ boardId, kind: "waiting" });
      assert.deepEqual(tasks.map(({ id }) => id).sort(), [...taskIds].sort());
      for (const { id: taskId, state } of tasks) {
        assert.equal(state, "checked");
        const { events } = await system.tasks.history({ boardId, taskId });
        const moves = events.filter(({ type }) => type === "task.state_renamed");
        assert.equal(moves.length, 1);
      }
    }
    const { counts } = await two.node.as({ userId: "asker" }).tasks.counts({ boardId: askedOn });
    assert.deepEqual(
      counts.map(({ state, count }) => [state, count]),
      [
        ["draft", 0],
        ["checked", 1],
        ["printed", 0],
      ],
    );
    const [{ boardId, taskIds } = { boardId: "", taskIds: [] }] = boards;
    await two.actions.print({ boardId, taskId: taskIds[0] });
  });

  test("a state can't be renamed to one of another kind, because nobody decided that (B6)", async (_, __, storage) => {
    await using first = release(storage, "review");
    await first.node.open();
    const { boardId, taskIds } = await boardWith(first, 1);
    await using second = release(storage, "checked", { review: "printed" });
    await assert.rejects(second.node.open(), /1 task is in "review".*kind waiting.*draft, checked/);
    const { task } = await first.system.tasks.get({ boardId, taskId: String(taskIds[0]) });
    assert.equal(task.state, "review");
  });
}
