import { once } from "node:events";
import { closeCodes } from "@taskwire/core/adapter";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { attempt, clientFrame, dial, offer, textFrame, welcomed } from "./crowd/hostile.ts";
import { Listener } from "./crowd/listener.ts";
import { startServer, until } from "./crowd/start.ts";

const topic = "board:sales";
const kib = 1024;
const mib = kib * kib;
const perAddress = 256;

// Large answers cost no more than small ones: only the clients' own buffers stop them here.
const price = { bytesPerCall: 1e9, rowsPerCall: 1e9 };

let server: Awaited<ReturnType<typeof startServer>>;
let healthy: Listener;
let base: { heap: number; resident: number };

beforeAll(async () => {
  // The default limits, but a shorter time in which a reader must take something.
  server = await startServer({
    limits: {
      connectionsPerUser: 10,
      callsPerSecond: 20,
      callBurst: 40,
      stalledMs: 3_000,
      ...price,
    },
  });
  await server.ask.createBoards({ people: ["dao", "mallory"], boards: ["sales"] });
  healthy = new Listener({ port: server.port, userId: "dao", topics: [topic] });
  await healthy.ready;
});

afterAll(async () => {
  healthy.destroy();
  await server[Symbol.asyncDispose]();
});

beforeEach(async () => {
  base = await server.ask.memory();
  await server.ask.peak();
});

/** After each test: the server runs, no attacker is connected, and others are served as before. */
afterEach(async () => {
  expect(healthy.code).toBeUndefined();
  const { errors } = await until(server.ask, ({ sessions }) => sessions === 1);
  expect(errors).toEqual([]);
  const { number = 0 } = healthy.positions.get(topic) ?? {};
  await healthy.call("tasks.create", { boardId: "sales", title: "Still here" });
  await healthy.reaches(topic, number + 1);
  expect(healthy.code).toBeUndefined();
  expect(healthy.problems).toEqual([]);
});

/** Growth of the server's memory since the test began, in bytes. */
async function grown(): Promise<number> {
  const { resident } = await server.ask.peak();
  return resident - base.resident;
}

