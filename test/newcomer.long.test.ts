import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { runCommand } from "../examples/server/test/support/child.ts";
import { blocksOf } from "./docs/blocks.ts";
import { temporaryFolder } from "./support/app.ts";
import { freePort } from "./support/free-port.ts";
import { npmEnvironment, packedPackages } from "./support/registry.ts";

const run = promisify(execFile);
const page = readFileSync("docs/quick-start.md", "utf8");
const commands = [...page.matchAll(/^```sh\n(npm install .*)\n```$/gm)].map(
  ([, line = ""]) => line,
);
const [server = "", board = "", conversation = "", express = "", expressPage = ""] = blocksOf(
  "docs/quick-start.md",
).map(({ code }) => code);

beforeAll(async () => {
  await packedPackages();
}, 300_000);

/** An empty folder, with the packages that the commands of the page install. */
async function project(...lines: readonly string[]) {
  const folder = temporaryFolder();
  const env = npmEnvironment();
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const line of lines) await run("sh", ["-c", line], { cwd: folder, env });
  const start = (file: string, code: string, more: NodeJS.ProcessEnv = {}) => {
    writeFileSync(join(folder, file), code);
    return runCommand(process.execPath, [file], { cwd: folder, env: { ...env, ...more } });
  };
  return { start };
}

/** The second person of the page: sees the approval, completes the subtasks, and reads the mention. */
const lek = `
import { createClient } from "@taskwire/client";
import { boardStore } from "@taskwire/client/board";
import type { taskwire } from "./server.ts";

const client = createClient<typeof taskwire>({ url: "ws://127.0.0.1:3000/taskwire", token: () => "token-of-lek" });
const [board] = (await client.boards.list()).boards;
if (!board) throw new Error("I am on no board.");
const boardId = board.id;
const [sold] = (await client.tasks.list({ boardId })).tasks;
if (sold?.state !== "approved") throw new Error("It is not approved.");
const store = boardStore(client, boardId);
store.subscribe(() => {
  const task = store.getSnapshot().tasks.find(({ id }) => id === sold.id);
  console.log(task?.title, task?.state);
  for (const { id, available } of task?.subtasks ?? [])
    if (available["subtask.complete"]?.allowed === true)
      client.subtasks.complete({ boardId, taskId: sold.id, subtaskId: id }).catch(() => {});
});
`;
const lekReads = `
import { createClient } from "@taskwire/client";
import type { taskwire } from "./server.ts";

const client = createClient<typeof taskwire>({ url: "ws://127.0.0.1:3000/taskwire", token: () => "token-of-lek" });
for (const { reason, excerpt } of (await client.inbox.list()).notifications) console.log(reason, excerpt);
`;

test("from an empty folder, the quick start's code leads to an approval, a completed task and a mention that a second client reads", {
  timeout: 180_000,
}, async () => {
  const { start } = await project(commands[0] ?? "");
  // Port 3000 may be taken. Everything else is as printed.
  const port = await freePort();
  const here = (code: string) => code.replace("127.0.0.1:3000/", `127.0.0.1:${port}/`);
  expect(server).toContain("server.listen(3000);");
  const listening = `server.listen(${port}, () => console.log("listening"));`;
  await start("server.ts", server.replace("server.listen(3000);", listening)).printed(/listening/);

  await start("lek.ts", here(lek)).printed(/Sell the blue one completed/);
  const dao = start("page.ts", here(`${board}\n${conversation}`));
  await dao.printed(/text: 'ขอให้@เล็กเตรียมกุญแจครับ'[\s\S]*state: 'sent'/);
  await start("lek-reads.ts", here(lekReads)).printed(/^mention ขอให้@เล็กเตรียมกุญแจครับ$/m);
});

/** Stands for the browser: the page's code needs an address, and its requests a cookie. */
const browser = (url: string, userId: string) => `
const login = await fetch("${url}/login/${userId}", { method: "POST" });
const cookie = login.headers.getSetCookie()[0].split(";")[0];
const send = globalThis.fetch;
globalThis.fetch = (path, options) => send("${url}" + path, { ...options, headers: { cookie } });
globalThis.location = { origin: "${url}" };
`;

test("the quick start's Express app runs: Lek asks in the app, Dao sees it on the page and approves", {
  timeout: 180_000,
}, async () => {
  // The app of a reader has Express, and the packages of the first command.
  const { start } = await project("npm install express", ...commands);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = start(
    "app.ts",
    `${express}\nserver.once("listening", () => console.log("listening"));`,
    {
      PORT: String(port),
    },
  );
  await app.printed(/listening/);

  const dao = start(
    "dao.mjs",
    `${browser(url, "dao")}
const draw = (title, state, approve) => { console.log(title, state); if (approve) approve(); };
${plain(expressPage)}
await fetch("/login/lek", { method: "POST" }); // lek signs up
await client.members.add({ boardId: mine.id, userId: "lek" });
console.log("ready");`,
  );
  await dao.printed(/ready/);
  const asking = `const lek = createClient({ url: "${url.replace("http", "ws")}/taskwire", token: async () => (await fetch("/session/token", { method: "POST" })).text() });
const [{ id: boardId }] = (await lek.boards.list()).boards;
await lek.tasks.create({ boardId, title: "Sell the blue one" });`;
  start(
    "lek.mjs",
    `import { createClient } from "@taskwire/client";\n${browser(url, "lek")}\n${asking}`,
  );
  await dao.printed(/Sell the blue one approved/);
  expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
});

/** The code of the page without its one type, because it runs as JavaScript. */
function plain(code: string): string {
  expect(code).toContain("createClient<typeof taskwire>(");
  return code.replace("<typeof taskwire>", "");
}
