import type { lookup } from "node:dns";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createRawServer } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isPrivateAddress, signWebhook, webhookSecret, webhookSender } from "../src/index.ts";

// The vector of the libraries of Standard Webhooks.
test("signs as the vector of the standard", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const signed = signWebhook(
    [secret],
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    '{"test": 2432232314}',
  );
  expect(signed).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("a receiver accepts each of the secrets, with the library of the standard", () => {
  const [old, current, other] = [webhookSecret(), webhookSecret(), webhookSecret()];
  const body = '{"type":"task.created","title":"ขายรถ"}';
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = {
    "webhook-id": "e1",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signWebhook([current, old], "e1", timestamp, body),
  };
  expect(new Webhook(old).verify(body, headers)).toMatchObject({ type: "task.created" });
  expect(new Webhook(current).verify(body, headers)).toMatchObject({ type: "task.created" });
  expect(() => new Webhook(other).verify(body, headers)).toThrow();
  expect(() => new Webhook(current).verify(`${body} `, headers)).toThrow();
});

test.each([
  ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254"],
  ...["172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1"],
  ...["240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::7f00:1"],
  ...["64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::", "2001:db8::1", "fc00::1", "fd12::1"],
  ...["fe80::1", "fe80::1%eth0", "ff02::1", "localhost", "", "1.2.3", "0x7f.1"],
  ...["::ffff:0:127.0.0.1", "4000::1", "8000::1", "e000::1", "100::1", "5f00::1"],
])("%s is private", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  ...["1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1"],
  ...["2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"],
])("%s is public", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

const seen: { readonly request: IncomingMessage; readonly body: string }[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({ request, body: Buffer.concat(chunks).toString() });
    const path = request.url ?? "";
    if (path === "/silent") return;
    const status = Number(path.slice(1)) || 200;
    const headers =
      status === 302 ? { location: "/200" } : status === 429 ? { "retry-after": "7" } : {};
    response.writeHead(status, headers).end("x".repeat(path === "/large" ? 1_000_000 : 2));
  });
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const secret = webhookSecret();
const requestTo = (url: string) => ({
  ...{ url, secrets: [secret], id: "event-1", timestamp: Math.floor(Date.now() / 1000) },
  body: '{"type":"task.created","data":{"title":"ขายรถ"}}',
});
const local = { http: true, allowPrivate: (address: string) => address === "127.0.0.1" };

test("a receiver can verify the request, and its status is the answer", async () => {
  seen.length = 0;
  const sender = webhookSender(local);
  expect(await sender.send(requestTo(`${origin}/`))).toEqual({ status: 200 });
  const { request, body } = seen[0] ?? {};
  const headers = request?.headers as Record<string, string>;
  expect(new Webhook(secret).verify(body ?? "", headers)).toMatchObject({ type: "task.created" });
  expect(headers["content-type"]).toBe("application/json");
  for (const status of [204, 400, 410, 500, 503])
    expect(await sender.send(requestTo(`${origin}/${status}`))).toEqual({ status });
  expect(await sender.send(requestTo(`${origin}/429`))).toEqual({
    status: 429,
    retryAfterMs: 7_000,
  });
  expect(await sender.send(requestTo(`${origin}/large`))).toEqual({ status: 200 });
});

test("a redirect is not followed", async () => {
  seen.length = 0;
  expect(await webhookSender(local).send(requestTo(`${origin}/302`))).toEqual({ status: 302 });
  expect(seen).toHaveLength(1);
});

