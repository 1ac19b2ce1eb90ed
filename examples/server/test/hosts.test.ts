import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type RunningServer, startServer } from "../src/server.ts";
import { readSettings } from "../src/settings.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { logIn, runServer, settingsFor } from "./support/server.ts";

const folder = mkdtempSync(join(tmpdir(), "taskwire-example-"));
let server: RunningServer;
beforeAll(async () => {
  const names = { hosts: ["tasks.local"], origins: ["http://pages.example"] };
  server = await startServer({ ...settingsFor(folder), ...names });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends a request with a `Host` of one's own, as a browser does for a name that leads here. */
async function ask(url: string, host: string | undefined, path = "/auth/demo") {
  const { port, hostname } = new URL(url);
  const headers = host === undefined ? {} : { Host: host };
  const sent = httpRequest({ port, hostname, path, headers, setHost: false }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

test.each([
  "localhost",
  "localhost:3000",
  "LOCALHOST",
  "127.0.0.1:8080",
  "[::1]",
  "[::1]:3000",
  "tasks.local:80",
  "pages.example:3000",
])("answers to %s (H17)", async (host) => {
  expect(await ask(server.url, host)).toMatchObject({ status: 200 });
});

test.each([
  "evil.example",
  "evil.example:3000",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "localhost@evil.example",
  "evil.example#localhost",
  "localhost, evil.example",
  "10.1.2.3",
  "[2001:db8::1]",
  "[::1",
  "localhost:x",
  "",
])(
  "refuses a request for %j, with which a page of another site could read the answer (H17)",
  async (host) => {
    for (const path of ["/auth/demo", "/", "/api/openapi.json"]) {
      // Node itself answers some of them with 400.
      const { status, body } = await ask(server.url, host, path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain("taskwire-demo");
    }
  },
);

test("HOSTS names further hosts, and a name that can't be one is refused", () => {
  const env = { DATA_DIR: temporaryDirectory() };
  expect(readSettings({ ...env, HOSTS: "Tasks.local, tasks" }).hosts).toEqual([
    "tasks.local",
    "tasks",
  ]);
  for (const HOSTS of ["http://tasks.local", "tasks.local:3000", "a b", "tasks/x", ","])
    expect(() => readSettings({ ...env, HOSTS }), HOSTS).toThrow(/HOSTS/);
});

test("refreshes are limited by address, wrong ones sooner than right ones (H17)", async () => {
  const { request } = await runServer();
  const refresh = (refreshToken: string) => request("/auth/refresh", { body: { refreshToken } });
  const statuses = new Set<number>();
  for (let i = 0; i < 51; i++) statuses.add((await refresh(`wrong-${i}`)).status);
  expect([...statuses]).toEqual([401, 429]);

  const other = await runServer();
  let { refreshToken } = (await logIn(other.request, "lek")).body;
  let refreshes = 0;
  for (let status = 200; status === 200 && refreshes < 200; refreshes++) {
    const next = await other.request("/auth/refresh", { body: { refreshToken } });
    ({ status } = next);
    refreshToken = next.body.refreshToken ?? refreshToken;
  }
  expect(refreshes).toBe(120);
}, 30_000);

test("wrong tokens are limited by address, for people and for tasks together (H17)", async () => {
  const { request } = await runServer();
  const token = (await logIn(request, "dao")).body.accessToken;
  let tries = 0;
  for (let status = 401; status === 401 && tries < 400; tries++)
    ({ status } = await request(tries % 2 === 0 ? "/people" : "/api/me", { token: "wrong" }));
  expect(tries).toBeGreaterThan(200);
  expect(tries).toBeLessThan(400);
  const answers = [await request("/people", { token }), await request("/api/me", { token })];
  for (const { status, body } of answers)
    if (status !== 200) expect(body.code).toBe("rate_limited");
}, 60_000);

test("an address that holds 256 silent connections gets no more, and others are answered (H14)", async () => {
  const server = await runServer();
  const port = Number(new URL(server.url).port);
  const sockets: Socket[] = [];
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  const from = async (localAddress: string) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress }).on("error", () => {});
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  };
  await Promise.all(Array.from({ length: 256 }, () => from("127.0.0.1")));
  const statusFrom = async (address: string) => {
    const socket = await from(address);
    socket.write("GET /auth/demo HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const [answer] = await once(socket, "data");
    return String(answer).split(" ")[1];
  };
  expect(await statusFrom("127.0.0.1")).toBe("429");
  expect(await statusFrom("127.0.0.2")).toBe("200");
});
