import { randomUUID } from "node:crypto";
import { createClient } from "@taskwire/client";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { postgresUrl } from "../../../test/support/postgres-url.ts";
import { openTab } from "../../server/test/support/chromium.ts";
import { Accounts } from "../src/accounts.ts";
import { type Approvals, openApprovals } from "../src/approvals.ts";
import { openDatabase } from "../src/database.ts";
import { startServer } from "../src/server.ts";

/** Cuts the connections to the newest database that nobody uses. */
let lose: () => Promise<void>;

/** A database of its own, as an app has it. */
async function ownDatabase(): Promise<string> {
  const shared = await postgresUrl();
  const name = `existing_${randomUUID().replaceAll("-", "")}`;
  const run = async (sql: string) => {
    const admin = new Client({ connectionString: shared });
    await admin.connect();
    await admin.query(sql);
    await admin.end();
  };
  await run(`CREATE DATABASE ${name}`);
  lose = () =>
    run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND state = 'idle'`,
    );
  onTestFinished(() => run(`DROP DATABASE ${name} WITH (FORCE)`));
  return shared.replace(/\/postgres$/, `/${name}`);
}

async function start() {
  const databaseUrl = await ownDatabase();
  let app = await startServer({ databaseUrl, port: 0 });
  onTestFinished(() => app.close());
  const post = (path: string, body: object, cookie = "") =>
    fetch(app.url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", cookie },
      body: JSON.stringify(body),
    });
  const logIn = async (name: string) => {
    const response = await post("/login", { name, password: `${name}'s secret` });
    return response.headers.get("set-cookie")?.split(";")[0] ?? "";
  };
  for (const name of ["Dao", "Lek"])
    expect((await post("/signup", { name, password: `${name}'s secret` })).status).toBe(201);
  const clientOf = (cookie: string) => {
    const client = createClient<Approvals["taskwire"]>({
      url: `${app.url.replace("http", "ws")}/taskwire`,
      token: async () => (await post("/session/token", {}, cookie)).text(),
    });
    onTestFinished(() => client.close());
    return client;
  };
  const restart = async () => {
    await app.close();
    app = await startServer({ databaseUrl, port: 0 });
  };
  const ordersOf = async (cookie: string) =>
    (await (await fetch(`${app.url}/orders`, { headers: { cookie } })).json()) as object[];
  return { url: () => app.url, post, logIn, clientOf, restart, ordersOf };
}

test("the app goes on when it loses connections to its database", async () => {
  const { logIn } = await start();
  await lose();
  await expect.poll(() => logIn("Dao")).toMatch(/=/);
});

test("an approval reaches the app's own table, also for people and orders from before a restart", {
  timeout: 60_000,
}, async () => {
  const { post, logIn, clientOf, restart, ordersOf } = await start();
  const lek = await logIn("Lek");
  expect((await post("/orders", { item: "A bicycle" }, lek)).status).toBe(201);
  await restart();

  const dao = await logIn("Dao");
  const client = clientOf(dao);
  const [board] = (await client.boards.list()).boards;
  const { tasks } = await client.tasks.list({ boardId: board?.id ?? "" });
  expect(tasks).toMatchObject([{ title: "A bicycle", state: "pending" }]);
  for (const { id, boardId, version } of tasks)
    await client.tasks.approve({ boardId, taskId: id, version });
  await expect.poll(() => ordersOf(lek)).toMatchObject([{ item: "A bicycle", state: "approved" }]);
});

test("asking again for the same order makes no second task", { timeout: 60_000 }, async () => {
  const pool = await openDatabase(await ownDatabase());
  onTestFinished(() => pool.end());
  const accounts = new Accounts(pool);
  const { taskwire, know, ask } = await openApprovals(pool, accounts);
  onTestFinished(() => taskwire.close());
  const lek = await accounts.add("Lek", "a long one", true);
  await know(lek);
  const order = { id: randomUUID(), item: "A bicycle" };
  for (const _ of ["first", "again"]) await ask(lek, order);
  const [board] = (await taskwire.as({ userId: lek.id }).boards.list()).boards;
  const { tasks } = await taskwire.as({ userId: lek.id }).tasks.list({ boardId: board?.id ?? "" });
  expect(tasks.map(({ title }) => title)).toEqual(["A bicycle"]);
});

test("a logout ends the live connection, and its token is worth nothing afterwards", {
  timeout: 60_000,
}, async () => {
  const { post, logIn, clientOf } = await start();
  const dao = await logIn("Dao");
  const client = clientOf(dao);
  await client.boards.list();
  const signedOut = new Promise<void>((resolve) => {
    client.onStatus((status) => status === "signed out" && resolve());
  });
  expect((await post("/logout", {}, dao)).status).toBe(204);
  await signedOut;
  expect((await post("/session/token", {}, dao)).status).toBe(401);
  expect((await post("/orders", { item: "Another" }, dao)).status).toBe(401);
});

test("a wrong password and a forged token are refused", { timeout: 60_000 }, async () => {
  const { url, post } = await start();
  for (const name of ["Dao", "Nobody"])
    expect((await post("/login", { name, password: "guessed" })).status).toBe(401);
  const headers = { authorization: `Bearer login.${Date.now() + 60_000}.forged` };
  expect((await fetch(`${url()}/api/boards`, { headers })).status).toBe(401);
});

test("two people work together on the page", { timeout: 90_000 }, async () => {
  const { url } = await start();
  const tabs = await Promise.all(
    ["Lek", "Dao"].map(async (name) => {
      const tab = await openTab();
      await tab.goto(url());
      await tab.getByRole("textbox", { name: "Name" }).fill(name);
      await tab.getByRole("textbox", { name: "Password" }).fill(`${name}'s secret`);
      await Promise.all([
        tab.waitForEvent("load"),
        tab.getByRole("button", { name: "Log in" }).click(),
      ]);
      return tab;
    }),
  );
  const [lek, dao] = tabs;
  await lek?.getByRole("textbox", { name: "Item" }).fill("A bicycle");
  await lek?.getByRole("button", { name: "Order" }).click();
  await dao?.getByRole("button", { name: "Approve" }).click();
  await lek?.getByText("A bicycle: approved").waitFor();
});
