import { describe, expect, test } from "vitest";
import { TaskwireError } from "../src/errors.ts";
import { defaultLimits, type Limits } from "../src/protocol/limits.ts";
import { networkOf } from "../src/session/budget/network.ts";
import { CountedStrangers } from "../src/session/budget/strangers.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

describe("the network of an address (H14)", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["192.0.2.7:4711", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::FFFF:c000:207", "192.0.2.7"],
    ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"],
    ["[::ffff:192.0.2.7]:4711", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:0000:0000:0000:0009", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1.2.3.4", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["1::", "1:0:0:0::/64"],
    ["", ""],
    [" Unknown ", networkOf("unknown")],
    ["x".repeat(1_000), networkOf("x".repeat(64))],
  ])("%s is in %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test("all addresses of one /64 are one network", () => {
    const addresses = Array.from({ length: 1_000 }, (_, i) => `2001:db8:0:1:${i.toString(16)}::1`);
    expect(new Set(addresses.map(networkOf)).size).toBe(1);
  });
});

/** A node that accepts tokens which are user ids, and links that note why they were closed. */
async function startNode(limits: Partial<Limits>) {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ runtime, limits });
  await taskwire.open();
  for (const id of ["dao", "nok", "lek"])
    await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const authenticate = async (token: string) => {
    if (token === "slow")
      await new Promise((resolve) => void runtime.timer(60_000, () => resolve(0)));
    if (token === "away") throw new TaskwireError("unavailable", "Away.");
    if (token === "wrong") throw new Error("No such token.");
    return { userId: token };
  };
  const connect = async (token?: string, address = "192.0.2.1") => {
    const state = { code: undefined as number | undefined };
    const link = {
      send() {},
      buffered: () => 0,
      drained: async () => {},
      close: (code: number) => {
        state.code = code;
      },
    };
    const session = taskwire.sessions.connect(link, { authenticate, address });
    if (token !== undefined) session.receive(JSON.stringify({ type: "authenticate", token }));
    await runtime.settle();
    return state;
  };
  return { runtime, sessions: taskwire.sessions, connect };
}

describe("places (H14)", () => {
  test("silent connections take no places of authenticated people", async () => {
    const { sessions, connect } = await startNode({ connections: 3, unauthenticated: 2 });
    await connect();
    const people = [await connect("dao"), await connect("nok"), await connect("lek")];
    expect(people.map(({ code }) => code)).toEqual([undefined, undefined, undefined]);
    expect([sessions.size, sessions.isFull]).toEqual([4, true]);
  });

  test("a person who comes when all places are taken is told to come back later", async () => {
    const { connect } = await startNode({ connections: 1, unauthenticated: 2 });
    await connect("dao");
    expect((await connect("nok")).code).toBe(4004);
  });

  test("with no place left, a connection that is silent for a second gives its place to the next", async () => {
    const { runtime, sessions, connect } = await startNode({ unauthenticated: 2 });
    const silent = [await connect(), await connect()];
    expect(sessions.isFull).toBe(true);
    await runtime.advance(1_000);
    expect(sessions.isFull).toBe(false);
    const dao = await connect("dao");
    expect([...silent, dao].map(({ code }) => code)).toEqual([4005, undefined, undefined]);
    expect(sessions.isFull).toBe(false);
  });

  test("a connection whose token is being checked keeps its place", async () => {
    const { runtime, sessions, connect } = await startNode({ unauthenticated: 2 });
    const slow = [await connect("slow"), await connect("slow")];
    await runtime.advance(2_000);
    expect(sessions.isFull).toBe(true);
    expect(slow.map(({ code }) => code)).toEqual([undefined, undefined]);
    await runtime.advance(5_000);
    expect(slow.map(({ code }) => code)).toEqual([4000, 4000]);
    expect([sessions.size, sessions.isFull]).toEqual([0, false]);
  });
});

describe("wrong tokens (H17)", () => {
  const limits = { failuresPerSecond: 1, failureBurst: 3 };

  test("an address with too many wrong tokens is blocked until it may try again", async () => {
    const { runtime, sessions, connect } = await startNode(limits);
    for (let i = 0; i < 3; i++) expect((await connect("wrong", "2001:db8::1")).code).toBe(4401);
    expect(sessions.strangers.blockedMs("2001:db8::ffff")).toBe(1_000);
    expect(sessions.strangers.blockedMs("2001:db8:0:1::1")).toBe(0);
    await runtime.advance(1_000);
    expect(sessions.strangers.blockedMs("2001:db8::1")).toBe(0);
  });

  test("right tokens, and tokens that can't be checked, are no failures", async () => {
    const { sessions, connect } = await startNode(limits);
    for (let i = 0; i < 5; i++) await connect("dao");
    for (let i = 0; i < 5; i++) await connect("away");
    expect(sessions.strangers.blockedMs("192.0.2.1")).toBe(0);
  });

  test("addresses are forgotten when they may fail as often as at first, and there is a bound", () => {
    const runtime = fakeRuntime();
    const strangers = new CountedStrangers({ ...defaultLimits, ...limits }, runtime);
    for (let i = 0; i < 60_000; i++)
      strangers.failed(`2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`);
    expect(strangers.size).toBe(50_000);
    return runtime.advance(5_000).then(() => {
      strangers.failed("192.0.2.1");
      expect(strangers.size).toBe(1);
    });
  });
});
