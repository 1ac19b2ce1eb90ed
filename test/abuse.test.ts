import { createClient } from "@taskwire/client";
import { errorCodes } from "@taskwire/core";
import { closeCodes } from "@taskwire/core/adapter";
import { fakeRuntime } from "@taskwire/core/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Attacker, leaked } from "./abuse/attacker.ts";
import { fullInput, isIdField, type OperationInfo, onOwnData } from "./abuse/inputs.ts";
import { garbage, mutate } from "./abuse/mutate.ts";
import { type AbusedServer, startServer } from "./abuse/server.ts";
import { diceFrom } from "./simulation/dice.ts";

let server: AbusedServer;
let healthy: ReturnType<
  typeof createClient<{ operations: AbusedServer["taskwire"]["operations"] }>
>;
let before: { kept: string; sessions: number; channels: number };

beforeAll(async () => {
  server = await startServer();
  healthy = createClient({ url: server.ws, token: () => "valid:dao" });
  await healthy.boards.open({ boardId: "sales" });
  healthy.subscribe("board:sales", { onEvents() {}, onReload() {} });
  await healthy.users.me();
});

afterAll(async () => {
  healthy.close();
  await server[Symbol.asyncDispose]();
});

beforeEach(() => {
  before = {
    kept: server.kept(),
    sessions: server.taskwire.sessions.size,
    channels: server.channels(),
  };
});

/**
 * After each test: another client still works, nothing was stored, no connection is left, and no
 * prototype was polluted.
 */
