import { expect, test } from "vitest";
import { TaskwireError } from "../../src/errors.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import { inShort, startOffice } from "../support/office.ts";
import { purchases } from "../support/purchase.ts";

const asks = (lines: readonly string[]) => lines.filter((line) => line.includes("approval"));

/** The office with a task in work: part "b" waits for part "a". */
async function startWork(people: { a: string | null; b: string | null }) {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("dao", "Plan");
  await decide(office.as("nok"), "approve", { boardId, taskId });
  const create = async (title: string, assigneeId: string | null, dependsOn: string[] = []) =>
    (await office.as("dao").subtasks.create({ boardId, taskId, title, assigneeId, dependsOn }))
      .subtask.id;
  const a = await create("a", people.a);
  const b = await create("b", people.b, [a]);
  const act = (userId: string, what: "complete" | "reopen", subtaskId: string) =>
    office.as(userId).subtasks[what]({ boardId, taskId, subtaskId });
  return { ...office, taskId, a, b, act };
}

test("the assignee of a subtask that waited for another one is notified when it is their turn (C1)", async () => {
  const work = await startWork({ a: "mali", b: "lek" });
  await work.act("mali", "complete", work.a);
  expect(await work.told("lek")).toEqual([
    "subtask.created: assigned",
    "subtask.completed: assigned",
  ]);
  expect((await work.rows("lek"))[1]).toMatchObject({ actor: "mali", excerpt: "b" });
});

test("the assignee of a subtask that waits for two others is notified when the last of them is done (C1)", async () => {
  const work = await startWork({ a: "mali", b: null });
  const { boardId, taskId } = work;
  const create = async (title: string, assigneeId: string, dependsOn: string[]) =>
    (await work.as("dao").subtasks.create({ boardId, taskId, title, assigneeId, dependsOn }))
      .subtask.id;
  const other = await create("other", "nok", []);
  await create("last", "lek", [work.a, other]);
  await work.act("mali", "complete", work.a);
  expect(await work.told("lek")).toHaveLength(1);
  await work.act("nok", "complete", other);
  expect((await work.told("lek")).at(-1)).toBe("subtask.completed: assigned");
});

test("the assignee of a finished subtask that is reopened is notified (C1)", async () => {
  const work = await startWork({ a: "mali", b: "lek" });
  await work.act("mali", "complete", work.a);
  await work.act("dao", "reopen", work.a);
  expect(await work.told("mali")).toEqual([
    "subtask.created: assigned (completed)",
    "subtask.reopened: assigned",
  ]);
});

test("the request to work is resolved when the person has no open part left, whoever finished it (C2)", async () => {
  const work = await startWork({ a: "lek", b: "lek" });
  const open = async () => (await work.told("lek")).filter((line) => !line.includes("("));
  await work.act("dao", "complete", work.a);
  expect(await open()).not.toEqual([]);
  await work.act("dao", "complete", work.b);
  expect(await open()).toEqual([]);
  expect(await work.unread("lek")).toBe(0);
});

test("requests to work are resolved when their task is completed or cancelled (C2)", async () => {
  const done = await startWork({ a: "mali", b: "lek" });
  await done.act("dao", "complete", done.a);
  await done.act("dao", "complete", done.b);
  for (const userId of ["mali", "lek"])
    for (const line of await done.told(userId)) expect(line).toContain("(completed)");
  const dropped = await startWork({ a: "mali", b: "lek" });
  const { boardId, taskId } = dropped;
  await dropped.as("nok").tasks.cancel({ boardId, taskId });
  expect((await dropped.told("mali"))[0]).toBe("subtask.created: assigned (cancelled)");
});

test("a person who gets the right to decide is asked for all tasks that wait (C3)", async () => {
  const office = await startOffice();
  const { boardId, taskwire, runtime } = office;
  for (const title of ["one", "two", "three"]) await office.submit("lek", title);
  await office.as("dao").members.change({ boardId, userId: "mali", role: "ADMIN" });
  await runtime.settle();
  const rows = (await office.rows("mali")).filter(({ critical }) => critical);
  expect(rows.map(({ excerpt, state }) => [excerpt, state])).toEqual(
    expect.arrayContaining([
      ["one", "open"],
      ["two", "open"],
      ["three", "open"],
    ]),
  );
  expect(rows).toHaveLength(3);
  await taskwire.system.users.put({ id: "ann", name: "Ann", role: "ADMIN" });
  await office.as("dao").members.add({ boardId, userId: "ann" });
  await runtime.settle();
  expect(asks(await office.told("ann"))).toHaveLength(3);
});

