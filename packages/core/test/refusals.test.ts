import { expect, test } from "vitest";
import { startOffice } from "./support/office.ts";
import { connect, startWorld } from "./support/session-world.ts";

test("the app hears of each refusal with ids, operation, code and permission, and without texts", async () => {
  const { taskwire, boardId, submit, as, errors, runtime } = await startOffice();
  const taskId = await submit("lek", "A secret title");
  const heard: unknown[] = [];
  const off = taskwire.onRefused((refusal) => heard.push(refusal));
  const at = new Date(runtime.now()).toISOString();
  const on = { boardId, taskId };
  const decision = { ...on, version: (await taskwire.system.tasks.get(on)).task.version };
  await expect(as("lek").tasks.approve(decision)).rejects.toThrow();
  await expect(as("mali").tasks.edit({ ...on, title: "My secret" })).rejects.toThrow();
  await expect(as("lek").members.add({ boardId, userId: "dao" })).rejects.toThrow();
  await as("dao").tasks.approve(decision);
  await expect(as("nok").tasks.approve(decision)).rejects.toThrow();
  await expect(taskwire.call("stranger", "boards.open", { boardId })).rejects.toThrow();
  // Neither a mistake in the input, nor a success, nor the app's own call.
  await expect(as("dao").tasks.create({ boardId, title: "" })).rejects.toThrow();
  await expect(taskwire.system.tasks.approve(decision)).rejects.toThrow();
  const base = { at, operation: "tasks.approve", permission: "task.approve" };
  expect(heard).toEqual([
    { ...base, userId: "lek", code: "forbidden", rule: "permission", ids: on },
    {
      ...{ at, userId: "mali", operation: "tasks.edit", permission: "task.edit" },
      ...{ code: "not_found", ids: on },
    },
    {
      ...{ at, userId: "lek", operation: "members.add", permission: "member.add" },
      ...{ code: "forbidden", rule: "permission", ids: { boardId, userId: "dao" } },
    },
    { ...base, userId: "nok", code: "refused", rule: "state", ids: on },
    {
      ...{ at, userId: "stranger", operation: "boards.open", permission: "member" },
      ...{ code: "forbidden", ids: { boardId } },
    },
  ]);
  expect(JSON.stringify(heard)).not.toContain("secret");
  off();
  await expect(as("lek").tasks.approve(decision)).rejects.toThrow();
  expect([heard.length, errors]).toEqual([5, []]);
  await taskwire.close();
});

test("a listener of refusals that throws or rejects harms nobody, and long ids are cut", async () => {
  const { taskwire, errors } = await startOffice();
  const heard: { ids: object }[] = [];
  taskwire.onRefused(() => {
    throw new Error("one");
  });
  const rejects = () => Promise.reject(new Error("two"));
  taskwire.onRefused(rejects as () => never);
  taskwire.onRefused((refusal) => heard.push(refusal));
  const ids = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `${"abcdefghij"[i % 10]}${"x".repeat(i)}Id`,
      "y".repeat(9_999),
    ]),
  );
  await expect(taskwire.call("stranger".repeat(40), "boards.open", ids)).rejects.toMatchObject({
    code: "forbidden",
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors.map((error) => (error as Error).message)).toEqual(["one", "two"]);
  expect(Object.keys(heard[0]?.ids ?? {})).toHaveLength(10);
  expect(JSON.stringify(heard).length).toBeLessThan(4_000);
  await taskwire.close();
});

test("the app hears of connections of accounts that are unknown or disabled", async () => {
  const world = await startWorld();
  const heard: unknown[] = [];
  world.taskwire.onRefused((refusal) => heard.push(refusal));
  await world.system("users.put", {
    id: "lek",
    name: "lek",
    role: "ADMIN_LIMITED",
    disabled: true,
  });
  for (const userId of ["lek", "stranger", "dao"]) await connect(world, userId);
  expect(heard).toMatchObject([
    { userId: "lek", operation: "connect", code: "forbidden", ids: {} },
    { userId: "stranger", operation: "connect", code: "forbidden", ids: {} },
  ]);
  expect(heard).toHaveLength(2);
  await world.taskwire.close({ deadlineMs: 0 });
});

test("the app hears of topics that a connection may not follow", async () => {
  const world = await startWorld();
  const heard: unknown[] = [];
  world.taskwire.onRefused((refusal) => heard.push(refusal));
  const lek = await connect(world, "lek");
  for (const topic of ["user:dao", "board:none", "not a topic"])
    lek.send({ type: "subscribe", topic });
  await world.runtime.settle();
  expect(heard).toHaveLength(3);
  for (const one of heard)
    expect(one).toMatchObject({ userId: "lek", operation: "subscribe", code: "not_found" });
  await world.taskwire.close({ deadlineMs: 0 });
});

test("each grant is an event that says who gave which role to whom, and which role it was before", async () => {
  const { taskwire, boardId, as } = await startOffice();
  const log: unknown[] = [];
  taskwire.on("user.joined", ({ actor, subject, data }) => log.push([actor, subject, data.role]));
  taskwire.on("user.role_changed", ({ actor, subject, data }) =>
    log.push([actor, subject, data.before, data.role]),
  );
  taskwire.on("user.left", ({ actor, subject, data }) =>
    log.push([actor, subject, data.role, null]),
  );
  taskwire.on("user.changed", ({ actor, subject, data }) =>
    log.push([actor, subject, data.before, data.user.role]),
  );
  await taskwire.system.users.put({ id: "ploy", name: "Ploy", role: "ADMIN_LIMITED" });
  await as("dao").members.add({ boardId, userId: "ploy", role: "ADMIN" });
  await as("nok").members.change({ boardId, userId: "ploy", role: null });
  await taskwire.system.users.put({ id: "ploy", name: "Ploy", role: "ADMIN" });
  await taskwire.system.users.put({ id: "ploy", name: "Ploy P", role: "ADMIN" });
  await as("dao").members.remove({ boardId, userId: "ploy" });
  expect(log).toEqual([
    ["dao", "ploy", "ADMIN"],
    ["nok", "ploy", "ADMIN", "ADMIN_LIMITED"],
    ["system", "ploy", "ADMIN_LIMITED", "ADMIN"],
    ["system", "ploy", undefined, "ADMIN"],
    ["dao", "ploy", "ADMIN", null],
  ]);
  await taskwire.close();
});

test("a refusal says the last decision, and does not take it for the reason of the state", async () => {
  const { taskwire, boardId, submit, as } = await startOffice();
  const on = { boardId, taskId: await submit("lek", "Sell") };
  const { version } = (await taskwire.system.tasks.get(on)).task;
  await as("dao").tasks.approve({ ...on, version });
  const approve = () => as("nok").tasks.approve({ ...on, version });
  const decided = /Decision: approve by dao at 20[-\d]+T[\d:.]+Z\.$/.source;
  await expect(approve()).rejects.toThrow(new RegExp(`^The task is approved. ${decided}`));
  await as("dao").tasks.cancel({ ...on, reason: "Sold already" });
  await expect(approve()).rejects.toThrow(new RegExp(`^The task is cancelled. ${decided}`));
  await taskwire.close();
});
