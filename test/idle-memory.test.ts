import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTaskwire } from "@taskwire/core";
import type { Link, PreparedFrame } from "@taskwire/core/adapter";
import { fakeRuntime } from "@taskwire/core/testing";
import { expect, test } from "vitest";

const people = 2_000;
/**
 * The heap of one idle session in bytes, without its socket. A Map or a Set of its own would take 200
 * more. At the last change of this number it was 1,300.
 */
const mostBytes = 1_550;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

async function heapUsed(): Promise<number> {
  // Objects that wait for the end of a task are freed by the second one.
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

class IdleLink implements Link {
  send(_frame: string | PreparedFrame): void {}

  buffered(): number {
    return 0;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

test("an idle session that follows a board uses little memory", async () => {
  const runtime = fakeRuntime();
  const limits = { connections: people + 100, unauthenticated: people + 100, pingMs: 1e9 };
  const taskwire = createTaskwire({ runtime, limits });
  await taskwire.open();
  const { system, sessions } = taskwire;
  await system.boards.create({ id: "b", name: "Board" });
  const userIds = Array.from({ length: people + 100 }, (_, i) => `person${i}`);
  for (const id of userIds) {
    await system.users.put({ id, name: id, role: "ADMIN" });
    await system.members.add({ boardId: "b", userId: id });
  }
  const authenticate = async (token: string) => ({ userId: token });
  const open = async (userId: string) => {
    const session = sessions.connect(new IdleLink(), { authenticate, token: userId });
    await runtime.settle();
    session.receive('{"type":"subscribe","topic":"board:b"}');
    await runtime.settle();
  };
  // Budgets that are full again are forgotten, and so is everything that a job has to do.
  const settled = async () => {
    for (let i = 0; i < 3; i++) await runtime.advance(60_000);
  };
  // The first sessions create what the node keeps for good.
  for (const userId of userIds.slice(people)) await open(userId);
  await settled();
  const before = await heapUsed();
  for (const userId of userIds.slice(0, people)) await open(userId);
  await settled();
  expect(sessions.list()).toHaveLength(userIds.length);
  const bytes = ((await heapUsed()) - before) / people;
  expect(bytes).toBeLessThan(mostBytes);
  expect(bytes).toBeGreaterThan(mostBytes / 2);
  const closed = taskwire.close();
  await runtime.advance(10_000);
  await closed;
});
