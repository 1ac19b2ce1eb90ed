import { expect, test } from "vitest";
import { connect, startWorld, type World } from "./support/session-world.ts";

const board = "board:sales";

async function follower(world: World) {
  const nok = await connect(world, "nok");
  nok.send({ type: "subscribe", topic: board, after: await world.cursor() });
  await world.runtime.settle();
  return nok;
}

const titles = (connection: Awaited<ReturnType<typeof connect>>): string[] =>
  connection
    .of("events")
    .flatMap(({ events }) => events as { data: { task: { title: string } } }[])
    .map(({ data }) => data.task.title);

test("an event whose hint was lost arrives within 2 seconds", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  await world.elsewhere("tasks.create", { boardId: "sales", title: "unheard" });
  await world.runtime.advance(2_000);
  expect(titles(nok)).toEqual(["unheard"]);
});

test("10,000 forged hints in a second cost at most 21 reads, and change nothing", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  const before = world.calls("events");
  const garbage = [
    "999999999999999",
    "-1",
    "1e9",
    "NaN",
    "0x10",
    "{}",
    "9".repeat(400),
    "🦊",
    " 7",
    "7\n",
  ];
  for (let i = 0; i < 10_000; i++) {
    world.transport.publish(
      board,
      i % 2 === 0 ? String(1_000 + i) : (garbage[(i >> 1) % garbage.length] as string),
    );
    if (i % 10 === 9) await world.runtime.advance(1);
  }
  expect(world.calls("events") - before).toBeLessThanOrEqual(21);
  expect(nok.of("events")).toEqual([]);
  expect(nok.closed).toBeUndefined();
});

test("a true hint among forged ones works within a moment", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  world.transport.publish(board, "1000000");
  await world.runtime.settle();
  await world.elsewhere("tasks.create", { boardId: "sales", title: "true" });
  world.transport.publish(board, String(await world.head()));
  await world.runtime.advance(50);
  expect(titles(nok)).toEqual(["true"]);
});

test("a node's own commits do not wait for the pause after a hint", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  world.transport.publish(board, "1000000");
  await world.runtime.settle();
  await world.system("tasks.create", { boardId: "sales", title: "own" });
  await world.runtime.settle();
  expect(titles(nok)).toEqual(["own"]);
});

test("when a transport missed messages, all heads are compared at once in one query", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  await world.elsewhere("tasks.create", { boardId: "sales", title: "missed" });
  const before = world.calls("heads");
  for (let i = 0; i < 1_000; i++)
    for (const topic of [board, "user:nok"]) world.transport.lose(topic);
  await world.runtime.advance(50);
  expect(titles(nok)).toEqual(["missed"]);
  expect(world.calls("heads") - before).toBe(1);
});

test("repeated gaps cost at most 20 queries a second, and the poll continues afterwards", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  const before = world.calls("heads");
  for (let i = 0; i < 1_000; i++) {
    world.transport.lose(board);
    await world.runtime.advance(1);
  }
  expect(world.calls("heads") - before).toBeLessThanOrEqual(20);
  await world.runtime.advance(2_000);
  await world.elsewhere("tasks.create", { boardId: "sales", title: "later" });
  await world.runtime.advance(2_000);
  expect(titles(nok)).toEqual(["later"]);
});

test("a hint lost during a comparison of heads causes another one", async () => {
  const world = await startWorld();
  const nok = await follower(world);
  const release = world.hold("heads");
  await world.runtime.advance(2_000);
  await world.elsewhere("tasks.create", { boardId: "sales", title: "during" });
  world.transport.lose(board);
  release();
  await world.runtime.advance(50);
  expect(titles(nok)).toEqual(["during"]);
});
