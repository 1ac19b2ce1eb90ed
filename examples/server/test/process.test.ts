import { once } from "node:events";
import { statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAccounts } from "../src/accounts/accounts.ts";
import { openDatabase } from "../src/accounts/database.ts";
import { runProgram, startChild } from "./support/child.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { logIn, requestsTo, testSecret } from "./support/server.ts";

test("prints one URL and the demo accounts, creates files that only this user can read, and ends in order on SIGTERM", async () => {
  const directory = temporaryDirectory();
  const { url, printed, output, kill, ended } = await startChild({
    PORT: "0",
    DATA_DIR: directory,
  });
  await printed(/somchai +ADMIN_LIMITED +Somchai สมชาย/);
  expect(output().match(/https?:\/\//g)).toHaveLength(1);
  expect((await logIn(requestsTo(url), "lek")).status).toBe(200);
  for (const file of ["secret", "accounts.db", "taskwire.db", "taskwire.db-wal"]) {
    expect.soft((statSync(join(directory, file)).mode & 0o777).toString(8), file).toBe("600");
  }
  kill("SIGTERM");
  expect(await ended).toBe(0);
}, 30_000);

test("ends in order on SIGTERM although a client goes on sending requests on its connection", async () => {
  const { url, kill, ended } = await startChild({ PORT: "0", DATA_DIR: temporaryDirectory() });
  const { port, hostname: host } = new URL(url);
  const socket = connect({ port: Number(port), host });
  socket.write(`GET /api/health HTTP/1.1\r\nHost: ${host}\r\n`);
  // The server has half a request when it closes.
  await expect(fetch(`${url}/api/health`)).resolves.toBeDefined();
  kill("SIGTERM");
  await expect.poll(() => fetch(`${url}/api/health`).then(Boolean, () => false)).toBe(false);
  socket.write("\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1.1 200 OK/);
  expect(String(answer)).toMatch(/^Connection: close/m);
  expect(await ended).toBe(0);
}, 30_000);

test("says that the port is taken, and which command helps", async () => {
  const { url } = await startChild({ PORT: "0", DATA_DIR: temporaryDirectory() });
  const { port } = new URL(url);
  const second = runProgram("main.ts", [], { PORT: port, DATA_DIR: temporaryDirectory() });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`Port ${port} is taken`);
  expect(second.output()).toContain(`PORT=${Number(port) + 1} npm start`);
  expect(second.output()).not.toContain("    at ");
}, 30_000);

test("warns in production if TRUSTED_PROXIES is not set", async () => {
  const start = (env: Record<string, string>) =>
    startChild({
      NODE_ENV: "production",
      PORT: "0",
      ORIGINS: "https://a.example",
      TASKWIRE_SECRET: testSecret,
      DATA_DIR: temporaryDirectory(),
      ...env,
    });
  await (await start({})).printed(/TRUSTED_PROXIES is not set/);
  const configured = await start({ TRUSTED_PROXIES: "0" });
  configured.kill("SIGTERM");
  await configured.ended;
  expect(configured.output()).not.toContain("TRUSTED_PROXIES");
}, 30_000);

test("refuses to start in production without a secret, and names the setting", async () => {
  const child = runProgram("main.ts", [], {
    NODE_ENV: "production",
    ORIGINS: "https://a.example",
    DATA_DIR: temporaryDirectory(),
  });
  expect(await child.ended).toBe(1);
  expect(child.output()).toMatch(/TASKWIRE_SECRET/);
  expect(child.output()).not.toContain("    at ");
});

test("adds and changes people with the user command while the server runs", async () => {
  const env = { PORT: "0", DATA_DIR: temporaryDirectory() };
  const { url } = await startChild(env);
  const request = requestsTo(url);
  const user = async (...args: string[]) => {
    const { ended, output } = runProgram("user.ts", args, env);
    expect(await ended, output()).toBe(0);
    return output();
  };

  const [, password = ""] =
    (await user("add", "--login", "ploy", "--name", "Ploy พลอย", "--role", "ADMIN")).match(
      /Password: (\S+)/,
    ) ?? [];
  const { body } = await logIn(request, "ploy", password);
  expect(body.user).toMatchObject({ name: "Ploy พลอย", role: "ADMIN" });
  expect((await request("/api/me", { token: body.accessToken })).body).toMatchObject({
    role: "ADMIN",
  });

  await user("role", "--login", "ploy", "--role", "ADMIN_LIMITED");
  expect((await request("/api/me", { token: body.accessToken })).body).toMatchObject({
    role: "ADMIN_LIMITED",
  });

  await user("password", "--login", "ploy", "--password", "of her own");
  expect((await logIn(request, "ploy", password)).status).toBe(401);
  expect((await logIn(request, "ploy", "of her own")).status).toBe(200);

  await user("disable", "--login", "ploy");
  expect(await user("list")).toMatch(/ploy +ADMIN_LIMITED +Ploy พลอย \(disabled\)/);
  // The token is of a login that ended with the old password.
  expect((await request("/api/boards", { token: body.accessToken })).status).toBe(401);
}, 60_000);

test("adds the first person before the first start, and on the board", async () => {
  const env = { PORT: "0", DATA_DIR: temporaryDirectory() };
  const add = runProgram(
    "user.ts",
    ["add", "--login", "ploy", "--name", "Ploy", "--role", "ADMIN"],
    env,
  );
  const [, password = ""] = await add.printed(/Password: (\S+)/);
  expect(await add.ended).toBe(0);
  const request = requestsTo((await startChild(env)).url);
  const { accessToken: token } = (await logIn(request, "ploy", password)).body;
  expect((await request("/api/boards", { token })).body.boards).toHaveLength(1);
}, 30_000);

test("prints names without the control characters in them, and takes no new name with one (H17)", async () => {
  const DATA_DIR = temporaryDirectory();
  const run = async (...args: string[]) => {
    const { ended, output } = runProgram("user.ts", args, { DATA_DIR });
    return { code: await ended, text: output() };
  };
  const person = ["--login", "eve", "--role", "ADMIN", "--name"];
  const refused = await run("add", ...person, "Eve\u001b[2J");
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.text).toContain("in one line");
  // A name from a time when it was accepted.
  const database = openDatabase(join(DATA_DIR, "accounts.db"));
  const name = "Eve\u001b[2J\u009b1m\r\u202e";
  await createAccounts(database).add({ login: "eve", name, role: "ADMIN", password: "p" });
  database.close();
  const { text } = await run("list");
  expect(text).toContain("Eve\\u001b[2J\\u009b1m\\u000d\\u202e");
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
}, 30_000);

test("explains wrong arguments of the user command", async () => {
  const DATA_DIR = temporaryDirectory();
  const mistakes: [string, RegExp][] = [
    ["", /Usage/],
    ["add --admin", /Usage/],
    ["add --login x --name X --role ADMIN", /2 to 64 letters/],
    ["add --login xx --name X --role OWNER", /one of ADMIN, ADMIN_LIMITED/],
    ["role --login nobody --role ADMIN", /no login nobody/],
  ];
  const explain = async ([args, message]: (typeof mistakes)[number]) => {
    const { ended, output } = runProgram("user.ts", args.split(" ").filter(Boolean), { DATA_DIR });
    expect.soft(await ended, args).toBe(1);
    expect.soft(output()).toMatch(message);
    expect.soft(output()).not.toContain("    at ");
  };
  await Promise.all(mistakes.map(explain));
}, 30_000);
