import { globSync, readFileSync } from "node:fs";
import {
  createTaskwire,
  defaultLimits,
  defaultQuotas,
  type ErrorContext,
  memoryStorage,
} from "@taskwire/core";
import { fakeRuntime } from "@taskwire/core/testing";
import { expect, test } from "vitest";
import type { z } from "zod";
import { actionEventData, eventData } from "../packages/core/src/model/event-data.ts";
import { offBoards } from "../packages/core/src/model/webhook-types.ts";
import { optionNames } from "../packages/core/src/options/check-options.ts";
import { rules } from "../scripts/generated-docs/rules.ts";
import { generatedDocs } from "../scripts/generated-docs.ts";
import { roles, workflow } from "./simulation/workflow.ts";

test.each(Object.entries(generatedDocs()))(
  "%s matches the code; `npm run docs` updates it",
  (path, text) => {
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);

/** The event of a void decision, which needs a workflow with two decisions. */
async function voidedEvent(): Promise<string> {
  const taskwire = createTaskwire({ workflow, roles });
  await taskwire.open();
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  await system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  await system.members.add({ boardId, userId: "lek" });
  const lek = taskwire.as({ userId: "lek" });
  const { task } = await lek.tasks.create({ boardId, title: "Sell" });
  const { id: taskId, version } = task;
  await system.tasks.check({ boardId, taskId, version });
  const voided = new Promise<string>((resolve) => {
    taskwire.on("approval.voided", ({ type, topic, data }) => {
      expect(eventData[type].safeParse(data).error).toBeUndefined();
      resolve(`${type} ${topic.split(":")[0]}`);
    });
  });
  await lek.tasks.edit({ boardId, taskId, title: "Sell a car" });
  const name = await voided;
  await taskwire.close();
  return name;
}

test("the tables of limits have every limit and every quota with its default", () => {
  const documented = [
    ...readFileSync("docs/limits.md", "utf8").matchAll(/^\| (`.*?) \| (\d.*?) \|/gm),
  ]
    .filter(([, names]) => !names?.includes("option"))
    .flatMap(([, names = "", values = ""]) => {
      const numbers = values.split(", ").map((value) => Number(value.replaceAll(",", "")));
      return [...names.matchAll(/`(\w+)`/g)].map(([, name], i) => [name, numbers[i]]);
    });
  const { system: _, ...quotas } = defaultQuotas;
  expect(Object.fromEntries(documented)).toEqual({ ...defaultLimits, ...quotas });
});

test("the page of errors explains every rule that the code can name, and no other", () => {
  // The rules of `notifications/` say why somebody was not notified. No error names them.
  const sources = globSync("packages/*/src/**/*.{ts,tsx}").filter(
    (path) => !path.includes("/core/src/notifications/"),
  );
  const named = sources.flatMap((path) => {
    const source = readFileSync(path, "utf8");
    const names = source.matchAll(/\b(?:rule: |(?:check|refused)\(\s*)"([a-z_]+)"/g);
    return [...names].map(([, name = ""]) => name);
  });
  const union = /type RuleName =\n(.*?);/s.exec(
    readFileSync("packages/core/src/authorize/rule.ts", "utf8"),
  );
  named.push(...[...(union?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, name = ""]) => name));
  expect(rules.map(([rule]) => rule).sort()).toEqual([...new Set(named)].sort());
  for (const [rule, meaning, cure] of rules) {
    expect(meaning, rule).toMatch(/\.$/);
    expect(cure, rule).toMatch(/\.$/);
  }
});

test("the page of core lists every option of createTaskwire", () => {
  const [, table = ""] = readFileSync("packages/core/README.md", "utf8").split("## Options");
  const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, names = ""]) => names);
  const listed = rows.flatMap((names) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(Object.keys(optionNames).filter((name) => !listed.includes(name))).toEqual([]);
});

test("the page of core lists every entry point", () => {
  const page = readFileSync("packages/core/README.md", "utf8");
  const { exports } = JSON.parse(readFileSync("packages/core/package.json", "utf8"));
  const doors = Object.keys(exports).filter((path) => path !== "./package.json");
  const missing = doors.filter((path) => !page.includes(`\`@taskwire/core${path.slice(1)}\``));
  expect(missing).toEqual([]);
});

test("the page of operations has the events and operations of approvals", () => {
  const page = readFileSync("docs/operations.md", "utf8");
  const missing = Object.keys(eventData).filter((type) => !page.includes(`\`${type}\``));
  expect(missing).toEqual([]);
  for (const name of ["tasks.withdraw", "tasks.addVoter", "tasks.extend", "delegations.set"])
    expect(page).toContain(`| \`${name}\` |`);
});

test("the table of events lists every event that the operations emit", async () => {
  const seen = new Set<string>();
  const errors: unknown[] = [];
  const storage = memoryStorage();
  const webhooks = { timeoutMs: 1_000, send: async () => ({ status: 410 }) };
  const onError = (error: unknown, { source }: ErrorContext) =>
    source === "webhook" || errors.push(error);
  const taskwire = createTaskwire({ storage, webhooks, onError });
  await taskwire.open();
  taskwire.on("*", ({ type, topic, data }) => {
    seen.add(`${type} ${topic.split(":")[0]}`);
    // Listeners rely on the type of the data.
    const schemas: { readonly [type: string]: z.ZodType } = eventData;
    expect((schemas[type] ?? actionEventData).safeParse(data).error, type).toBeUndefined();
    // Subscribing to an unknown type throws.
    taskwire.on(type, () => {})();
  });
  const { users } = taskwire.system;
  for (const id of ["dao", "nok"]) await users.put({ id, name: id, role: "ADMIN" });
  const [dao, nok] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "nok" })];
  const { id: boardId } = await dao.boards.create({ name: "Board" });
  const off = new Promise<void>((resolve) => void taskwire.on("webhook.off", () => resolve()));
  const secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
  await taskwire.system.webhooks.put({ id: "crm", url: "https://crm.example", secrets, boardId });
  await dao.boards.edit({ boardId, name: "Sales" });
  await off;
  await dao.members.add({ boardId, userId: "nok" });
  const { task } = await dao.tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  const { version } = (await dao.tasks.edit({ ...on, title: "Sell a car" })).task;
  await nok.tasks.reject({ ...on, version, reason: "Which?" });
  await dao.tasks.resubmit(on);
  await nok.tasks.approve({ ...on, version });
  const { subtask } = await nok.subtasks.create({ ...on, title: "Wash it" });
  const onSubtask = { ...on, subtaskId: subtask.id };
  await nok.subtasks.assign({ ...onSubtask, assigneeId: "nok" });
  await nok.subtasks.complete(onSubtask);
  await nok.subtasks.reopen(onSubtask);
  await nok.subtasks.edit({ ...onSubtask, title: "Wash it twice" });
  await nok.subtasks.cancel(onSubtask);
  await nok.subtasks.restore(onSubtask);
  const { id: commentId } = await dao.comments.post({ ...on, text: "Which one?" });
  const onComment = { ...on, commentId };
  await dao.comments.edit({ ...onComment, text: "Which one, the blue one?" });
  await dao.comments.resolve(onComment);
  await nok.comments.read(onComment);
  await dao.comments.reopen(onComment);
  await dao.comments.delete(onComment);
  await dao.tasks.cancel(on);
  await dao.tasks.restore(on);
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Room", memberIds: ["nok"] });
  const inRoom = { boardId, roomId };
  await dao.rooms.edit({ ...inRoom, name: "Showroom" });
  const { id: messageId } = await dao.messages.post({ ...inRoom, text: "Good morning" });
  const onMessage = { ...inRoom, messageId };
  await nok.rooms.read(onMessage);
  await dao.messages.edit({ ...onMessage, text: "Good evening" });
  await dao.messages.delete(onMessage);
  await dao.members.change({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
  await users.put({ id: "nok", name: "Nok นก", role: "ADMIN" });
  await dao.roomMembers.remove({ ...inRoom, userId: "nok" });
  await nok.preferences.set({ target: `board:${boardId}`, level: "none" });
  await dao.members.remove({ boardId, userId: "nok" });
  await dao.preferences.set({ target: `room:${roomId}`, level: "all" });
  await taskwire.sessions.end({ userId: "nok" });
  await dao.tasks.delete(on);
  await dao.rooms.delete(inRoom);
  await dao.boards.delete({ boardId });
  await taskwire.users.erase("nok");
  await expireAll(storage, (type) => seen.add(`${type} user`));
  for (const kind of ["board", "room", "user"])
    await expect.poll(() => seen.has(`records.deleted ${kind}`)).toBe(true);
  await taskwire.close();
  expect(errors).toEqual([]);
  seen.add(await voidedEvent());

  const named = [
    ...(readFileSync("docs/operations.md", "utf8")
      .split("## Events")[1]
      ?.matchAll(/^\| `([\w.]+)` \| (\w+)/gm) ?? []),
  ];
  expect(named.map(([, type, topic]) => `${type} ${topic}`).sort()).toEqual([...seen].sort());
  // A webhook gets the events of boards.
  const onBoards = new Set(named.flatMap(([, type, topic]) => (topic === "board" ? type : [])));
  const others = new Set(named.flatMap(([, type = ""]) => (onBoards.has(type) ? [] : type)));
  for (const type of Object.keys(eventData)) if (/^delegations?\./.test(type)) others.add(type);
  expect([...offBoards].sort()).toEqual([...others].sort());
});

/** Deletes old notifications, as a node does that starts two years later. */
async function expireAll(
  storage: ReturnType<typeof memoryStorage>,
  tell: (type: string) => void,
): Promise<void> {
  const runtime = fakeRuntime({ now: Date.now() + 2 * 365 * 24 * 3_600_000 });
  const later = createTaskwire({ storage: { ...storage, close: async () => {} }, runtime });
  later.on("notification.expired", ({ type }) => tell(type));
  await later.open();
  await runtime.advance(3_600_000);
  await later.close();
}
