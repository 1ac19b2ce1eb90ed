import { createTaskwire, type TaskwireError } from "@taskwire/core";
import { command, query } from "@taskwire/core/operations";
import { expect, test } from "vitest";
import { z } from "zod";
import { TestServer } from "./server.ts";

const shape = z.strictObject({
  price: z.number().optional(),
  list: z.array(z.number()).optional(),
  any: z.unknown().optional(),
  record: z.record(z.string(), z.unknown()).optional(),
});
const common = {
  target: "app",
  permission: "anyone",
  summary: "Look at an input.",
  input: shape,
  output: z.unknown(),
  run: (_context: unknown, input: unknown) => input,
} as const;
const operations = {
  "things.search": query({
    ...common,
    name: "things.search",
    // A query string has no place for a record.
    input: shape.omit({ record: true }),
    route: { method: "GET", path: "/things" },
  }),
  "things.add": command({
    ...common,
    name: "things.add",
    route: { method: "POST", path: "/things" },
  }),
};

async function start() {
  const taskwire = createTaskwire({ operations });
  await taskwire.open();
  await taskwire.system.users.put({ id: "ada", name: "Ada", role: "ADMIN" });
  const server = await TestServer.start({ taskwire });
  /** The status and the problem's path, as a WebSocket or an adapter gets them. */
  const call = async (operation: string, input: unknown) => {
    try {
      await taskwire.admit("ada").call(operation, input);
      return "done";
    } catch (error) {
      const { code, details } = error as TaskwireError;
      return [code, (details?.problems as { path: string }[] | undefined)?.[0]?.path];
    }
  };
  const ask = async (route: string, body?: string) => {
    const { status, json } = await server.ask<{
      code: string;
      details?: { problems: [{ path: string }] };
    }>(route, { ...(body !== undefined && { body }) });
    return status === 200 ? "done" : [json.code, json.details?.problems[0].path];
  };
  return { taskwire, server, call, ask };
}

// JSON.parse would round them: this server can't know which number was meant.
const large = [
  "9007199254740993",
  "-9007199254740992",
  "12345678901234567890",
  "900719925474099300",
];

test.each(large)(
  "the whole number %s is refused in process, over WebSocket and over REST, instead of being rounded",
  async (digits) => {
    const { taskwire, server, call, ask } = await start();
    await using _ = server;
    const refused = ["invalid", "price"];
    expect(await ask(`GET /things?price=${digits}`)).toEqual(refused);
    expect(await ask("POST /things", `{"price":${digits}}`)).toEqual(refused);
    expect(await call("things.search", JSON.parse(`{"price":${digits}}`))).toEqual(refused);
    expect(await call("things.add", JSON.parse(`{"price":${digits}}`))).toEqual(refused);
    const deep = JSON.parse(`{"list":[1,${digits}],"any":{"a":[${digits}]}}`);
    expect(await call("things.search", deep)).toEqual(["invalid", "list.1"]);
    expect(await call("things.search", { any: deep.any })).toEqual(["invalid", "any.a.0"]);
    await taskwire.close();
  },
);

test.each([
  ["a NUL character", '{"a":["\\u0000"]}', "any.a.0"],
  ["half a character", '{"a":["\\ud800"]}', "any.a.0"],
  ["a NUL character in a name", '{"a":{"\\u0000":["users","ada"]}}', "any.a"],
  ["half a character in a name", '{"a":[{"b\\udc00":1}]}', "any.a.0"],
  ["a NUL character 65 levels deep", `${"[".repeat(65)}"\\u0000"${"]".repeat(65)}`, /^any(\.0){3}/],
])("%s is refused in process, over WebSocket and over REST", async (_what, json, path) => {
  const { taskwire, server, call, ask } = await start();
  await using _ = server;
  const refused = ["invalid", typeof path === "string" ? path : expect.stringMatching(path)];
  if (typeof path === "string")
    expect(await ask("POST /things", `{"any":${json}}`)).toEqual(refused);
  expect(await call("things.search", { any: JSON.parse(json) })).toEqual(refused);
  expect(await call("things.add", { any: JSON.parse(json) })).toEqual(refused);
  await taskwire.close();
});

test("a field with the name __proto__ is refused on every road, and not lost", async () => {
  const { taskwire, server, call, ask } = await start();
  await using _ = server;
  const json = '{"a":{"__proto__":{"b":1}}}';
  expect(await ask("POST /things", `{"any":${json}}`)).toEqual(["invalid", undefined]);
  expect(await call("things.search", { any: JSON.parse(json) })).toEqual(["invalid", "any.a"]);
  expect(await call("things.add", { any: JSON.parse(json) })).toEqual(["invalid", "any.a"]);
  expect(await call("things.add", { record: JSON.parse(json).a })).toEqual(["invalid", "record"]);
  await taskwire.close();
});

test("an input without end is refused for a query too", async () => {
  const { taskwire, server, call } = await start();
  await using _ = server;
  const circle: unknown[] = [];
  circle.push(circle, circle);
  const refused = ["invalid", expect.stringMatching(/^any(\.0){3}/)];
  expect(await call("things.search", { any: circle })).toEqual(refused);
  await taskwire.close();
});

test.each(["9007199254740991", "-9007199254740991", "0.1", "123456789.125"])(
  "the number %s is taken unchanged in process, over WebSocket and over REST",
  async (digits) => {
    const { taskwire, server, call, ask } = await start();
    await using _ = server;
    expect(await ask(`GET /things?price=${digits}`)).toBe("done");
    expect(await ask("POST /things", `{"price":${digits}}`)).toBe("done");
    expect(await call("things.search", { price: Number(digits) })).toBe("done");
    await taskwire.close();
  },
);

test.each(["null", "[]", '"x"', "1", "false"])(
  "the input %s is refused in process, over WebSocket and over REST",
  async (json) => {
    const { taskwire, server, call, ask } = await start();
    await using _ = server;
    expect(await ask("POST /things", json)).toEqual(["invalid", undefined]);
    expect(await call("things.add", JSON.parse(json))).toEqual(["invalid", undefined]);
    expect(await call("things.search", JSON.parse(json))).toEqual(["invalid", undefined]);
    expect([await ask("POST /things"), await call("things.add", undefined)]).toEqual([
      "done",
      "done",
    ]);
    await taskwire.close();
  },
);
