import { expect, test } from "vitest";
import { closeCodes } from "../../src/protocol/close.ts";
import { connect, startWorld } from "../support/session-world.ts";
import { recorder } from "./observed.ts";

const topic = "board:sales";

test("connections are observed when they open and close, with the server's close code", async () => {
  const { observer, of } = recorder();
  const world = await startWorld({ connectionsPerUser: 2 }, [observer]);
  const first = await connect(world, "dao");
  const second = await connect(world, "dao");
  await connect(world, "dao");
  expect(of("open")).toHaveLength(2);
  expect(of("close")).toMatchObject([{ code: closeCodes.tooMany, wasOpen: false }]);
  await world.runtime.advance(3_000);
  first.end();
  second.send({ type: "authenticate", token: "lek" });
  await world.runtime.settle();
  expect(of("close").slice(1)).toMatchObject([
    { type: "close", wasOpen: true },
    { code: closeCodes.unauthenticated, wasOpen: true },
  ]);
  expect(of("close")[1]).not.toHaveProperty("code");
  expect(of("close")[1]?.ms).toBeGreaterThanOrEqual(3_000);
});

test("deliveries are observed with their source and their lag", async () => {
  const { observer, of } = recorder();
  const world = await startWorld({}, [observer]);
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  const before = of("delivery").length;
  await world.system("tasks.create", { boardId: "sales", title: "Sell" });
  await world.runtime.settle();
  const own = of("delivery").slice(before);
  expect(new Set(own.map(({ from, events, lagMs }) => `${from} ${events} ${lagMs}`))).toEqual(
    new Set(["commit 1 0"]),
  );
  // The hints of the other node are lost, so the next poll finds both events.
  await world.elsewhere("tasks.create", { boardId: "sales", title: "Buy" });
  await world.runtime.advance(1_500);
  await world.elsewhere("tasks.create", { boardId: "sales", title: "Rent" });
  await world.runtime.advance(600);
  const late = of("delivery").slice(before + own.length);
  expect(late.length).toBeGreaterThan(0);
  for (const { from, events, lagMs } of late) {
    expect({ from, events }).toEqual({ from: "log", events: 2 });
    expect(lagMs).toBeGreaterThan(1_500);
  }
});

test("a reload is observed with its reason", async () => {
  const { observer, of } = recorder();
  const world = await startWorld({ backlogEvents: 2 }, [observer]);
  const cursor = await world.cursor();
  for (let i = 0; i < 4; i++)
    await world.system("tasks.create", { boardId: "sales", title: `Sell ${i}` });
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic, after: cursor });
  await world.runtime.settle();
  expect(dao.of("reload")).toMatchObject([{ reason: "too_old" }]);
  expect(of("reload")).toEqual([{ type: "reload", reason: "too_old" }]);
});

test("limits that were reached and charged costs are observed", async () => {
  const { observer, of } = recorder();
  const world = await startWorld({ callsPerSecond: 1, callBurst: 2 }, [observer]);
  for (let i = 0; i < 2; i++) world.taskwire.admit("dao");
  expect(of("charge")).toEqual([
    { type: "charge", calls: 1 },
    { type: "charge", calls: 1 },
  ]);
  expect(() => world.taskwire.admit("dao")).toThrow("Too many calls");
  expect(of("limit")).toEqual([{ type: "limit", limit: "calls" }]);
});

test("the stats of a node count its connections and topics, and the system's reactions", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  const { taskwire } = world;
  const stats = await taskwire.stats();
  expect(stats).toMatchObject({ connections: 1, pendingConnections: 0, timersLateMs: 0 });
  expect(stats.topics).toBeGreaterThanOrEqual(1);
  expect(stats.reactions.failed).toBe(0);
  dao.end();
  expect(await taskwire.stats()).toMatchObject({ connections: 0 });
});