test("a person who may decide again gets the same requests back, and is asked for what came meanwhile (C3)", async () => {
  const office = await startOffice();
  const { taskwire, runtime } = office;
  const put = (disabled: boolean) =>
    taskwire.system.users.put({ id: "dao", name: "dao", handle: "dao", role: "ADMIN", disabled });
  const decided = await office.submit("lek", "decided meanwhile");
  await office.submit("lek", "before");
  await put(true);
  await office.submit("lek", "meanwhile");
  await decide(office.as("nok"), "approve", { boardId: office.boardId, taskId: decided });
  await put(false);
  await runtime.settle();
  const open = (await office.rows("dao")).filter(({ state }) => state === "open");
  expect(open.map(({ excerpt }) => excerpt).sort()).toEqual(["before", "meanwhile"]);
  // Once more changes nothing.
  await put(true);
  await put(false);
  await runtime.settle();
  expect((await office.rows("dao")).filter(({ state }) => state === "open")).toHaveLength(2);
});

test("requests follow the rights to decide while the board is archived, as if it were not (C3)", async () => {
  const office = await startOffice();
  const { taskwire, runtime, boardId } = office;
  const put = (id: string, role: "ADMIN" | "ADMIN_LIMITED") =>
    taskwire.system.users.put({ id, name: id, handle: id, role });
  await office.submit("lek", "waits");
  const before = asks(await office.told("dao"));
  await taskwire.system.boards.archive({ boardId });
  // A change of the role on an archived board: dao can still decide when it is reopened.
  await put("dao", "ADMIN_LIMITED");
  await runtime.settle();
  await put("dao", "ADMIN");
  await put("mali", "ADMIN");
  await runtime.settle();
  await taskwire.system.boards.archive({ boardId, archived: false });
  expect(asks(await office.told("dao"))).toEqual(before);
  expect(asks(await office.told("mali"))).toHaveLength(1);
  expect(asks(await office.told("lek"))).toEqual([]);
});

test("the requester is not asked to decide on their own task (C3)", async () => {
  const office = await startOffice();
  await office.submit("lek", "Mine");
  await office.as("dao").members.change({ boardId: office.boardId, userId: "lek", role: "ADMIN" });
  await office.runtime.settle();
  expect(asks(await office.told("lek"))).toEqual([]);
});

/** Roles with a manager who can add members, but can't decide. */
const roles = defineRoles({
  workflow: approvalWorkflow,
  roles: {
    ADMIN: { "task.read": true, "task.approve": true, "task.reject": true },
    ADMIN_LIMITED: { "task.read": ["involved"], "task.create": true },
    MANAGER: {
      "task.read": true,
      "member.add": true,
      "member.change": true,
      "member.remove": true,
    },
  },
});

async function startManaged() {
  const office = await startOffice({ roles, templates: {} });
  const { boardId, taskwire } = office;
  await taskwire.system.users.put({ id: "boss", name: "Boss", role: "MANAGER" });
  await taskwire.system.members.add({ boardId, userId: "boss" });
  await office.runtime.settle();
  return office;
}

test("if nobody is left who can decide, the requester and the people who can change that are told once (C3)", async () => {
  const office = await startManaged();
  const { boardId, taskwire, runtime } = office;
  await office.submit("lek", "Stuck");
  await taskwire.system.members.remove({ boardId, userId: "nok" });
  await runtime.settle();
  expect(asks(await office.told("boss"))).toEqual([]);
  await taskwire.system.users.put({ id: "dao", name: "dao", role: "ADMIN", disabled: true });
  await runtime.settle();
  expect(asks(await office.told("boss"))).toEqual(["member.changed: approval.stalled"]);
  expect(await office.told("lek")).toEqual(["member.changed: approval.stalled"]);
  expect((await office.rows("lek"))[0]).toMatchObject({ taskTitle: "Stuck", excerpt: "Stuck" });
  await taskwire.system.members.change({ boardId, userId: "mali", role: "MANAGER" });
  await taskwire.system.members.remove({ boardId, userId: "dao" });
  await runtime.settle();
  expect(asks(await office.told("boss"))).toHaveLength(1);
  await taskwire.system.members.add({ boardId, userId: "nok" });
  await runtime.settle();
  expect(asks(await office.told("boss"))).toEqual(["member.changed: approval.stalled (unblocked)"]);
});

test("a task that nobody can decide on from the beginning is reported in its own commit (C3)", async () => {
  const office = await startManaged();
  const { boardId, taskwire } = office;
  for (const userId of ["dao", "nok"])
    await taskwire.system.members.change({ boardId, userId, role: "MANAGER" });
  await office.submit("lek", "Stuck");
  expect(asks(await office.told("boss"))).toEqual(["task.created: approval.stalled"]);
});

test("a node with `notifications: false` notifies nobody, but still resolves notifications (C7)", async () => {
  const storage = memoryStorage();
  const office = await startOffice({ storage });
  const { boardId, runtime } = office;
  const importer = createTaskwire({ storage, runtime, notifications: false });
  const taskId = await office.submit("lek", "Sell it");
  await decide(importer.as({ userId: "dao" }), "approve", { boardId, taskId });
  expect(await office.told("nok")).toEqual(["task.created: approval.requested (decided by dao)"]);
  expect(await office.told("lek")).toEqual([]);
  const own = await office.submit("lek", "A secret");
  await importer.system.members.remove({ boardId, userId: "nok" });
  await runtime.settle();
  expect((await office.rows("nok")).at(-1)).toMatchObject({ taskId: own, withheld: true });
});

