import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { wsAdapter } from "../src/index.ts";
import { closed, FakeSessions, refusal, TestServer, upgradeRequest } from "./server.ts";

const allowed = "https://app.example.com";

test.each([
  ["the origin itself", allowed, true],
  ["another scheme", "http://app.example.com", false],
  ["another port", "https://app.example.com:8443", false],
  ["the default port written out", "https://app.example.com:443", false],
  ["null", "null", false],
  ["nothing between the quotes", "", false],
  ["a longer host with the same beginning", "https://app.example.com.evil.test", false],
  ["a longer host with the same end", "https://evil-app.example.com", false],
  ["a subdomain", "https://a.app.example.com", false],
  ["the parent domain", "https://example.com", false],
  ["user info that looks like it", "https://app.example.com@evil.test", false],
  ["user info before it", "https://evil@app.example.com", false],
  ["a path after it", "https://app.example.com/x", false],
  ["capitals", "https://APP.example.com", false],
  ["a look-alike letter", "https://аpp.example.com".normalize(), false],
  ["two origins", `${allowed} https://evil.test`, false],
  ["the listed Thai host in Punycode", "https://xn--72c1a1bt4awk9o.example", true],
  ["no URL", "app.example.com", false],
  ["a file", "file://", false],
])("origin: %s", async (_case, origin, isAllowed) => {
  await using server = await TestServer.start({ origins: [allowed, "https://ตัวอย่าง.example"] });
  const headers = { Origin: Buffer.from(origin).toString("latin1") };
  if (isAllowed) {
    const client = await server.openClient({ headers });
    expect(client.protocol).toBe("taskwire.v1");
  } else {
    const { status, body } = await refusal(server.client({ headers }));
    expect([status, body]).toEqual([403, expect.stringContaining("origins")]);
    expect(server.sessions.connected).toEqual([]);
  }
});

test("a refused origin is named in one warning, and many origins in few", async () => {
  const warnings: { readonly code?: string; readonly message: string }[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  process.on("warning", warned);
  try {
    await using server = await TestServer.start({ origins: [allowed] });
    const visit = (origin: string) => refusal(server.client({ headers: { Origin: origin } }));
    await visit("http://localhost:5173");
    await visit("http://localhost:5173");
    await server.openClient({ origin: allowed });
    await expect.poll(() => warnings.length).toBe(1);
    expect(warnings[0]).toMatchObject({
      code: "TASKWIRE_ORIGIN",
      message: expect.stringMatching(/"http:\/\/localhost:5173" .*"127\.0\.0\.1:\d+".*`origins`/),
    });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => visit(`http://${i}.${"a".repeat(500)}`)),
    );
    await expect.poll(() => warnings.length).toBe(8);
    expect(Math.max(...warnings.map(({ message }) => message.length))).toBeLessThan(700);
  } finally {
    process.off("warning", warned);
  }
});

test("a program without Origin may connect, but not with a cookie", async () => {
  await using server = await TestServer.start();
  await server.openClient();
  expect((await refusal(server.client({ headers: { Cookie: "session=1" } }))).status).toBe(403);
});

test("with allowNonBrowser false nobody connects without an Origin", async () => {
  await using server = await TestServer.start({ allowNonBrowser: false });
  expect((await refusal(server.client())).status).toBe(403);
  await server.openClient({ origin: allowed });
});

test("same-origin allows the origin that the request was sent to, and no other", async () => {
  await using server = await TestServer.start({ origins: "same-origin" });
  await server.openClient({ origin: `http://127.0.0.1:${server.port}` });
  for (const origin of [
    `https://127.0.0.1:${server.port}`,
    `http://localhost:${server.port}`,
    "http://127.0.0.1",
  ]) {
    expect((await refusal(server.client({ origin }))).status).toBe(403);
  }
});

