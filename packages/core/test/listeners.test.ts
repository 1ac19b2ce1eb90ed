import { expect, test } from "vitest";
import { TaskwireError } from "../src/errors.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

async function node(storage: Storage = memoryStorage()) {
  const errors: unknown[] = [];
  const one = createTaskwire({
    storage,
    runtime: fakeRuntime(),
    onError: (error) => errors.push(error),
  });
  await one.open();
  return { one, errors };
}

test("a listener gets committed events of its type with number and topic, once they can be read", async () => {
  const storage = memoryStorage();
  const { one } = await node(storage);
  const heard: object[] = [];
  const all: string[] = [];
  one.on("board.created", (event) => heard.push(event));
  one.on("*", ({ type }) => all.push(type));
  const board = await one.system.boards.create({ id: "b", name: "A" });
  await one.system.boards.edit({ boardId: "b", name: "B" });
  expect(all).toEqual(["board.created", "board.edited"]);
  expect(heard).toMatchObject([
    {
      topic: "board:b",
      number: 1,
      type: "board.created",
      subject: "b",
      actor: "system",
      data: { board: { name: "A" } },
    },
  ]);
  expect(board.version).toBe(1);
});

test("a listener gets no event of a command that was refused, failed or was repeated", async () => {
  const inner = memoryStorage();
  let isDown = false;
  const storage: Storage = {
    ...inner,
    commit: (commit) =>
      isDown ? Promise.reject(new Error("The disk is full.")) : inner.commit(commit),
  };
  const { one } = await node(storage);
  await one.system.boards.create({ id: "b", name: "A" }, { key: "create-once-0001" });
  const all: string[] = [];
  one.on("*", ({ type }) => all.push(type));
  await one.system.boards.create({ id: "b", name: "A" }, { key: "create-once-0001" });
  await expect(one.system.boards.create({ id: "b", name: "B" })).rejects.toMatchObject({
    code: "refused",
  });
  isDown = true;
  await expect(one.system.boards.create({ id: "c", name: "C" })).rejects.toMatchObject({
    code: "internal",
  });
  expect(all).toEqual([]);
});

test("a listener that throws harms neither the command nor other listeners, and is reported", async () => {
  const { one, errors } = await node();
  const heard: string[] = [];
  one.on("board.created", () => {
    throw new Error("My own mistake");
  });
  one.on("board.created", ({ type }) => heard.push(type));
  one.on("*", () => {
    throw new Error("Another one");
  });
  expect((await one.system.boards.create({ name: "A" })).name).toBe("A");
  expect(heard).toEqual(["board.created"]);
  expect(errors.map(String)).toEqual(["Error: My own mistake", "Error: Another one"]);
});

test("a listener that rejects does not end the process, and is reported", async () => {
  const { one, errors } = await node();
  const late = () => Promise.reject(new Error("Too late"));
  one.on("board.created", late as () => void);
  await one.system.boards.create({ name: "A" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors.map(String)).toEqual(["Error: Too late"]);
});

test("refuses an unknown type and suggests similar ones; an app's own type is known once declared", async () => {
  const { one } = await node();
  const hint =
    /no event has the type "task\.aproved"; the nearest are task\.approved, task\.created/i;
  // @ts-expect-error
  expect(() => one.on("task.aproved", () => {})).toThrow(hint);
  // @ts-expect-error
  expect(() => one.on("tsak.approved", () => {})).toThrow(
    'the type "tsak.approved"; the nearest are task.approved',
  );
  // @ts-expect-error
  expect(() => one.on("task.nudged", () => {})).toThrow("name it in the option `events`");
  // @ts-expect-error
  expect(() => one.on("", () => {})).toThrow(TaskwireError);
  const own = createTaskwire({ runtime: fakeRuntime(), events: ["task.nudged"] });
  own.on("task.nudged", () => {});
  own.react("nudges", "task.nudged", () => {});
});

test("a listener that was ended gets no more events", async () => {
  const { one } = await node();
  const heard: unknown[] = [];
  const end = one.on("board.created", ({ subject }) => heard.push(subject));
  await one.system.boards.create({ id: "a", name: "A" });
  end();
  await one.system.boards.create({ id: "b", name: "B" });
  expect(heard).toEqual(["a"]);
});
