import { describe, expect, test } from "vitest";
import { operationOf, otherOperations } from "./permission-table.ts";
import { errorOf, inputFor, type Person, situationOf, type World } from "./support/situations.ts";

const absent = { boardId: "no-such-board", taskId: "no-such-task", subtaskId: "no-such-subtask" };
type Ids = Partial<typeof absent>;

const actionOf = new Map(
  Object.entries(operationOf).map(([action, operation]) => [operation, action]),
);
const others: { [operation: string]: object } = {
  "boards.edit": { name: "Another name" },
  "members.add": { userId: "stranger" },
  "members.change": { userId: "helper", role: "ADMIN" },
  "members.remove": { userId: "helper" },
  "tasks.create": { title: "Task" },
  "tasks.why": { action: "task.approve" },
  "links.make": { userId: "stranger", actions: ["approve"] },
};

/** The JSON of the error for a call with these ids. */
async function told(person: Person, operation: string, ids: Ids, world: World): Promise<string> {
  const { target } = world.taskwire.operations[operation as "tasks.get"];
  const fields = {
    board: ["boardId"],
    task: ["boardId", "taskId"],
    subtask: ["boardId", "taskId", "subtaskId"],
  }[target as "board" | "task" | "subtask"];
  const action = actionOf.get(operation);
  const {
    boardId: _,
    taskId: __,
    ...more
  } = inputFor(action ?? "read", world, ids.subtaskId) as Ids;
  const named = Object.fromEntries(Object.entries(ids).filter(([name]) => fields.includes(name)));
  const input = { ...more, ...others[operation], ...named };
  const { kind } = world.taskwire.operations[operation as "tasks.get"];
  // A preview says neither more nor less than the command.
  const previewed = await errorOf(
    world.taskwire.call(person, "notifications.preview", { operation, input }),
  );
  const error = await errorOf(world.taskwire.call(person, operation, input));
  if (kind === "command") expect(previewed).toEqual(error);
  return JSON.stringify(error ?? "it worked");
}

const operations = [...Object.values(operationOf), ...otherOperations];
const situation = "approved, two open subtasks, about the first";

describe("a user who is not a member of a board", () => {
  test.each(operations)(
    "gets the same answer from %s as for a board that does not exist",
    async (operation) => {
      const world = await situationOf(situation, "ADMIN", "assignee");
      const real = {
        boardId: world.boardId,
        taskId: world.taskId,
        subtaskId: world.subtaskId as string,
      };
      const answer = await told("stranger", operation, absent, world);
      expect(JSON.parse(answer)).toMatchObject({ code: "not_found" });
      expect(await told("stranger", operation, real, world)).toBe(answer);
      expect(
        await told("stranger", operation, { ...real, subtaskId: absent.subtaskId }, world),
      ).toBe(answer);
      expect(await told("stranger", operation, { ...absent, boardId: real.boardId }, world)).toBe(
        answer,
      );
    },
  );

  test("gets the same answer to an app's own question about an action that doesn't exist", async () => {
    const world = await situationOf(situation, "ADMIN", "assignee");
    const ask = (boardId: string, taskId: string) =>
      errorOf(world.taskwire.call("stranger", "tasks.why", { boardId, taskId, action: "no.such" }));
    expect(await ask(world.boardId, world.taskId)).toEqual(
      await ask(absent.boardId, absent.taskId),
    );
  });

  test("finds the board in no list", async () => {
    const { taskwire } = await situationOf(situation, "ADMIN", "assignee");
    expect(await taskwire.as({ userId: "stranger" }).boards.list()).toEqual({
      boards: [],
      next: null,
    });
  });
});

describe("a user who may not see a task", () => {
  const onTask = operations.filter(
    (name) => !/^(boards|members)\.|^tasks\.(create|list|counts)$/.test(name),
  );

  test.each(onTask)(
    "gets the same answer from %s as for a task that does not exist",
    async (operation) => {
      const world = await situationOf(situation, "ADMIN_LIMITED", "assignee");
      const real = {
        boardId: world.boardId,
        taskId: world.taskId,
        subtaskId: world.subtaskId as string,
      };
      const answer = await told("neither", operation, { ...absent, boardId: world.boardId }, world);
      expect(JSON.parse(answer)).toMatchObject({ code: "not_found" });
      expect(await told("neither", operation, real, world)).toBe(answer);
      expect(
        await told("neither", operation, { ...real, subtaskId: absent.subtaskId }, world),
      ).toBe(answer);
    },
  );

  test("finds it in no list and not on the opened board", async () => {
    const { taskwire, boardId } = await situationOf(situation, "ADMIN_LIMITED", "assignee");
    const { tasks, boards } = taskwire.as({ userId: "neither" });
    expect(await tasks.list({ boardId })).toEqual({ tasks: [], subtasks: [], next: null });
    expect(await tasks.list({ boardId, involvedId: "requester" })).toEqual({
      tasks: [],
      subtasks: [],
      next: null,
    });
    expect(await tasks.list({ boardId, state: "approved" })).toEqual({
      tasks: [],
      subtasks: [],
      next: null,
    });
    expect(await boards.open({ boardId })).toMatchObject({ tasks: [], subtasks: [] });
    const { counts } = await tasks.counts({ boardId });
    expect(counts.filter(({ count, more }) => count > 0 || more)).toEqual([]);
  });
});

describe("a task and its board", () => {
  test.each([
    "tasks.get",
    "tasks.history",
    "tasks.why",
    "tasks.available",
    "tasks.approve",
    "subtasks.complete",
  ])(
    "%s finds no task through another board, and no subtask through another task",
    async (operation) => {
      const world = await situationOf(situation, "ADMIN", "assignee");
      const chief = world.taskwire.as({ userId: "chief" });
      const { id: boardId } = await chief.boards.create({ name: "Another board" });
      const {
        task: { id: taskId },
      } = await chief.tasks.create({ boardId, title: "Another task" });
      const real = { boardId, taskId: world.taskId, subtaskId: world.subtaskId as string };
      expect(await told("chief", operation, real, world)).toBe(
        await told("chief", operation, { ...absent, boardId }, world),
      );
      if (operation !== "subtasks.complete") return;
      expect(await told("chief", operation, { ...real, taskId }, world)).toBe(
        await told("chief", operation, { ...absent, boardId, taskId }, world),
      );
    },
  );
});
