import { expect } from "vitest";
import type { PlainClient } from "./plain-client.ts";
import { section } from "./section.ts";

const doc = section(2);
const { clause, connect, onBoard, submit } = doc;

clause("2.1 an operation is called by name", async () => {
  const dao = await connect("dao");
  expect((await dao.call("users.me", {})).result).toMatchObject({ id: "dao" });
  expect((await dao.call("tasks.fly", {})).error).toMatchObject({ code: "invalid" });
});

clause("2.2 every call is answered once, by its id", async () => {
  const dao = await connect("dao");
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, i) => dao.call("tasks.create", onBoard({ title: `Car ${i}` }))),
  );
  expect(many.map(({ result }) => (result as { task: { title: string } }).task.title)).toEqual(
    Array.from({ length: 20 }, (_, i) => `Car ${i}`),
  );
});

clause("2.3 a key has one effect, however often it is sent", async () => {
  const [one, other] = [await connect("dao"), await connect("dao")];
  const input = onBoard({ title: "Car" });
  const answers = await Promise.all(
    [one, other, one, other, one].map((by) => by.call("tasks.create", input, "key-00000001")),
  );
  expect(new Set(answers.map(({ result }) => JSON.stringify(result))).size).toBe(1);
  expect(
    (await one.call("tasks.create", onBoard({ title: "Bus" }), "key-00000001")).error,
  ).toMatchObject({
    code: "key_reused",
  });
  const withSpace = await one.call("tasks.create", input, "key with spaces");
  expect(withSpace.error).toMatchObject({ code: "invalid" });
  const list = await one.call("tasks.list", onBoard(), "key-00000001");
  expect((list.result as { tasks: object[] }).tasks).toHaveLength(1);
});

clause("2.4 errors have the documented codes", async () => {
  const [dao, lek, mia] = [await connect("dao"), await connect("lek"), await connect("mia")];
  const { id: taskId, version } = await submit(dao);
  await dao.call("tasks.edit", onBoard({ taskId, title: "Bus" }));
  const code = async (by: PlainClient, operation: string, input: object) =>
    (await by.call(operation, input)).error?.code;
  const wrongInput = (await dao.call("tasks.create", onBoard())).error;
  expect(wrongInput).toMatchObject({ code: "invalid", details: { problems: [{ path: "title" }] } });
  const wrongFrame = (await dao.call("users.me", {}, "short")).error;
  expect(wrongFrame).toEqual({ code: "invalid", message: expect.any(String) });
  expect(await code(lek, "members.add", onBoard({ userId: "mia" }))).toBe("forbidden");
  expect(await code(mia, "boards.open", onBoard())).toBe("not_found");
  expect(await code(dao, "tasks.approve", onBoard({ taskId }))).toBe("refused");
  expect(await code(dao, "tasks.edit", onBoard({ taskId, title: "Van", version }))).toBe(
    "conflict",
  );
  const { error } = await dao.call("tasks.edit", onBoard({ taskId, title: "Van", version }));
  expect(error?.details).toEqual({ version: version + 1 });
});

clause("2.5 a refusal names the remedy", async () => {
  const dao = await connect("dao");
  const { id: taskId, version } = await submit(dao);
  const { error } = await dao.call("tasks.approve", onBoard({ taskId }));
  expect(error?.details).toMatchObject({
    rule: "own_task",
    remedy: [{ action: "task.approve", by: [{ role: "ADMIN", not: "requester" }] }],
  });
  const nok = await connect("nok");
  expect((await nok.call("tasks.approve", onBoard({ taskId, version }))).error).toBeUndefined();
  expect(
    (await nok.call("tasks.reject", onBoard({ taskId, version, reason: "no" }))).error?.details,
  ).toMatchObject({
    rule: "state",
    // The approved task can be cancelled, restored and then rejected.
    remedy: [{ action: "task.cancel" }, { action: "task.restore" }, { action: "task.reject" }],
    decision: { action: "approve", by: "nok" },
  });
});