test("same-origin behind a trusted proxy means the origin that the proxy received", async () => {
  const headers = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.test, app.example.com",
  };
  await using behindProxy = await TestServer.start({ origins: "same-origin", trustProxy: 1 });
  await behindProxy.openClient({ origin: allowed, headers });
  expect((await refusal(behindProxy.client({ origin: "https://evil.test", headers }))).status).toBe(
    403,
  );
  const strange = { "X-Forwarded-Proto": "strange" };
  expect((await refusal(behindProxy.client({ origin: "null", headers: strange }))).status).toBe(
    403,
  );
  await using alone = await TestServer.start({ origins: "same-origin" });
  expect((await refusal(alone.client({ origin: allowed, headers }))).status).toBe(403);
});

test.each([
  "*",
  "null",
  "app.example.com",
  "https://app.example.com/path",
  "https://*.example.com:x",
])("refuses an invalid entry of origins at the start: %s", (entry) => {
  const options = { taskwire: { sessions: new FakeSessions() }, server: createServer() };
  expect(() =>
    wsAdapter({ ...options, origins: [entry], authenticate: () => Promise.reject() }),
  ).toThrow("not an origin");
});

test("does not start without origins or authenticate", () => {
  const options = { taskwire: { sessions: new FakeSessions() }, server: createServer() };
  expect(() => wsAdapter({ ...options, authenticate: () => Promise.reject() } as never)).toThrow(
    "origins",
  );
  expect(() => wsAdapter({ ...options, origins: "same-origin" } as never)).toThrow("authenticate");
});

test("a client that doesn't offer the subprotocol is refused with the reason", async () => {
  await using server = await TestServer.start();
  for (const protocols of [[], ["taskwire.v2"], ["xtaskwire.v1"]]) {
    const { status, body } = await refusal(server.client({ protocols }));
    expect([status, body]).toEqual([400, expect.stringContaining("taskwire.v1")]);
  }
  const client = await server.openClient({ protocols: ["taskwire.v2", "taskwire.v1"] });
  expect(client.protocol).toBe("taskwire.v1");
});

test("compression is never negotiated", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient({ perMessageDeflate: true });
  expect(client.extensions).toBe("");
});

test("the session gets its token from the Authorization header of the upgrade, never from the URL", async () => {
  await using server = await TestServer.start();
  await server.openClient({
    headers: { Authorization: "Bearer abc.def" },
    path: "/taskwire?token=secret",
  });
  await server.openClient({ headers: { Authorization: "Basic abc" } });
  expect(server.sessions.connected.map(({ token }) => token)).toEqual(["abc.def", undefined]);
});

test("other paths are left to other listeners, and refused if there is none", async () => {
  await using server = await TestServer.start();
  expect((await refusal(server.client({ path: "/other" }))).status).toBe(404);
  const other = once(server.server, "upgrade");
  server.client({ path: "/other" });
  const [request, socket] = (await other) as [IncomingMessage, Duplex];
  expect([request.url, socket.destroyed, socket.writableEnded]).toEqual(["/other", false, false]);
  socket.destroy();
});

test("a full server refuses with Retry-After, and accepts again when a client left", async () => {
  await using server = await TestServer.start({ limits: { connections: 2 } });
  const first = await server.openClient();
  await server.openClient();
  expect(await refusal(server.client())).toMatchObject({ status: 503, retryAfter: "5" });
  const left = new Promise<unknown>((resolve) => {
    server.sessions.onEnded = resolve;
  });
  first.close();
  await left;
  await server.openClient();
});

test("unauthenticated connections are limited per address; authenticated and closed ones no longer count", async () => {
  await using server = await TestServer.start({ unauthenticatedPerAddress: 2 });
  const first = await server.openClient();
  await server.openClient();
  expect(await refusal(server.client())).toMatchObject({ status: 503, retryAfter: "5" });
  await server.sessions.at(1).authenticate("mali");
  await server.sessions.at(1).authenticate("mali");
  await server.openClient();
  expect((await refusal(server.client())).status).toBe(503);
  const left = new Promise<unknown>((resolve) => {
    server.sessions.onEnded = resolve;
  });
  first.terminate();
  await left;
  await server.openClient();
  expect((await refusal(server.client())).status).toBe(503);
});

