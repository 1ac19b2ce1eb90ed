// Two people, a board and a page: everything is in this file. Run it, and open the addresses that it prints.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";

const taskwire = createTaskwire({ storage: sqliteStorage(process.env.DB ?? "minimal.db") });
await taskwire.open();
await taskwire.system.users.put({ id: "dao", name: "Dao ดาว", role: "ADMIN" });
await taskwire.system.users.put({ id: "lek", name: "Lek เล็ก", role: "ADMIN_LIMITED" });
const dao = taskwire.as({ userId: "dao" });
if ((await dao.boards.list()).boards.length === 0) {
  const { id: boardId } = await dao.boards.create({ name: "Sales · งานขาย" });
  await dao.members.add({ boardId, userId: "lek" });
}

// The tokens are in the addresses, to try it. A real app has a login: see examples/express-existing-app.
const tokens = new Map(["dao", "lek"].map((userId) => [String(randomUUID()), { userId }]));

const page = `<!doctype html>
<meta charset="utf-8">
<title>taskwire</title>
<style>body { font: 1.1rem/1.6 system-ui; max-width: 40rem; margin: 2rem auto }</style>
<h1></h1>
<form><input name="title" aria-label="Request · คำขอ" required> <button>Ask · ขออนุมัติ</button></form>
<ul></ul>
<script type="module">
  import { createClient } from "/client/index.js";
  import { boardStore } from "/client/board/index.js";

  const url = location.origin.replace("http", "ws") + "/taskwire";
  const client = createClient({ url, token: () => location.hash.slice(1) });
  const [{ id: boardId, name }] = (await client.boards.list()).boards;
  document.querySelector("h1").textContent = name;

  const board = boardStore(client, boardId);
  board.subscribe(() => document.querySelector("ul").replaceChildren(...board.getSnapshot().tasks.map(line)));

  function line({ id: taskId, title, state, version, available }) {
    const item = Object.assign(document.createElement("li"), { textContent: title + ": " + state + " " });
    const button = Object.assign(document.createElement("button"), { textContent: "Approve · อนุมัติ" });
    button.onclick = () => client.tasks.approve({ boardId, taskId, version }).catch((error) => alert(error.message));
    if (available["task.approve"]?.allowed === true) item.append(button);
    return item;
  }

  document.querySelector("form").onsubmit = async (event) => {
    event.preventDefault();
    await client.tasks.create({ boardId, title: event.target.title.value });
    event.target.reset();
  };
</script>`;

// A page without a bundler loads the client as plain modules.
const client = new URL("../dist/", import.meta.resolve("@taskwire/client"));
const server = createServer(async ({ url = "/" }, response) => {
  if (url === "/") return void response.setHeader("Content-Type", "text/html").end(page);
  const [, module] = /^\/client\/([\w/-]+\.js)$/.exec(url) ?? [];
  const code = module && (await readFile(new URL(module, client)).catch(() => undefined));
  response.writeHead(code ? 200 : 404, { "Content-Type": "text/javascript" }).end(code);
});
wsAdapter({
  taskwire,
  server,
  origins: "same-origin",
  async authenticate(token) {
    const person = tokens.get(token);
    if (!person)
      throw new TaskwireError("unauthenticated", "Open an address that the server has printed.");
    return person;
  },
});
server.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
await once(server, "listening");
const { port } = server.address() as AddressInfo;
for (const [token, { userId }] of tokens)
  console.log(`${userId}: http://127.0.0.1:${port}/#${token}`);
