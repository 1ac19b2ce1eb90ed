import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../../src/engine/operation/definition.ts";
import type { Notification } from "../../src/model/notification.ts";
import { boardTopic } from "../../src/model/topic.ts";
import type { Candidate } from "../../src/notifications/request.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { approvalWorkflow, approvalWorkflowFor } from "../../src/workflow/approval.ts";
import { inShort, startOffice } from "../support/office.ts";
import { purchases } from "../support/purchase.ts";

test("a workflow with several steps asks the deciders of each step in turn, and the requester hears of each decision", async () => {
  const { node, boardId, as } = await purchases(memoryStorage(), fakeRuntime());
  const told = async (userId: Parameters<typeof as>[0]) =>
    (await as(userId).inbox.list()).notifications
      .reverse()
      .filter(({ type }) => type !== "member.added")
      .map(inShort);
  const data = { price: 500 };
  const {
    task: { id: taskId },
  } = await as("staff").tasks.create({
    boardId,
    type: "purchase",
    title: "A thing",
    data,
  });
  // Finance may deny it at once, so they are asked too.
  for (const userId of ["manager", "finance"] as const)
    expect(await told(userId)).toEqual(["task.created: approval.requested"]);
  await decide(as("manager"), "agree", { boardId, taskId });
  expect(await told("manager")).toEqual(["task.created: approval.requested (decided by manager)"]);
  expect(await told("finance")).toEqual([
    "task.created: approval.requested (decided by manager)",
    "task.agree: approval.requested",
  ]);
  expect(await told("staff")).toEqual(["task.agree: requester"]);
  expect(await told("clerk1")).toEqual([]);
  await decide(as("finance"), "pay", { boardId, taskId });
  expect((await told("finance")).at(-1)).toBe(
    "task.agree: approval.requested (decided by finance)",
  );
  expect((await told("staff")).slice(1)).toEqual([
    "task.pay: requester",
    "subtask.created: assigned",
  ]);
  await node.close();
});

test("a changed request asks the users who may decide on it now, and withdraws it from those who may not any more", async () => {
  const small = { is: ["task.data.size", "small"] } as const;
  const workflow = approvalWorkflowFor({ task: { data: z.strictObject({ size: z.string() }) } });
  const roles = defineRoles({
    workflow,
    conditions: { small, large: { not: small } },
    roles: {
      CLERK: { "task.read": ["involved"], "task.create": true, "task.edit": ["requester"] },
      LEAD: { "task.read": true, "task.approve": ["small"] },
      HEAD: { "task.read": true, "task.approve": ["large"] },
      BOSS: { "task.read": true, "task.approve": true },
    },
  });
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ workflow, roles, runtime });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const role of ["CLERK", "LEAD", "HEAD", "BOSS"] as const) {
    await taskwire.system.users.put({ id: role, name: role, role });
    await taskwire.system.members.add({ boardId, userId: role });
  }
  const told = async (userId: string) =>
    (await taskwire.as({ userId }).inbox.list()).notifications
      .reverse()
      .filter(({ type }) => type !== "member.added")
      .map(inShort);
  const clerk = taskwire.as({ userId: "CLERK" });
  const {
    task: { id: taskId },
  } = await clerk.tasks.create({
    boardId,
    title: "Paper",
    data: { size: "small" },
  });
  await clerk.tasks.edit({ boardId, taskId, title: "More paper" });
  await clerk.tasks.edit({ boardId, taskId, data: { size: "huge" } });
  expect(await told("LEAD")).toEqual(["task.created: approval.requested (access_lost)"]);
  expect(await told("HEAD")).toEqual(["task.edited: approval.requested"]);
  expect(await told("BOSS")).toEqual(["task.created: approval.requested"]);
  // Jobs that met a conflict wait for their next attempt.
  await runtime.advance(1_000);
  await taskwire.close();
});

