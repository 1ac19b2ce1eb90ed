import { describe, expect, test } from "vitest";
import { defaultLimits } from "../src/protocol/limits.ts";
import { PersonBudgets } from "../src/session/budget/person-budgets.ts";
import {
  decodeSpending,
  encodeSpending,
  spendingChannel,
} from "../src/session/budget/spending-message.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { memoryTransport } from "../src/transport/memory.ts";

const limits = { callsPerSecond: 4, callBurst: 40 };

/** Two nodes of one system. */
async function startNodes() {
  const runtime = fakeRuntime();
  const storage = memoryStorage();
  const transport = memoryTransport();
  const published: string[] = [];
  const counting = {
    ...transport,
    publish(channel: string, message: string) {
      if (channel === spendingChannel) published.push(message);
      transport.publish(channel, message);
    },
  };
  const start = async () => {
    const node = createTaskwire({ storage, transport: counting, runtime, limits });
    await node.open();
    return node;
  };
  const [one, other] = [await start(), await start()];
  await runtime.settle();
  return { runtime, transport, published, one, other };
}

type Node = Awaited<ReturnType<typeof startNodes>>["one"];

/** Makes as many calls as the person may, and returns their number. */
function exhaust(node: Node, userId: string): number {
  for (let calls = 0; ; calls++) {
    try {
      node.admit(userId);
    } catch (error) {
      expect(error).toMatchObject({ code: "rate_limited" });
      return calls;
    }
  }
}

describe("a person's calls to several nodes (H4)", () => {
  test("a burst on one node leaves only a part of a burst on the other", async () => {
    const { runtime, one, other } = await startNodes();
    expect(exhaust(one, "dao")).toBe(40);
    await runtime.advance(200);
    expect(exhaust(other, "dao")).toBeLessThanOrEqual(40 / 4 + 1);
    expect(exhaust(other, "lek")).toBe(40);
  });

  test("over time, two nodes together give one rate", async () => {
    const { runtime, one, other } = await startNodes();
    for (const node of [one, other]) exhaust(node, "dao");
    await runtime.advance(1_000);
    for (const node of [one, other]) exhaust(node, "dao");
    let calls = 0;
    for (let second = 0; second < 100; second++) {
      await runtime.advance(1_000);
      for (const node of [one, other]) calls += exhaust(node, "dao");
    }
    // One node gives 400. A person is announced after five calls, so a few are not shared in time.
    expect(calls).toBeGreaterThan(350);
    expect(calls).toBeLessThan(480);
  });

  test("people who make few calls cause no messages, and those who make many cause few", async () => {
    const { runtime, published, one } = await startNodes();
    for (let i = 0; i < 500; i++) one.admit(`guest-${i}`);
    await runtime.advance(1_000);
    expect(published).toEqual([]);
    for (let i = 0; i < 500; i++) exhaust(one, `guest-${i}`);
    await runtime.advance(1_000);
    expect(published).toHaveLength(3);
    for (const message of published) expect(message.length).toBeLessThan(16 * 1024);
  });
});

describe("forged messages", () => {
  const forge = (userId: string, calls: unknown) =>
    JSON.stringify({ from: "nobody", spent: [[userId, calls]] });

  test("take no more than seven eighths of a person's calls", async () => {
    const { runtime, transport, one } = await startNodes();
    let calls = 0;
    for (let tenth = 0; tenth < 1_000; tenth++) {
      for (let i = 0; i < 3; i++) transport.publish(spendingChannel, forge("dao", 1e300));
      calls += exhaust(one, "dao");
      await runtime.advance(100);
    }
    expect(calls).toBeGreaterThan((100 * limits.callsPerSecond) / 8 - 5);
  });

  test.each([
    ["an empty one", ""],
    ["no JSON", "{"],
    ["another shape", "[1]"],
    ["a negative number", forge("dao", -1e9)],
    ["no number", forge("dao", "all")],
    ["too many people", JSON.stringify({ from: "x", spent: Array(201).fill(["dao", 1]) })],
    ["a long text", " ".repeat(1024 * 1024)],
  ])("%s changes nothing", async (_what, message) => {
    const { transport, one } = await startNodes();
    transport.publish(spendingChannel, message);
    expect(exhaust(one, "dao")).toBe(40);
  });

  test("about a million people are not remembered", () => {
    const budgets = new PersonBudgets({ ...defaultLimits, ...limits }, fakeRuntime());
    for (let i = 0; i < 1_000_000; i++) budgets.spentElsewhere(`person-${i}`, 1);
    expect(budgets.size).toBeLessThanOrEqual(50_000);
    expect(budgets.takeCall("dao")).toBe(0);
  });
});

test("without a transport, nothing is sent; a transport that fails at first is tried again", async () => {
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  const transport = memoryTransport();
  let attempts = 0;
  const failing = {
    ...transport,
    async subscribe(channel: string, listener: (message: string) => void) {
      if (channel === spendingChannel && ++attempts === 1) throw new Error("away");
      return transport.subscribe(channel, listener);
    },
  };
  const node = createTaskwire({
    runtime,
    transport: failing,
    limits,
    onError: (e) => errors.push(e),
  });
  await node.open();
  await runtime.advance(11_000);
  expect([attempts, errors.length]).toEqual([2, 1]);
  transport.publish(spendingChannel, JSON.stringify({ from: "other", spent: [["dao", 30]] }));
  expect(exhaust(node, "dao")).toBe(10);
  await node.close();
});

test("a name that is no id leaves the others of a message as they are", () => {
  const spent = [
    ["a\u0000b", 3],
    ["dao", 2],
    ["network 192.0.2.7", 1],
  ] as const;
  expect(decodeSpending(encodeSpending("one", spent), "other")).toEqual(spent.slice(1));
});

test("networks without a session can't fill the memory with their budgets", () => {
  const budgets = new PersonBudgets({ ...defaultLimits, ...limits }, fakeRuntime());
  for (let i = 0; i < 50_010; i++) budgets.takeCall(budgets.payerOf(`192.0.2.${i}`));
  expect(budgets.size).toBe(50_001);
  expect(budgets.payerOf("192.0.2.1")).toBe("network 192.0.2.1");
});