afterEach(async () => {
  expect(await healthy.boards.open({ boardId: "sales" })).toMatchObject({ tasks: [{}, {}] });
  expect(healthy.status).toBe("live");
  expect(server.kept()).toBe(before.kept);
  await expect
    .poll(() => ({ sessions: server.taskwire.sessions.size, channels: server.channels() }))
    .toEqual({ sessions: before.sessions, channels: before.channels });
  expect(server.errors).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

const operations = () => Object.values(server.taskwire.operations) as unknown as OperationInfo[];

const isHarmless = ({ kind, name }: OperationInfo): boolean =>
  kind === "query" || onOwnData.includes(name);

function judge(answer: string, isQuery: boolean): void {
  expect(leaked(answer)).toBeUndefined();
  const { type, error } = JSON.parse(answer);
  expect([
    "result",
    "error",
    "unsubscribed",
    "subscribed",
    "reload",
    "events",
    "ping",
    "authenticated",
  ]).toContain(type);
  if (type === "error" || (type === "result" && !isQuery))
    expect(Object.keys(errorCodes)).toContain(error?.code);
  expect(error?.code).not.toBe("internal");
}

describe("a connection that breaks the protocol", () => {
  const first = JSON.stringify({ type: "call", id: 1, operation: "users.me", input: {} });
  const cases: [what: string, code: number, act: (attacker: Attacker) => void, token?: string][] = [
    [
      "sends a call before it authenticates",
      closeCodes.unauthenticated,
      (attacker) => attacker.send(first),
    ],
    [
      "sends binary data",
      closeCodes.badFrame,
      (attacker) => attacker.send(Buffer.from(first)),
      "valid:mallory",
    ],
    [
      "sends text that isn't UTF-8",
      closeCodes.badFrame,
      (attacker) => attacker.send(Buffer.from([0x22, 0xff, 0xc0]), { binary: false }),
      "valid:mallory",
    ],
    [
      "sends text that isn't JSON",
      closeCodes.badFrame,
      (attacker) => attacker.send("hello"),
      "valid:mallory",
    ],
    ["sends a list", closeCodes.badFrame, (attacker) => attacker.send("[]"), "valid:mallory"],
    [
      "sends 10 MB",
      closeCodes.tooLarge,
      (attacker) => attacker.send(`"${"x".repeat(10 * 1024 * 1024)}"`),
      "valid:mallory",
    ],
    [
      "sends 10 MB before it authenticates",
      closeCodes.tooLarge,
      (attacker) => attacker.send("x".repeat(10 * 1024 * 1024)),
    ],
    [
      "sends a token that is not a string",
      closeCodes.unauthenticated,
      (attacker) => attacker.send('{"type":"authenticate","token":{"length":{"toString":1}}}'),
    ],
    [
      "sends a forged token",
      closeCodes.unauthenticated,
      (attacker) => attacker.send('{"type":"authenticate","token":"forged:dao"}'),
    ],
    [
      "sends an expired token",
      closeCodes.unauthenticated,
      (attacker) => attacker.send('{"type":"authenticate","token":"expired:dao"}'),
    ],
    [
      "sends a token of an unknown user",
      closeCodes.forbidden,
      (attacker) => attacker.send('{"type":"authenticate","token":"valid:nobody"}'),
    ],
    [
      "claims to be the system",
      closeCodes.unauthenticated,
      (attacker) => attacker.send('{"type":"authenticate","token":"valid:system"}'),
    ],
    [
      "authenticates as somebody else later",
      closeCodes.unauthenticated,
      (attacker) => attacker.send('{"type":"authenticate","token":"valid:dao"}'),
      "valid:mallory",
    ],
  ];
  test.each(cases)("that %s is closed with %i", async (_what, code, act, token) => {
    const attacker = await Attacker.open(server.ws, token);
    act(attacker);
    expect(await attacker.closed).toBe(code);
    for (const frame of attacker.frames) judge(frame, false);
  });

  test.each([
    "https://evil.example",
    "null",
    "http://app.example",
    "https://app.example.evil.example",
  ])("from a page of %s is refused", async (origin) => {
    const attacker = await Attacker.open(server.ws, undefined, { headers: { origin } });
    expect(await attacker.closed).toBe(403);
  });
});

describe("a call with a wrong input", () => {
  // Checks the case of an object whose `length` can't be compared with a number.
  const wrong = [
    { length: { toString: 1 } },
    null,
    true,
    -1,
    1.5,
    "",
    [],
    {},
    "a\0b",
    "\ud800",
    "x".repeat(9_000),
    "__proto__",
    { __proto__: null },
  ];

  test("in any field of any operation is answered with an error and reveals nothing", async () => {
    const attacker = await Attacker.open(server.ws, "valid:mallory");
    for (const operation of operations()) {
      const valid = fullInput(operation);
      const inputs: unknown[] = [
        null,
        [],
        "x",
        7,
        { ...valid, extra: 1 },
        { ...valid, constructor: 1 },
      ];
      for (const field of Object.keys(valid))
        inputs.push(...wrong.map((value) => ({ ...valid, [field]: value })));
      for (const input of inputs)
        judge(await attacker.call(operation.name, input), isHarmless(operation));
      attacker.frames.length = 0;
    }
    attacker.close();
  });

  test("with an unknown field is `invalid`, even if the field is `__proto__`", async () => {
    const attacker = await Attacker.open(server.ws, "valid:lek");
    for (const operation of operations()) {
      const valid = fullInput(operation);
      expect(JSON.parse(await attacker.call(operation.name, { ...valid, extra: 1 }))).toMatchObject(
        {
          error: { code: "invalid" },
        },
      );
      const input = `{"__proto__":{"polluted":true},${JSON.stringify(valid).slice(1)}`.replace(
        ",}",
        "}",
      );
      attacker.send(`{"type":"call","id":1,"operation":"${operation.name}","input":${input}}`);
      const asked = attacker.frames.length;
      await attacker.until((frames) => frames.length > asked);
      judge(attacker.frames.at(-1) ?? "", isHarmless(operation));
    }
    attacker.close();
  });

  test.each([
    "tasks.nothing",
    "",
    "constructor",
    "__proto__",
    "toString",
    "tasks",
    "x".repeat(100),
  ])("to the unknown operation %j is `invalid`", async (operation) => {
    const attacker = await Attacker.open(server.ws, "valid:mallory");
    expect(JSON.parse(await attacker.call(operation, {}))).toMatchObject({
      error: { code: "invalid" },
    });
    attacker.close();
  });
});

describe("another user's id", () => {
  test("in any field of any operation changes nothing, and is answered like an id that does not exist", async () => {
    const { hidden, own, elsewhere, subtaskId } = server.ids;
    const foreign = [hidden.taskId, elsewhere.taskId, "other", subtaskId, "dao", "mallory"];
    for (const userId of ["lek", "mallory"]) {
      const attacker = await Attacker.open(server.ws, `valid:${userId}`);
      for (const operation of operations()) {
        const fields = fullInput(operation);
        const base = { ...fields, ...("taskId" in fields && { taskId: own.taskId }) };
        for (const field of Object.keys(fields).filter(isIdField)) {
          // Lek may create tasks and direct rooms on the board `sales`, so these are left out.
          const isOwn = (input: { [name: string]: unknown }) =>
            userId === "lek" &&
            ["tasks.create", "rooms.direct"].includes(operation.name) &&
            input.boardId === "sales";
          for (const id of foreign) {
            const input = { ...base, [field]: id };
            if (isOwn(input)) continue;
            const answer = await attacker.call(operation.name, input);
            judge(answer, isHarmless(operation));
            if (!["boardId", "taskId", "subtaskId"].includes(field)) continue;
            const absent = await attacker.call(operation.name, { ...base, [field]: "no-such-id" });
            expect(answer).toBe(absent);
          }
        }
      }
      attacker.close();
    }
  });

  test("as a topic is answered like a topic that does not exist", async () => {
    const attacker = await Attacker.open(server.ws, "valid:mallory");
    const topics = [
      "board:sales",
      "board:none",
      "user:dao",
      "user:none",
      "",
      "x",
      "board:__proto__",
      "board:a\0",
    ];
    for (const topic of topics) {
      for (const after of [undefined, "1~x~a", "1~x~a~2~y", "", "x"])
        attacker.send(
          JSON.stringify({ type: "subscribe", topic, ...(after !== undefined && { after }) }),
        );
    }
    await attacker.burst([]);
    await attacker.until(
      (frames) => frames.filter((frame) => frame.includes("unsubscribed")).length >= topics.length,
    );
    const codes = attacker.frames.flatMap((frame) => {
      judge(frame, true);
      expect(JSON.parse(frame).type).not.toBe("subscribed");
      const { type, error } = JSON.parse(frame);
      return type === "unsubscribed" ? [error.code] : [];
    });
    expect(new Set(codes)).toEqual(new Set(["not_found", "refused"]));
    attacker.close();
  });
});

describe("random frames", () => {
  test("50,000 of them harm no session", { timeout: 60_000 }, async () => {
    const dice = diceFrom(fakeRuntime({ seed: 50 }).random);
    const valid = {
      type: "call",
      id: 1,
      operation: "tasks.get",
      input: { boardId: "sales", taskId: "x" },
    };
    const { sessions } = server.taskwire;
    const open = () => {
      const seen: string[] = [];
      let code: number | undefined;
      const session = sessions.connect(
        {
          send: (frame) => void seen.push(typeof frame === "string" ? frame : frame.text),
          buffered: () => 0,
          drained: () => Promise.resolve(),
          close: (given) => {
            code = given;
          },
        },
        { authenticate: server.authenticate },
      );
      return { session, seen, code: () => code };
    };
    for (let sent = 0; sent < 50_000; ) {
      const { session, seen, code } = open();
      session.receive('{"type":"authenticate","token":"valid:mallory"}');
      if (dice.chance(0.05)) await new Promise((resolve) => setImmediate(resolve));
      while (code() === undefined && sent < 50_000) {
        session.receive(dice.chance(0.5) ? garbage(dice) : mutate(valid, dice));
        sent++;
      }
      if (code() !== undefined)
        expect(Object.values(closeCodes) as (number | undefined)[]).toContain(code());
      for (const frame of seen) expect(leaked(frame)).toBeUndefined();
      session.ended();
    }
  });
});

describe("over HTTP", () => {
  const ask = async (
    path: string,
    options: RequestInit = {},
    token: string | undefined = "valid:mallory",
  ) => {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...options.headers };
    const response = await fetch(`${server.http}${path}`, { ...options, headers });
    const text = await response.text();
    expect(leaked(text)).toBeUndefined();
    return { status: response.status, text };
  };
  const json = { "content-type": "application/json" };

  test.each([
    ["no token", ""],
    ["a forged token", "forged:dao"],
    ["an expired token", "expired:dao"],
    ["the token of the system", "valid:system"],
  ])("refuses %s", async (_what, token) => {
    expect((await ask("/me", {}, token)).status).toBe(401);
  });

  test.each([
    ["10 MB", `{"title":"${"x".repeat(10 * 1024 * 1024)}"}`, 413],
    ["half a body", '{"title":', 400],
    ["a list", "[]", 400],
    ["a NUL", '{"title":"a\\u0000b"}', 400],
    ["half a character", '{"title":"\\ud800"}', 400],
    ["__proto__", '{"title":"a","__proto__":{"polluted":true}}', 400],
    ["an unknown field", "an unknown field", 400],
  ])("refuses %s as a body, with its status", async (_what, body, status) => {
    const answer = await ask(
      "/boards/sales/tasks",
      { method: "POST", headers: json, body },
      "valid:lek",
    );
    expect(answer.status).toBe(status);
  });

  test("answers every route on another board with 400, 403 or 404, and reveals nothing", async () => {
    const { hidden, subtaskId } = server.ids;
    for (const operation of Object.values(server.taskwire.operations)) {
      const { route, target } = operation as unknown as {
        route: { method: string; path: string };
        target: string;
      };
      if (target === "app") continue;
      const ids: { [name: string]: string } = { ...hidden, subtaskId, userId: "dao" };
      const path = route.path.replace(/:(\w+)/g, (_all, name) => ids[name] ?? "x");
      const rest = Object.entries(fullInput(operation as never)).filter(
        ([name]) => !route.path.includes(`:${name}`),
      );
      const body = JSON.stringify(Object.fromEntries(rest));
      const answer = await ask(
        path,
        route.method === "GET" ? {} : { method: route.method, headers: json, body },
      );
      expect(answer.status, `${operation.name}: ${answer.text}`).toBeOneOf([400, 403, 404]);
    }
  });
});
