import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { expect, onTestFinished, test } from "vitest";
import { startApp } from "./conversation/app.ts";
import { examplesOf } from "./conversation/examples.ts";

const privateKey = generateKeyPairSync("ed25519").privateKey.export({
  type: "pkcs8",
  format: "pem",
});

/**
 * Runs the code of a page against a real server, as Dao, and resolves to what it drew and logged.
 *
 * @param modules stand-ins for modules that the page imports
 */
async function run(
  path: string,
  more: { readonly [name: string]: unknown } = {},
  modules: { readonly [module: string]: unknown } = {},
) {
  const app = await startApp();
  onTestFinished(() => app.close());
  const { boardId, roomId, taskId, taskwire } = app;
  const drawn: unknown[][] = [];
  const draw = (...what: unknown[]) => void drawn.push(what);
  const console = { log: draw };
  const client = app.client("dao");
  const names = { client, taskwire, boardId, roomId, taskId, draw, console, ...more };
  const load = async (module: string) => modules[module] ?? import(module);
  await examplesOf(path, Object.keys(names))(names, load);
  return { app, drawn };
}

test("the life of an approval: the code of the page approves and mentions", async () => {
  const { app, drawn } = await run("docs/life-of-an-approval.md");
  expect(drawn).toEqual([["approved", 0]]);
  const { boardId, roomId } = app;
  const { messages } = await app.as("lek").rooms.history({ boardId, roomId });
  expect(messages).toMatchObject([{ text: expect.stringContaining("@เล็ก") }]);
});

test("the default workflow: the code of the page ends with a waiting task", async () => {
  const { app } = await run("docs/workflow.md");
  const { tasks } = await app.as("dao").tasks.list({ boardId: app.boardId, state: "pending" });
  expect(tasks.map(({ title }) => title)).toEqual(["Sell the blue one", "Sell the blue one"]);
});

test("approvals: the code of the page shows a deadline, a stalled step and a delegate", async () => {
  const { drawn } = await run("docs/approvals.md");
  const printed = drawn.splice(0, 10);
  const page = readFileSync("docs/approvals.md", "utf8");
  const [, remedy = ""] =
    /^The steps of the remedy are:\n\n```json\n(.*?)\n```$/ms.exec(page) ?? [];
  expect(printed.at(-1)).toEqual(["ordered", "in round 2"]);
  expect(drawn).toMatchObject([
    ["step", 'The step "check" waits for the step "line".'],
    ...remedy.split("\n").map((step) => [step]),
    ["2027-01-05T03:00:00.000Z"],
    [
      "lapsed",
      ["04T07:00 approval.escalated", "04T09:00 approval.reminded", "05T03:00 task.lapse"],
    ],
    ["unreachable"],
    [null],
    [{ seat: "flo", castBy: "lea", vote: "for" }],
    [true, null, []],
  ]);
});

test("receipts: the code of the page shows what has changed since a decision", async () => {
  const { drawn } = await run(
    "docs/receipts.md",
    {},
    { "node:fs": { readFileSync: () => privateKey } },
  );
  expect(drawn).toEqual([["dao", ["data", "description", "title"]], [[]], [["title"]], [[]]]);
});

test("quick start: a handle that somebody else has keeps nobody out", async () => {
  const taskwire = createTaskwire();
  onTestFinished(() => taskwire.close());
  await taskwire.open();
  const names = { taskwire, TaskwireError };
  const uses = (code: string) => code.includes("putPerson");
  const run = examplesOf("docs/quick-start.md", Object.keys(names), uses);
  for (let start = 0; start < 2; start++) await run(names, (module) => import(module));
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  for (const userId of ["u1", "u2"]) await system.members.add({ boardId, userId });
  const { members } = await system.members.list({ boardId });
  expect(members.map(({ handle }) => handle).sort()).toEqual(["lek", "lek.u2"]);
});

test("own operations: the code of the page changes the data of a task", async () => {
  const drawn: unknown[] = [];
  const names = { console: { log: (what: unknown) => drawn.push(what) } };
  const uses = (code: string) => code.includes("changeTask");
  const run = examplesOf("docs/own-operations.md", Object.keys(names), uses);
  await run(names, (module) => import(module));
  expect(drawn).toEqual([{ system: "mail", issue: "#42" }]);
});

test("due dates: the code of the page sets and removes one", async () => {
  const { drawn } = await run("docs/due-dates.md");
  expect(drawn).toEqual([[true], [null]]);
});

test("mentions: the code of the page shows who is not reached, completes and draws a mention", async () => {
  const input = { value: "ขอให้@สมช", selectionStart: 9 };
  const message = { text: "see https://app.example", mentions: [] };
  const { drawn } = await run("docs/mentions.md", { input, message });
  const [unreached, completed, ...parts] = drawn;
  expect(unreached?.[0]).toBe("@somchai");
  expect(completed?.[0]).toBe("ขอให้@สมชาย");
  expect(parts.map(([type]) => type)).toEqual(["text", "link"]);
});

test("presence and typing: the code of the page runs", async () => {
  const field = new EventTarget();
  await run("docs/signals.md", { field, message: { authorId: "lek" } });
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new Event("submit"));
});
