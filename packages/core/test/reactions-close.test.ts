import { expect, test } from "vitest";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

async function nodeWith(handler: () => Promise<void>) {
  const runtime = fakeRuntime();
  const node = createTaskwire({ runtime, onError: () => {} });
  node.react("mail", "board.created", handler);
  await node.open();
  await node.system.boards.create({ id: "b", name: "A" });
  await runtime.settle();
  let isClosed = false;
  const closed = node.close().then(() => {
    isClosed = true;
  });
  return { runtime, closed, isClosed: () => isClosed };
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