describe("connections that send nothing", () => {
  test("2,048 of them are closed in time and cost little; more from the same addresses are refused", async () => {
    const addresses = Array.from({ length: 8 }, (_, i) => `127.0.0.${i + 1}`);
    const silent = addresses.flatMap((from) =>
      Array.from({ length: perAddress }, () => attempt(server.port, { from })),
    );
    await until(server.ask, ({ sessions }) => sessions === 1 + silent.length);
    const more = await Promise.all(Array.from({ length: 100 }, () => attempt(server.port, {})));
    expect(new Set(more.map(({ status }) => status))).toEqual(new Set([503]));
    await healthy.call("users.me", {});
    const each = (await grown()) / silent.length;
    const ends = await Promise.all(silent);
    expect(new Set(ends.map(({ code }) => code))).toEqual(
      new Set([closeCodes.authenticationTimeout]),
    );
    expect(each).toBeLessThan(48 * kib);
  });

  test("a thousand unfinished requests do not keep others out", async () => {
    const half = "GET /taskwire HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ";
    const sockets = Array.from({ length: 1_000 }, (_, i) => {
      const socket = dial(server.port);
      if (i % 2 === 0) socket.write(half);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    await healthy.call("users.me", {});
    const other = new Listener({ port: server.port, userId: "mallory", topics: [topic] });
    await other.ready;
    other.destroy();
    expect((await grown()) / sockets.length).toBeLessThan(48 * kib);
    for (const socket of sockets) socket.destroy();
  });
});

describe("a flood of headers", () => {
  const long = "x".repeat(12 * kib);
  // Clients that get in send an invalid message, so that they are closed at once.
  const behind = textFrame('{"type":"pong"}');
  const many = (count: number) => Array.from({ length: count }, (_, i) => `X-${i}: ${i}`);
  test.each<[what: string, status: number, code: number | undefined, lines: readonly string[]]>([
    ["one of 64 KiB", 431, undefined, [offer, `X-Long: ${"x".repeat(64 * kib)}`]],
    ["5,000 of them", 431, undefined, [offer, ...many(5_000)]],
    ["500 of them", 101, closeCodes.unauthenticated, [offer, ...many(500)]],
    [
      "2,000 other subprotocols",
      400,
      undefined,
      [`Sec-WebSocket-Protocol: ${"a,".repeat(2_000)}b`],
    ],
    ["the same subprotocol 1,000 times", 400, undefined, [`${offer}${",taskwire.v1".repeat(999)}`]],
    ["a long Origin", 403, undefined, [offer, `Origin: https://${long}`]],
    ["a long cookie", 403, undefined, [offer, `Cookie: a=${long}`]],
    ["a long token", 101, closeCodes.unauthenticated, [offer, `Authorization: Bearer ${long}`]],
    [
      "blanks before a token",
      101,
      closeCodes.unauthenticated,
      [offer, `Authorization: Bearer${" ".repeat(12 * kib)}\u00e4`],
    ],
    [
      "a long list of proxies",
      101,
      closeCodes.unauthenticated,
      [offer, `X-Forwarded-For: ${"1.1.1.1,".repeat(1_500)}`],
    ],
    [
      "500 compressions",
      101,
      closeCodes.unauthenticated,
      [offer, `Sec-WebSocket-Extensions: ${"permessage-deflate; a=b,".repeat(499)}x`],
    ],
    ["a key of 8 KiB", 400, undefined, [offer, `Sec-WebSocket-Key: ${"x".repeat(8 * kib)}`]],
  ])("with %s, 100 times at once, ends with %i (%s)", async (_what, status, code, lines) => {
    const ends = await Promise.all(
      Array.from({ length: 100 }, () => attempt(server.port, { lines, behind })),
    );
    // The server may hang up before all is sent, and then the answer can be lost.
    const heard = ends.filter((end) => status !== 431 || end.status !== undefined);
    expect(new Set(heard.map((end) => `${end.status} ${end.code}`))).toEqual(
      new Set([`${status} ${code}`]),
    );
    expect(await grown()).toBeLessThan(64 * mib);
  });
});

describe("a flood of frames", () => {
  test.each<[what: string, code: number | undefined, frame: Buffer]>([
    // Clients that read no pongs are cut off without a close frame, which would wait behind the
    // pongs.
    ["pings", undefined, clientFrame(9, Buffer.alloc(125, "x"))],
    ["pongs", closeCodes.badFrame, clientFrame(10, Buffer.alloc(125, "x"))],
    ["heartbeats", closeCodes.tooMany, textFrame('{"type":"pong"}')],
    [
      "calls",
      closeCodes.tooMany,
      textFrame('{"type":"call","id":1,"operation":"users.me","input":{}}'),
    ],
    [
      "invalid calls",
      closeCodes.tooMany,
      textFrame(`{"type":"call","id":1,${'"x":1,'.repeat(500)}"y":1}`),
    ],
  ])("of %s from ten connections that read nothing ends them (%s)", async (_what, code, frame) => {
    const { closes: before } = await server.ask.state();
    const sockets = await Promise.all(
      Array.from({ length: 10 }, () => welcomed(server.port, ["Authorization: Bearer mallory"])),
    );
    const flood = Buffer.concat(Array.from({ length: 5_000 }, () => frame));
    for (const socket of sockets) socket.pause().write(flood);
    const { closes } = await until(server.ask, ({ sessions }) => sessions === 1);
    const codes = Object.keys(closes).filter((one) => closes[Number(one)] !== before[Number(one)]);
    expect(codes.map(Number)).toEqual(code === undefined ? [] : [code]);
    // Less than some of them sent: the memory is garbage, and nothing of it is kept.
    expect(await grown()).toBeLessThan(128 * mib);
    for (const socket of sockets) socket.destroy();
    await until(server.ask, ({ resources }) => resources.split("TCPSocketWrap").length === 2);
    expect((await server.ask.memory()).heap - base.heap).toBeLessThan(mib);
  });
});

describe("slow readers", () => {
  test("clients that ask for a lot and read nothing are closed, and little is computed for them", {
    timeout: 60_000,
  }, async () => {
    // Larger answers than by default: they must not fit into the buffers of the operating system.
    await using bulk = await startServer({
      limits: { answerBytes: 8 * mib, stalledMs: 3_000, ...price },
    });
    const people = Array.from({ length: 10 }, (_, i) => `greedy_${i}`);
    await bulk.ask.createBoards({ people: ["dao", ...people], boards: ["bulk"] });
    await bulk.ask.createTasks({ boardId: "bulk", userId: "dao", tasks: 60, size: 8_000 });
    const before = await bulk.ask.memory();
    const sockets = await Promise.all(
      people.map((userId) => welcomed(bulk.port, [`Authorization: Bearer ${userId}`])),
    );
    const input = { boardId: "bulk", limit: 100 };
    const calls = Array.from({ length: 30 }, (_, id) =>
      textFrame(JSON.stringify({ type: "call", id, operation: "tasks.list", input })),
    );
    for (const socket of sockets) socket.pause().write(Buffer.concat(calls));
    let most = 0;
    for (let isOver = false; !isOver; ) {
      most = Math.max(most, (await bulk.ask.memory()).heap);
      isOver = (await bulk.ask.state()).sessions === 0;
    }
    const { closes } = await bulk.ask.state();
    expect(closes).toEqual({ [closeCodes.slow]: 10 });
    // Thirty answers of half a megabyte were asked for, but only a few were made.
    expect((most - before.heap) / sockets.length).toBeLessThan(6 * mib);
    for (const socket of sockets) socket.destroy();
  });
});

describe("a token", () => {
  const inFrame: [what: string, token: string][] = [
    ...[
      "",
      " ",
      "x y",
      "dao\u0000",
      "\ud800",
      "../dao",
      "dao'--",
      "ดาว",
      "x".repeat(4_096),
      "x".repeat(4_097),
    ],
    ...[
      "x".repeat(60_000),
      "forged:dao",
      "Bearer dao",
      "system:",
      "__proto__ ",
      "%64ao",
      "da\u200bo",
      "dao\n",
    ],
  ].map((token) => [token.slice(0, 20), JSON.stringify(token)]);
  const others = [
    "null",
    "true",
    "0",
    "1e999",
    "-1",
    "[]",
    '["dao"]',
    "{}",
    '{"toString":"dao"}',
    '{"length":3}',
  ];
  const missing: [what: string, frame: string][] = [
    ["none", '{"type":"authenticate"}'],
    ["two", '{"type":"authenticate","token":"dao","token":"forged:dao"}'],
    ["one in a list", '[{"type":"authenticate","token":"dao"}]'],
    ["one with another field", '{"type":"authenticate","token":"dao","userId":"dao"}'],
    ["one beside __proto__", '{"__proto__":{"token":"dao"},"type":"authenticate"}'],
    ["one with a type in another case", '{"type":"Authenticate","token":"dao"}'],
    ["one in a call", '{"type":"call","id":1,"operation":"users.me","input":{},"token":"dao"}'],
  ];
  const frames: [what: string, frame: string][] = [
    ...[...inFrame, ...others.map((token): [string, string] => [token, token])].map(
      ([what, token]): [string, string] => [what, `{"type":"authenticate","token":${token}}`],
    ),
    ...missing,
  ];
  test.each(frames)("in the first frame that is %j is refused", async (_what, frame) => {
    const end = await attempt(server.port, { behind: textFrame(frame) });
    expect([closeCodes.badFrame, closeCodes.unauthenticated, closeCodes.forbidden]).toContain(
      end.code,
    );
    expect(end.text).not.toContain("welcome");
  });

  const headers = [
    "Bearer",
    "Bearer ",
    "Bearer forged:dao",
    "Bearer dao dao",
    "Bearer dao,dao",
    "Basic ZGFvOmRhbw==",
    "dao",
  ];
  test.each([
    ...headers,
    "Bearer null",
    'Bearer "dao"',
    "Bearer d\u00e4o",
    `Bearer ${"x".repeat(8_000)}`,
    "Token dao",
  ])("in the header that is %j is refused", async (value) => {
    const lines = [offer, `Authorization: ${value}`];
    const end = await attempt(server.port, { lines, behind: textFrame('{"type":"pong"}') });
    expect([closeCodes.unauthenticated, closeCodes.forbidden]).toContain(end.code);
    expect(end.text).not.toContain("welcome");
  });

  test("in the query of the URL is refused", async () => {
    const end = await attempt(server.port, {
      path: "/taskwire?token=dao&access_token=dao",
      behind: textFrame('{"type":"pong"}'),
    });
    expect(end.code).toBe(closeCodes.unauthenticated);
  });
});