test("everybody who has decided on a task hears of later decisions, and the task keeps them all (B8)", async () => {
  const { node, boardId, as } = await purchases(memoryStorage(), fakeRuntime());
  const told = async (userId: Parameters<typeof as>[0]) =>
    (await as(userId).inbox.list()).notifications
      .reverse()
      .filter(({ type }) => type !== "member.added")
      .map(inShort);
  const input = { boardId, type: "purchase" as const, title: "A thing", data: { price: 500 } };
  const { id: taskId } = (await as("staff").tasks.create(input)).task;
  await decide(as("manager"), "agree", { boardId, taskId });
  await decide(as("finance"), "deny", { boardId, taskId, reason: "Too much" });
  expect((await told("manager")).at(-1)).toBe("task.deny: decider");
  const { task } = await as("staff").tasks.get({ boardId, taskId });
  expect(task.decisions).toMatchObject([
    { action: "agree", by: "manager", reason: null },
    { action: "deny", by: "finance", reason: "Too much" },
  ]);
  expect(task.decision).toEqual(task.decisions[1]);
  await node.close();
});

test("the decisions of a task are bounded in bytes, and the newest keep their reasons (B8)", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  const reason = "ก".repeat(2_000);
  for (let i = 0; i < 8; i++) {
    await decide(office.as("dao"), "reject", { boardId, taskId, reason: `${i} ${reason}` });
    await office.as("lek").tasks.resubmit({ boardId, taskId });
  }
  const { decisions } = (await office.as("lek").tasks.get({ boardId, taskId })).task;
  expect(decisions.map((one) => one.reason?.[0] ?? null)).toEqual([
    ...Array(6).fill(null),
    "6",
    "7",
  ]);
  expect(Buffer.byteLength(JSON.stringify(decisions))).toBeLessThan(16 * 1024);
});

test("a person is asked once for a task that moves to another waiting state while the job looks for such tasks (C3)", async () => {
  const inner = memoryStorage();
  let move: (() => Promise<unknown>) | undefined;
  const storage = {
    ...inner,
    list: async (...[collection, query]: Parameters<typeof inner.list>) => {
      const moving = collection === "tasks" && query.equals.state === "manager_ok" && move;
      if (moving) {
        move = undefined;
        await moving();
      }
      return inner.list(collection, query);
    },
  };
  const runtime = fakeRuntime();
  const { node, boardId, as } = await purchases(storage, runtime);
  const data = { price: 50 };
  const input = { boardId, type: "purchase", title: "A chair", data } as const;
  const { id: taskId } = (await as("staff").tasks.create(input)).task;
  await runtime.settle();
  // The command itself asks everybody else who may decide next.
  move = () => decide(as("clerk1"), "agree", { boardId, taskId });
  await node.system.users.put({ id: "clerk1", name: "clerk1", role: "MANAGER" });
  await runtime.settle();
  expect(move).toBeUndefined();
  const page = await inner.events({ topic: "user:clerk1", before: "end", limit: 50 });
  const told = (page.status === "page" ? page.events : [])
    .filter(({ type }) => type === "notification.created")
    .map(({ subject }) => subject);
  expect(told.filter((id) => id.includes(taskId))).toHaveLength(1);
  const { notifications } = await as("clerk1").inbox.open();
  expect(notifications.map(({ id }) => id)).toEqual(told);
  await node.close();
});

test("a job that is repeated asks nobody again, even if the first request was deleted meanwhile (C3)", async () => {
  const inner = memoryStorage();
  const asked: string[] = [];
  const storage: Storage = {
    ...inner,
    async commit(commit) {
      const outcome = await inner.commit(commit);
      const id = commit.events.find(
        ({ topic, subject }) => topic === "user:mali" && subject.includes("+task:"),
      )?.subject;
      if (id === undefined) return outcome;
      asked.push(id);
      if (asked.length > 1) return outcome;
      await inner.commit({
        reads: [],
        writes: [{ kind: "delete", collection: "notifications", id, event: 0 }],
        events: [
          {
            ...{ topic: "user:mali", id: "expired.0", type: "notification.expired", subject: id },
            ...{ at: new Date(0).toISOString(), actor: "system", audience: null },
            ...{ data: "{}", records: null },
          },
        ],
        result: "null",
      });
      throw new TaskwireError("unknown_outcome", "The answer was lost.");
    },
  };
  const office = await startOffice({ storage });
  const { boardId, runtime } = office;
  await office.submit("lek", "Waits");
  await office.as("dao").members.change({ boardId, userId: "mali", role: "ADMIN" });
  await runtime.advance(60_000);
  expect(asked).toHaveLength(1);
  expect(asks(await office.told("mali"))).toEqual([]);
});
