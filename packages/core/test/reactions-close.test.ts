import { expect, test } from "vitest";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

async function nodeWith(handler: () => Promise<void>) {
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  const node = createTaskwire({ runtime, onError: (error) => errors.push(error) });
  node.react("mail", "board.created", handler);
  await node.open();
  await node.system.boards.create({ id: "b", name: "A" });
  await runtime.settle();
  let isClosed = false;
  const closed = node.close().then(() => {
    isClosed = true;
  });
  return { runtime, errors, closed, isClosed: () => isClosed };
}

test("closing waits for a running reaction", async () => {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const { runtime, closed, isClosed } = await nodeWith(() => finished);
  await runtime.advance(2_900);
  expect(isClosed()).toBe(false);
  finish();
  await closed;
});

test("closing waits three seconds for a reaction that hangs, and not for its whole lease", async () => {
  const { runtime, closed, isClosed } = await nodeWith(() => new Promise<void>(() => {}));
  await runtime.advance(2_900);
  expect(isClosed()).toBe(false);
  await runtime.advance(200);
  await closed;
});

test.each(["ends", "fails"])(
  "a reaction that %s after closing reports no error of the closed storage",
  async (how) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { runtime, errors, closed } = await nodeWith(() => promise);
    await runtime.advance(3_100);
    await closed;
    if (how === "ends") resolve();
    else reject(new Error("The mail server is away."));
    await runtime.settle();
    expect(errors.map((error) => (error as Error).cause)).toEqual(
      how === "ends" ? [] : [new Error("The mail server is away.")],
    );
    expect(runtime.timers).toBe(0);
  },
);