test("a user who still sees a task but may no longer decide on it loses the request, but not its text", async () => {
  const roles = defineRoles({
    workflow: approvalWorkflow,
    roles: {
      ADMIN: { "task.read": true, "task.approve": true },
      ADMIN_LIMITED: { "task.read": ["involved"], "task.create": true },
      AUDITOR: { "task.read": true },
    },
  });
  const office = await startOffice({ roles, templates: {} });
  await office.submit("lek");
  await office.taskwire.system.members.change({
    boardId: office.boardId,
    userId: "nok",
    role: "AUDITOR",
  });
  expect(await office.rows("nok")).toMatchObject([
    {
      reason: "approval.requested",
      state: "resolved",
      resolution: "access_lost",
      excerpt: "A holiday",
    },
    { reason: "role" },
  ]);
});

test("a condition that only the app can judge decides who is asked; if it fails, nobody is asked and no command fails", async () => {
  const roles = (condition: (userId: string) => boolean) =>
    defineRoles({
      workflow: approvalWorkflow,
      conditions: { onDuty: ({ actor }) => condition(actor.userId) },
      roles: {
        ADMIN: { "task.read": true, "task.approve": ["onDuty"] },
        ADMIN_LIMITED: { "task.read": ["involved"], "task.create": true },
      },
    });
  const onDuty = await startOffice({ roles: roles((userId) => userId === "nok"), templates: {} });
  await onDuty.submit("lek");
  expect([await onDuty.told("dao"), await onDuty.told("nok")]).toEqual([
    [],
    ["task.created: approval.requested"],
  ]);
  const broken = await startOffice({
    templates: {},
    roles: roles((userId) => {
      if (userId === "dao") throw new Error("The duty roster is away.");
      return true;
    }),
  });
  await broken.submit("lek");
  expect([await broken.told("dao"), await broken.told("nok")]).toEqual([
    [],
    ["task.created: approval.requested"],
  ]);
  expect(broken.errors).toMatchObject([{ cause: new Error("The duty roster is away.") }]);
});

test("users are not notified of their own decisions, if the workflow allows them", async () => {
  const runtime = fakeRuntime();
  const workflow = approvalWorkflowFor({ task: { data: z.null() } }, { selfApproval: "allow" });
  const taskwire = createTaskwire({ workflow, runtime });
  await taskwire.open();
  for (const id of ["dao", "nok"]) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  await dao.members.add({ boardId, userId: "nok" });
  const {
    task: { id: taskId },
  } = await dao.tasks.create({ boardId, title: "Mine" });
  await decide(dao, "approve", { boardId, taskId });
  expect((await dao.inbox.list()).notifications).toEqual([]);
  const [row] = (await taskwire.as({ userId: "nok" }).inbox.list()).notifications;
  expect(row).toMatchObject({
    reason: "approval.requested",
    resolution: "decided",
    decidedBy: "dao",
  });
  await taskwire.close();
});

test("of two simultaneous decisions one succeeds, and the requester gets one notification", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  const decisions = ["dao", "nok"].map((userId) =>
    decide(office.as(userId), "approve", { boardId, taskId }),
  );
  const settled = Promise.allSettled(decisions);
  await office.runtime.advance(1_000);
  expect((await settled).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await office.told("lek")).toEqual(["task.approved: requester"]);
});

test("users who are present get an @here mention, and the others do not", async () => {
  const office = await startOffice();
  const { boardId, taskwire, runtime } = office;
  const { id: roomId } = await office
    .as("dao")
    .rooms.create({ boardId, name: "Room", memberIds: ["nok", "lek"] });
  const link = { send() {}, buffered: () => 0, drained: async () => {}, close() {} };
  const session = taskwire.sessions.connect(link, {
    authenticate: async (userId) => ({ userId }),
    token: "nok",
  });
  await runtime.settle();
  session.receive(JSON.stringify({ type: "subscribe", topic: `room:${roomId}` }));
  await runtime.settle();
  await office.as("dao").messages.post({ boardId, roomId, text: "@here" });
  expect((await office.told("nok")).at(-1)).toBe("message.posted: mention.here");
  expect((await office.told("lek")).at(-1)).toBe("member.added: member");
  session.ended();
});