clause("2.6 too many calls are told when to retry", async () => {
  const dao = await connect("dao");
  const answers = await Promise.all(Array.from({ length: 60 }, () => dao.call("users.me", {})));
  const limited = answers.filter(({ error }) => error?.code === "rate_limited");
  expect(limited.length).toBeGreaterThan(0);
  expect(limited[0]?.error?.details).toEqual({ retryAfterMs: expect.any(Number) });
  for (let i = 0; i < 2_000; i++) dao.send({ type: "pong" });
  expect((await dao.closed).code).toBe(4004);
});

clause("2.7 unknown fields and text that can't be stored are invalid", async () => {
  const dao = await connect("dao");
  for (const extra of [{ title: "Car", role: "ADMIN" }, { title: "Car\0" }, { title: "\ud800" }]) {
    expect((await dao.call("tasks.create", onBoard(extra))).error).toMatchObject({
      code: "invalid",
    });
  }
  dao.sendRaw(
    `{"type":"call","id":900,"operation":"tasks.create","input":{"boardId":"${doc.server.boardId}","title":"x","__proto__":{"a":1}}}`,
  );
  expect(await dao.next("result")).toMatchObject({ id: 900, error: { code: "invalid" } });
  for (const wrong of [null, [], "", 0, false]) {
    expect((await dao.call("users.me", wrong as never)).error).toMatchObject({ code: "invalid" });
  }
  dao.sendRaw('{"type":"call","id":901,"operation":"users.me"}');
  expect(await dao.next("result")).toMatchObject({ id: 901, error: { code: "invalid" } });
});

clause("2.8 a decision names the version that the person saw", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  const { id: taskId, version } = await submit(dao);
  const approve = async (more: object) =>
    (await nok.call("tasks.approve", onBoard({ taskId, ...more }))).error;
  expect(await approve({})).toMatchObject({
    code: "invalid",
    details: { problems: [{ path: "version" }] },
  });
  await dao.call("tasks.edit", onBoard({ taskId, title: "Two cars" }));
  expect(await approve({ version })).toMatchObject({
    code: "conflict",
    details: { version: version + 1 },
  });
  expect(await approve({ version: version + 1 })).toBeUndefined();
});

clause(
  "2.9 an answer has an eighth of `answerBytes`, and `more` leads to the rest of a board",
  async () => {
    const dao = await connect("dao");
    const most = (256 * 1024) / 8;
    const description = "น้ำ ".repeat(2_000);
    for (let i = 0; i < 8; i++)
      await dao.call("tasks.create", onBoard({ title: "Car", description }));
    const ids: unknown[] = [];
    let after: string | null | undefined;
    do {
      const { result } = await dao.call("boards.open", onBoard({ after }));
      expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(most);
      const { tasks, more } = result as unknown as { tasks: { id: string }[]; more: string | null };
      ids.push(...tasks.map(({ id }) => id));
      after = more;
    } while (after !== null);
    expect(new Set(ids).size).toBe(8);
  },
);

clause("2.10 a client that offers it gets large results as compressed binary frames", async () => {
  const dao = await connect("dao", ["taskwire.v1.deflate", "taskwire.v1"]);
  const plain = await connect("dao");
  const description = "น้ำ ".repeat(2_000);
  for (let i = 0; i < 8; i++)
    await dao.call("tasks.create", onBoard({ title: "Car", description }));
  const before = dao.binaryFrames;
  const { result } = await dao.call("boards.open", onBoard({}));
  expect(result).toMatchObject({ more: null });
  expect((result as { tasks: object[] }).tasks).toHaveLength(8);
  expect(dao.binaryFrames).toBe(before + 1);
  await dao.call("users.me", {});
  expect(dao.binaryFrames).toBe(before + 1);
  expect((await plain.call("boards.open", onBoard({}))).result).not.toMatchObject({ more: null });
  expect(plain.binaryFrames).toBe(0);
});