test("the address is taken from X-Forwarded-For only as far as proxies are trusted", async () => {
  await using alone = await TestServer.start({ unauthenticatedPerAddress: 1 });
  await alone.openClient({ headers: { "X-Forwarded-For": "10.0.0.1" } });
  expect((await refusal(alone.client({ headers: { "X-Forwarded-For": "10.0.0.2" } }))).status).toBe(
    503,
  );
  await using behindProxy = await TestServer.start({ unauthenticatedPerAddress: 1, trustProxy: 1 });
  await behindProxy.openClient({ headers: { "X-Forwarded-For": "10.0.0.1" } });
  await behindProxy.openClient({ headers: { "X-Forwarded-For": "10.0.0.1, 10.0.0.2" } });
  expect(
    (await refusal(behindProxy.client({ headers: { "X-Forwarded-For": "10.0.0.9, 10.0.0.2" } })))
      .status,
  ).toBe(503);
});

test("unauthenticated connections are counted by the first 64 bits of an IPv6 address (H14)", async () => {
  await using server = await TestServer.start({ unauthenticatedPerAddress: 1, trustProxy: 1 });
  const from = (address: string) => ({ headers: { "X-Forwarded-For": address } });
  await server.openClient(from("2001:db8:0:1::1"));
  expect((await refusal(server.client(from("2001:db8:0:1:ffff::2")))).status).toBe(503);
  await server.openClient(from("2001:db8:0:2::1"));
  await server.openClient(from("192.0.2.1"));
  expect((await refusal(server.client(from("::ffff:192.0.2.1")))).status).toBe(503);
});

test("a server for both kinds of addresses counts each client by its own (H14)", async () => {
  await using server = await TestServer.start({ unauthenticatedPerAddress: 1, host: "::" });
  await server.openClient({ to: "[::1]" });
  expect((await refusal(server.client({ to: "[::1]" }))).status).toBe(503);
  // Node calls these two ::ffff:127.0.0.1 and ::ffff:127.0.0.2. Both have the same first 64 bits.
  await server.openClient();
  await server.openClient({ localAddress: "127.0.0.2" });
  expect((await refusal(server.client())).status).toBe(503);
});

test("an address with too many wrong tokens is refused with 429; the app can say what the address is", async () => {
  const addressOf = ({ headers }: { headers: { [name: string]: unknown } }) =>
    String(headers["x-client"]);
  await using server = await TestServer.start({ addressOf });
  for (let i = 0; i < 3; i++) server.sessions.strangers.failed("192.0.2.1");
  const refused = await refusal(server.client({ headers: { "X-Client": "192.0.2.1" } }));
  expect(refused).toMatchObject({ status: 429, retryAfter: "5" });
  await server.openClient({ headers: { "X-Client": "192.0.2.2" } });
});

test.each([
  ["an invalid key", { "Sec-WebSocket-Key": "short" }, "400"],
  ["an old version", { "Sec-WebSocket-Version": "7" }, "400"],
  ["another protocol than WebSocket", { Upgrade: "h2c" }, "400"],
  ["a subprotocol list that can't be read", { "Sec-WebSocket-Protocol": "taskwire.v1,,@" }, "400"],
])("refuses a garbage upgrade: %s", async (_case, headers, status) => {
  await using server = await TestServer.start();
  const socket = await server.raw();
  socket.write(upgradeRequest(headers));
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  await once(socket, "close");
  await server.openClient();
});

test("a refused client that never ends its half is disconnected", async () => {
  await using server = await TestServer.start();
  const accepted = once(server.server, "connection");
  const socket = await server.raw({ allowHalfOpen: true });
  const [serverSide] = (await accepted) as [Socket];
  socket.write(upgradeRequest({ Origin: "null" }));
  await once(serverSide, "close");
});

test("clients that vanish during an upgrade leave nothing behind", async () => {
  await using server = await TestServer.start();
  for (let count = 0; count < 20; count++) {
    const socket = await server.raw();
    socket.write(upgradeRequest().slice(0, 40 + 10 * count));
    if (count % 2) socket.resetAndDestroy();
    else socket.destroy();
  }
  const client = await server.openClient();
  client.close(1000);
  await closed(client);
  expect(server.sessions.size).toBe(0);
});