const nudge = (candidates: readonly Candidate[]) =>
  command({
    name: "tasks.nudge",
    target: "task",
    permission: "member",
    summary: "Reminds people of a task.",
    route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
    input: z.strictObject({ boardId: z.string(), taskId: z.string() }),
    output: z.null(),
    run(context, { boardId, taskId }) {
      context.emit({
        topic: boardTopic(boardId),
        type: "task.nudged",
        subject: taskId,
        audience: null,
        notify: { about: `task:${taskId}`, boardId, taskId, excerpt: "  Come\n on ", candidates },
      });
      return null;
    },
  });

test("an app's own operation names the users it concerns, and a user named several times gets one notification", async () => {
  const runtime = fakeRuntime();
  const candidates: Candidate[] = [
    { to: { members: "board" }, reason: "mention.everyone" },
    { to: { members: "board", role: "ADMIN" }, reason: "mention.group" },
    { to: "nok", reason: "mention" },
    { to: "nok", reason: "mention" },
    { to: "stranger", reason: "mention" },
    { to: "dao", reason: "mention" },
  ];
  const taskwire = createTaskwire({
    runtime,
    operations: { "tasks.nudge": nudge(candidates) },
    events: ["task.nudged"],
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const [id, role] of Object.entries({
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
  } as const)) {
    await taskwire.system.users.put({ id, name: id, role });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const {
    task: { id: taskId },
  } = await taskwire.as({ userId: "dao" }).tasks.create({ boardId, title: "A secret" });
  await taskwire.as({ userId: "dao" }).tasks.nudge({ boardId, taskId });
  const rowsOf = async (userId: string) =>
    (await taskwire.as({ userId }).inbox.list()).notifications.filter(
      ({ type }) => type === "task.nudged",
    );
  expect(await rowsOf("nok")).toMatchObject([
    { reasons: ["mention", "mention.group", "mention.everyone"], excerpt: "Come on" },
  ]);
  // Dao is the actor, and Lek may not see the task.
  expect([await rowsOf("dao"), await rowsOf("lek")]).toEqual([[], []]);
  await taskwire.close();
});

test("a reaction delivers a notification outside at least once, even if the mail server fails and a node crashes, and blocks nobody", async () => {
  const storage = memoryStorage();
  const runtime = fakeRuntime();
  const tried: string[] = [];
  const mails = new Map<string, string>();
  const node = (send: (row: Notification) => void | Promise<void>) => {
    const taskwire = createTaskwire({
      storage: { ...storage, close: async () => {} },
      runtime,
      onError() {},
    });
    taskwire.react("mail", "notification.created", async ({ data }) => {
      const row = data.notification as Notification;
      tried.push(row.id);
      await send(row);
      mails.set(row.id, `${row.userId}: ${row.reason}`);
    });
    return taskwire;
  };
  // The first node's mail server hangs forever.
  const first = node(() => new Promise(() => {}));
  await first.open();
  for (const [id, role] of Object.entries({ dao: "ADMIN", lek: "ADMIN_LIMITED" } as const))
    await first.system.users.put({ id, name: id, role });
  const { id: boardId } = await first.system.boards.create({ name: "Sales" });
  const silent = createTaskwire({
    storage: { ...storage, close: async () => {} },
    runtime,
    notifications: false,
  });
  for (const userId of ["dao", "lek"]) await silent.system.members.add({ boardId, userId });
  await first.as({ userId: "lek" }).tasks.create({ boardId, title: "A task" });
  await runtime.settle();
  expect([tried.length, mails.size]).toEqual([1, 0]);
  const closed = first.close();
  await runtime.advance(5_000);
  await closed;
  let failures = 2;
  const second = node(() => {
    if (failures-- > 0) throw new Error("The mail server is away.");
  });
  await second.open();
  await runtime.advance(120_000);
  expect([...mails.values()]).toEqual(["dao: approval.requested"]);
  expect(tried).toHaveLength(4);
  expect(new Set(tried).size).toBe(1);
  await second.close();
});
