import { expect, test } from "vitest";
import { TaskwireError } from "../src/errors.ts";
import type { ErrorContext } from "../src/model/error-context.ts";
import type { Authenticate } from "../src/session/sessions.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
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

/** A node on which tokens are checked by a function. Returns what `onError` hears. */
async function signingIn(authenticate: () => unknown) {
  const runtime = fakeRuntime();
  const heard: { readonly error: unknown; readonly context: ErrorContext }[] = [];
  const onError = (error: unknown, context: ErrorContext) => void heard.push({ error, context });
  const taskwire = createTaskwire({ runtime, onError });
  await taskwire.open();
  async function signIn(): Promise<void> {
    const link = { send() {}, buffered: () => 0, drained: async () => {}, close() {} };
    const check = (async () => authenticate()) as Authenticate;
    taskwire.sessions.connect(link, { authenticate: check, token: "x" });
    await runtime.settle();
  }
  return { runtime, heard, signIn };
}

test("`onError` hears why the app's `authenticate` fails, once a minute", async () => {
  const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const { runtime, heard, signIn } = await signingIn(() => {
    throw away;
  });
  for (let i = 0; i < 3; i++) await signIn();
  expect(heard).toEqual([{ error: away, context: { source: "authentication" } }]);
  await runtime.advance(60_000);
  await signIn();
  expect(heard).toHaveLength(2);
});

test("`onError` hears that the app's `authenticate` gives no answer in time", async () => {
  const { runtime, heard, signIn } = await signingIn(() => new Promise(() => {}));
  await signIn();
  expect(heard).toEqual([]);
  await runtime.advance(5_000);
  const error = new Error("`authenticate` gave no answer within 5000 ms.");
  expect(heard).toEqual([{ error, context: { source: "authentication" } }]);
});

test("`onError` hears nothing of wrong tokens that the app's `authenticate` refuses", async () => {
  const answers = [
    () => {
      throw new TaskwireError("unauthenticated", "The token is not valid.");
    },
    () => undefined,
    () => null,
    () => ({ userId: "system" }),
  ];
  for (const answer of answers) {
    const { heard, signIn } = await signingIn(answer);
    await signIn();
    expect(heard).toEqual([]);
  }
});

test("a flood of wrong tokens makes few reports, takes little memory, and hides no other error", async () => {
  let i = 0;
  const { runtime, heard, signIn } = await signingIn(() => {
    if (++i === 9_999) throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
    throw new SyntaxError(`Unexpected token ${i} in ${"x".repeat(1_000)}`);
  });
  for (let n = 0; n < 10_000; n++) await signIn();
  const messages = heard.map(({ error }) => (error as Error).message.slice(0, 18));
  expect(messages).toHaveLength(6);
  expect(messages.at(-1)).toBe("away");
  await runtime.advance(60_000);
  for (let n = 0; n < 100; n++) await signIn();
  expect(heard).toHaveLength(11);
});
