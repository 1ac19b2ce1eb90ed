import { expect, test } from "vitest";
import type { Authenticate } from "../src/session/sessions.ts";
import { connect, startWorld } from "./support/session-world.ts";

/** Connects with an `authenticate` that returns this. Resolves to the close code, if any. */
async function codeFor(says: () => unknown): Promise<number | undefined> {
  const world = await startWorld();
  let code: number | undefined;
  const frames: string[] = [];
  const session = world.taskwire.sessions.connect(
    {
      send: (frame) => void frames.push(typeof frame === "string" ? frame : frame.text),
      buffered: () => 0,
      drained: async () => {},
      close: (given) => {
        code = given;
      },
    },
    { authenticate: (async () => says()) as Authenticate },
  );
  session.receive(JSON.stringify({ type: "authenticate", token: "x" }));
  await world.runtime.settle();
  if (code === undefined) expect(frames.join()).toContain('"welcome"');
  return code;
}

test.each<[what: string, answer: unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["no user", {}],
  ["an empty user", { userId: "" }],
  ["a list of users", { userId: ["dao"] }],
  ["a number", { userId: 7 }],
  ["the id of the app's own code (D8)", { userId: "system" }],
  ["an expiry that is not a time", { userId: "dao", expiresAt: Number.NaN }],
  ["an expiry as text", { userId: "dao", expiresAt: "2199-01-01T00:00:00.000Z" }],
  ["an expiry of null", { userId: "dao", expiresAt: null }],
])("refuses a connection if the app's `authenticate` returns %s", async (_what, answer) => {
  expect(await codeFor(() => answer)).toBeOneOf([4401, 4403]);
});

test.each<[what: string, thrown: unknown]>([
  ["an error of its own", new Error("jwt malformed")],
  ["a text", "no"],
  ["nothing", undefined],
])("refuses a connection if the app's `authenticate` throws %s", async (_what, thrown) => {
  const code = await codeFor(() => {
    throw thrown;
  });
  expect(code).toBe(4401);
});

test("accepts a connection if the app names the user", async () => {
  expect(await codeFor(() => ({ userId: "dao" }))).toBeUndefined();
});

test("a client is told to reconnect if the storage does not answer in time who its user is", async () => {
  const world = await startWorld();
  const answer = world.hold("get");
  const dao = await connect(world, "dao");
  await world.runtime.advance(world.taskwire.sessions.limits.authenticationMs + 1_000);
  expect(dao.closed).toBe(4000);
  answer();
  await world.runtime.settle();
  expect(dao.of("welcome")).toEqual([]);
});

test("a client is told to reconnect if the app's `authenticate` does not answer in time", async () => {
  const world = await startWorld();
  let code: number | undefined;
  const session = world.taskwire.sessions.connect(
    {
      send() {},
      buffered: () => 0,
      drained: async () => {},
      close: (given) => {
        code = given;
      },
    },
    { authenticate: () => new Promise(() => {}) },
  );
  session.receive(JSON.stringify({ type: "authenticate", token: "x" }));
  await world.runtime.advance(world.taskwire.sessions.limits.authenticationMs + 1_000);
  expect(code).toBe(4000);
});