test("a receiver that changes the protocol, gives no answer or an endless one can't hold a request", async () => {
  const answers = [
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n",
    "",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
  ];
  const statuses: number[] = [];
  const closed: Promise<unknown>[] = [];
  for (const answer of answers) {
    const server = createRawServer((socket) => {
      socket.on("error", () => {});
      closed.push(once(socket, "close"));
      socket.once("data", () => (answer ? socket.write(answer) : socket.end()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const sender = webhookSender({ ...local, timeoutMs: 60_000 });
    statuses.push((await sender.send(requestTo(url))).status);
    server.close();
  }
  expect(statuses).toEqual([101, 0, 200]);
  // None of them keeps the socket, not even one whose answer never ends.
  await Promise.all(closed);
});

test("a receiver that does not answer, and one that is not there, are failures", async () => {
  const sender = webhookSender({ ...local, timeoutMs: 100 });
  expect(await sender.send(requestTo(`${origin}/silent`))).toEqual({
    ...{ status: 0, error: "There was no answer within 100 ms." },
  });
  expect(await sender.send(requestTo("http://127.0.0.1:1/"))).toEqual({
    ...{ status: 0, error: "The request failed: ECONNREFUSED." },
  });
});

/** It doesn't say which address: people who set up webhooks must not learn about the network. */
const isPrivate = {
  status: 0,
  error:
    "The address is private, or its name doesn't exist. If it is yours, allow it with `allowPrivate` of webhookSender.",
};

test("a private address is refused before anything is sent, by number and by name", async () => {
  seen.length = 0;
  const sender = webhookSender({ http: true });
  const { port } = server.address() as AddressInfo;
  const hosts = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "0x7f.1",
    "127.1",
    "0",
  ];
  for (const host of hosts)
    expect(await sender.send(requestTo(`http://${host}:${port}/`))).toEqual(isPrivate);
  expect(seen).toEqual([]);
});

test("a name whose address changes between check and connection is refused (rebinding)", async () => {
  seen.length = 0;
  const { port } = server.address() as AddressInfo;
  const given: string[] = [];
  // First public, then private. A socket that looked the name up again would connect to this machine.
  const changing = ((
    _name: string,
    options: { all?: boolean },
    done: (...all: unknown[]) => void,
  ) => {
    const address = given.length === 0 ? "192.0.2.1" : "127.0.0.1";
    given.push(address);
    if (options.all) done(null, [{ address, family: 4 }]);
    else done(null, address, 4);
  }) as unknown as typeof lookup;
  // The first address is reserved for documentation: nobody answers there.
  const sender = webhookSender({
    ...{ http: true, lookup: changing, timeoutMs: 200 },
    allowPrivate: (address) => address === "192.0.2.1",
  });
  expect(await sender.send(requestTo(`http://rebound.example:${port}/`))).toMatchObject({
    status: 0,
  });
  expect(given).toEqual(["192.0.2.1"]);
  expect(await sender.send(requestTo(`http://rebound.example:${port}/`))).toEqual(isPrivate);
  expect(seen).toEqual([]);
});

test("a name with one private address among public ones is refused", async () => {
  seen.length = 0;
  const both = ((_name: string, _options: object, done: (...all: unknown[]) => void) =>
    done(null, [
      { address: "127.0.0.1", family: 4 },
      { address: "1.1.1.1", family: 4 },
    ])) as unknown as typeof lookup;
  const { port } = server.address() as AddressInfo;
  const sender = webhookSender({ http: true, lookup: both });
  expect(await sender.send(requestTo(`http://two.example:${port}/`))).toEqual(isPrivate);
  expect(seen).toEqual([]);
});

test.each(["ENOTFOUND", "ENODATA"])(
  "nobody learns whether a name is unknown (%s) or leads to a private address",
  async (code) => {
    const unknown = ((_name: string, _options: object, done: (error: Error) => void) =>
      done(Object.assign(new Error("no"), { code }))) as unknown as typeof lookup;
    const sender = webhookSender({ lookup: unknown });
    expect(await sender.send(requestTo("https://intranet.example/"))).toEqual(isPrivate);
  },
);

test("http is refused unless it is allowed, and so is everything that is no address", async () => {
  seen.length = 0;
  const sender = webhookSender({ allowPrivate: () => true });
  const plain =
    "The address doesn't begin with https://. For a receiver on your own machine, pass `http: true` to webhookSender.";
  expect(await sender.send(requestTo(`${origin}/`))).toEqual({ status: 0, error: plain });
  for (const url of ["ftp://127.0.0.1/", "file:///etc/passwd", "nonsense"])
    expect(await sender.send(requestTo(url))).toMatchObject({ status: 0 });
  expect(seen).toEqual([]);
});

test("the reason of a failure has nothing of the address, the secrets or the body", async () => {
  const sender = webhookSender({ ...local, timeoutMs: 100 });
  const { host } = new URL(origin);
  const urls = [`http://127.0.0.1:1/token-4711`, "https://token-4711.invalid/", "token-4711"];
  for (const url of [...urls, `https://${host}/token-4711`, `${origin}/silent`]) {
    const { error = "" } = await sender.send(requestTo(url));
    expect(error).toMatch(/^(The|There) /);
    expect(error).not.toMatch(/4711|127\.0|whsec_|ขายรถ/);
  }
});

test("a lookup that throws, or gives no address, is a failure", async () => {
  const throws = (() => {
    throw new Error("token-4711");
  }) as unknown as typeof lookup;
  const none = ((_: string, __: object, done: (...all: unknown[]) => void) =>
    done(null, [])) as unknown as typeof lookup;
  for (const one of [throws, none]) {
    const sent = await webhookSender({ lookup: one }).send(requestTo("https://crm.example/"));
    expect(sent).toEqual({ status: 0, error: expect.not.stringContaining("4711") });
  }
});

test.each<[string, unknown, string]>([
  ["`allowPrivate` that is true", { allowPrivate: true }, "allowPrivate is true; give a function"],
  ["a list of allowed addresses", { allowPrivate: ["10.1.2.3"] }, "(address) => address === "],
  ["`allowPrivate` that is null", { allowPrivate: null }, "allowPrivate is null; give a function"],
  ["`http` that is a text", { http: "yes" }, 'http is "yes"; give true or false'],
  ["a time limit of 0", { timeoutMs: 0 }, "timeoutMs is 0; give milliseconds from 1 to 60000"],
  ["a time limit that is a text", { timeoutMs: "5000" }, 'timeoutMs is "5000"; give milliseconds'],
  ["a lookup that is no function", { lookup: {} }, "lookup is an object; give a function"],
  ["an unknown option", { timeout: 5 }, 'no option "timeout"; there are timeoutMs, allowPrivate'],
  ["options that are none", true, "webhookSender takes an object"],
  ["options that are null", null, "webhookSender takes an object"],
])("%s is refused when the app starts, with the cure", (_, options, says) => {
  expect(() => webhookSender(options as never)).toThrow(says);
});

test("options that are undefined are none", () => {
  const given = { allowPrivate: undefined, http: undefined, timeoutMs: undefined } as object;
  expect(webhookSender(given).timeoutMs).toBe(20_000);
  expect(webhookSender().timeoutMs).toBe(20_000);
});
