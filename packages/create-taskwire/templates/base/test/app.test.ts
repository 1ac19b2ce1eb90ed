import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createClient } from "@taskwire/client";
import { startServer } from "../src/server.ts";
import type { Taskwire } from "../src/taskwire.ts";

let folder: string;
let app: Awaited<ReturnType<typeof startServer>>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "app-"));
  app = await startServer({ file: join(folder, "test.db"), port: 0 });
});

after(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** Signs in as a page does, and returns the client of this person. */
async function signIn(userId: string) {
  const login = await fetch(`${app.url}/login/${userId}`, { method: "POST" });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const client = createClient<Taskwire>({
    url: `${app.url.replace("http", "ws")}/taskwire`,
    async token() {
      const response = await fetch(`${app.url}/session/token`, {
        method: "POST",
        headers: { cookie },
      });
      return response.text();
    },
  });
  after(() => client.close());
  const [board] = (await client.boards.list()).boards;
  assert(board);
  return { client, boardId: board.id };
}

test("Lek asks, Dao approves, and the last step completes the request", async () => {
  const [lek, dao] = [await signIn("lek"), await signIn("dao")];
  const { boardId } = lek;
  const { task } = await lek.client.tasks.create({ boardId, title: "A new chair" });
  assert.equal(task.state, "pending");
  const on = { boardId, taskId: task.id };
  await assert.rejects(lek.client.tasks.approve({ ...on, version: task.version }), {
    code: "forbidden",
  });
  const { subtasks } = await dao.client.tasks.approve({ ...on, version: task.version });
  assert.equal(subtasks.length, 2);
  for (const { id } of subtasks) await lek.client.subtasks.complete({ ...on, subtaskId: id });
  const { tasks } = await dao.client.tasks.list({ boardId });
  assert.deepEqual(
    tasks.map(({ title, state }) => ({ title, state })),
    [{ title: "A new chair", state: "completed" }],
  );
});

test("a mention inside of Thai text reaches the other person", async () => {
  const [lek, dao] = [await signIn("lek"), await signIn("dao")];
  const { boardId } = dao;
  const [room] = (await dao.client.rooms.list({ boardId })).rooms;
  assert(room);
  await dao.client.messages.post({ boardId, roomId: room.room.id, text: "ขอให้@เล็กเตรียมกุญแจครับ" });
  const { notifications } = await lek.client.inbox.list({});
  assert(notifications.some(({ reason }) => reason === "mention"));
});

test("nobody gets a token without a session", async () => {
  const response = await fetch(`${app.url}/session/token`, {
    method: "POST",
    headers: { cookie: "sid=guessed" },
  });
  assert.equal(response.status, 401);
});

test("the page is there, in English and Thai", async () => {
  const [page, script] = await Promise.all([fetch(app.url), fetch(`${app.url}/main.js`)]);
  assert.match(await page.text(), /<script type="module" src="\/main.js">/);
  const text = await script.text();
  assert(text.includes("Ask for approval") && text.includes("ขออนุมัติ"));
});
