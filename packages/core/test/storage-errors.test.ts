import { describe, expect, test } from "vitest";
import { TaskwireError, toErrorBody } from "../src/errors.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

const secret = 'password authentication failed for user "prod_app_rw"';
const methods = ["get", "list", "commit", "events", "heads"] as const;

type Method = (typeof methods)[number];

/** A node with a board. One method of its storage fails with this error. */
async function failingNode(method: Method, error: unknown) {
  const runtime = fakeRuntime();
  const real = memoryStorage();
  const healthy = createTaskwire({ storage: real, runtime });
  await healthy.open();
  await healthy.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const dao = healthy.as({ userId: "dao" });
  const board = await dao.boards.create({ name: "Sales" });
  const { cursor } = await dao.boards.open({ boardId: board.id });
  await dao.tasks.create({ boardId: board.id, title: "Tables" });
  let isFailing = false;
  const failing = Object.fromEntries(
    methods.map((name) => [
      name,
      (...args: readonly unknown[]) =>
        isFailing && name === method
          ? Promise.reject(error)
          : (real[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args),
    ]),
  ) as Pick<Storage, Method>;
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    storage: { ...real, ...failing },
    runtime,
    onError: (reported) => void errors.push(reported),
  });
  await taskwire.open();
  isFailing = true;
  return { taskwire, runtime, board, cursor, errors };
}

/** Everything that one person receives: the bodies of errors, and all frames of a connection. */
async function received(node: Awaited<ReturnType<typeof failingNode>>): Promise<string> {
  const { taskwire, runtime, board, cursor } = node;
  const texts: string[] = [];
  const calls: readonly (readonly [string, object])[] = [
    ["boards.open", { boardId: board.id }],
    ["tasks.create", { boardId: board.id, title: "Chairs" }],
    ["tasks.list", { boardId: board.id }],
    ["inbox.list", {}],
  ];
  for (const [name, input] of calls) {
    try {
      texts.push(await taskwire.call("dao", name, input));
    } catch (error) {
      texts.push(JSON.stringify(toErrorBody(error)), String(error));
    }
  }
  const session = taskwire.sessions.connect(
    {
      send: (frame) => void texts.push(typeof frame === "string" ? frame : frame.text),
      buffered: () => 0,
      drained: async () => {},
      close: (code, reason) => void texts.push(`${code} ${reason}`),
    },
    { authenticate: async (userId) => ({ userId }) },
  );
  session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
  await runtime.settle();
  session.receive(JSON.stringify({ type: "subscribe", topic: `board:${board.id}`, after: cursor }));
  for (const [id, [operation, input]] of calls.entries())
    session.receive(JSON.stringify({ type: "call", id, operation, input }));
  await runtime.settle();
  return texts.join("\n");
}

describe.each(methods)("I2: an error of the storage in `%s`", (method) => {
  test.each([
    ["without effect", new TaskwireError("unavailable", `PostgreSQL: ${secret}.`)],
    ["of unknown effect", new TaskwireError("unknown_outcome", `PostgreSQL: ${secret}.`)],
    ["about a value", new TaskwireError("internal", `PostgreSQL: ${secret}.`, { secret })],
    ["that it was not meant to throw", new Error(secret)],
  ])("%s reaches `onError` whole, and callers without its words", async (_kind, error) => {
    const node = await failingNode(method, error);
    const texts = await received(node);
    expect(texts).not.toContain("prod_app_rw");
    expect(node.errors.map(rootOf)).toContain(error);
  });
});

/** The innermost cause of an error. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;

test("I2: `onError` learns which operation failed, and the ids in its input", async () => {
  const error = new TaskwireError("unavailable", secret);
  const { taskwire, board, errors } = await failingNode("commit", error);
  const create = taskwire.call("dao", "tasks.create", { boardId: board.id, title: "Private" });
  await expect(create).rejects.toMatchObject({ code: "unavailable", cause: error });
  expect(errors).toContainEqual(
    expect.objectContaining({
      message: `tasks.create failed (boardId "${board.id}"): ${secret}`,
      cause: error,
    }),
  );
});

test("I2: the app's own code gets the storage's words when it opens the storage", async () => {
  const error = new TaskwireError("unavailable", secret);
  const storage = { ...memoryStorage(), open: () => Promise.reject(error) };
  await expect(createTaskwire({ storage }).open()).rejects.toBe(error);
});
