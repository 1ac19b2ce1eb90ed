import { expect, test } from "vitest";
import { connect, startWorld } from "./support/session-world.ts";

const topic = "board:sales";

test("a user removed during the check of their right follows nothing", async () => {
  const world = await startWorld();
  const lek = await connect(world, "lek");
  // The read has its result, and only its delivery is pending when the removal is committed.
  const answer = world.hold(
    "get",
    (refs) => (refs as { collection: string }[])[0]?.collection === "members",
  );
  lek.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.system("members.remove", { boardId: "sales", userId: "lek" });
  await world.runtime.settle();
  answer();
  await world.system("boards.edit", { boardId: "sales", name: "Secret" });
  await world.runtime.advance(30_000);
  expect(lek.of("unsubscribed")).toMatchObject([{ error: { code: "not_found" } }]);
  expect(JSON.stringify(lek.frames)).not.toContain("Secret");
});

// The two answers of the storage come in one turn of the event loop, and so many microtasks apart.
test.for(Array.from({ length: 20 }, (_, i) => i))(
  "notices a removal that arrives %i microtasks after the membership was read",
  async (microtasks) => {
    const world = await startWorld();
    const lek = await connect(world, "lek");
    const answerMembership = world.hold(
      "get",
      (refs) => (refs as { collection: string }[])[0]?.collection === "members",
    );
    lek.send({ type: "subscribe", topic });
    await world.runtime.settle();
    await world.elsewhere("members.remove", { boardId: "sales", userId: "lek" });
    const answerEvents = world.hold("events");
    world.transport.publish(topic, "99");
    await world.runtime.settle();
    answerMembership();
    for (let i = 0; i < microtasks; i++) await Promise.resolve();
    answerEvents();
    await world.runtime.settle();
    await world.system("boards.edit", { boardId: "sales", name: "Secret" });
    await world.runtime.advance(5_000);
    expect(lek.of("unsubscribed")).toMatchObject([{ error: { code: "not_found" } }]);
    expect(JSON.stringify(lek.frames)).not.toContain("Secret");
  },
);

test("a client returning to a log that lost its end must reload, and the server continues", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  const cursor = await world.cursor();
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.system("boards.edit", { boardId: "sales", name: "Lost" });
  await world.runtime.settle();
  await world.loseTail();
  const nok = await connect(world, "nok");
  nok.send({ type: "subscribe", topic, after: cursor });
  await world.runtime.settle();
  expect(nok.of("reload")).toMatchObject([{ reason: "gone" }]);
  expect(dao.of("reload")).toMatchObject([{ reason: "gone" }]);
  nok.send({ type: "subscribe", topic, after: await world.cursor() });
  const edited = world.system("boards.edit", { boardId: "sales", name: "Found" });
  await world.runtime.advance(1_000);
  await edited;
  expect(nok.of("events").at(-1)).toMatchObject({
    events: [{ data: { board: { name: "Found" } } }],
  });
});

test("a change of rights whose data was erased holds up nobody", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  const lek = await connect(world, "lek");
  for (const one of [dao, lek]) one.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.elsewhere("users.put", { id: "lek", name: "lek", role: "ADMIN" });
  await world.eraseElsewhere("lek");
  await world.elsewhere("boards.edit", { boardId: "sales", name: "After" });
  // The node compares the heads every three seconds.
  await world.runtime.advance(3_000);
  expect(dao.of("events").at(-1)).toMatchObject({
    events: [{ data: { board: { name: "After" } } }],
  });
  expect(lek.closed).toBe(4403);
});

test("a page read before newer commits is not given to later clients", async () => {
  const world = await startWorld();
  const cursor = await world.cursor();
  for (const name of ["one", "two"]) {
    const dao = await connect(world, "dao");
    dao.send({ type: "subscribe", topic, after: cursor });
    await world.runtime.settle();
    expect(dao.of("reload")).toEqual([]);
    expect(dao.of("events").flatMap(({ events }) => events)).toHaveLength(name === "one" ? 0 : 1);
    await world.system("boards.edit", { boardId: "sales", name });
  }
});

test("a new subscriber gets nothing from before they joined, if the node is behind", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.elsewhere("members.remove", { boardId: "sales", userId: "nok" });
  await world.elsewhere("boards.edit", { boardId: "sales", name: "While Nok was away" });
  await world.elsewhere("members.add", { boardId: "sales", userId: "nok" });
  const added = await world.head();
  const nok = await connect(world, "nok");
  nok.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.elsewhere("boards.edit", { boardId: "sales", name: "Live" });
  await world.runtime.advance(2_100);
  expect(nok.of("subscribed")).toMatchObject([{ number: added }]);
  expect(nok.of("events").flatMap(({ events }) => events)).toMatchObject([
    { number: added + 1, data: { board: { name: "Live" } } },
  ]);
  expect(dao.of("events").at(-1)).toMatchObject({ to: added + 1 });
});

test("while the storage is away it is asked at most every two seconds", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  world.fail("events");
  world.transport.publish(topic, "999");
  await world.runtime.advance(10_000);
  expect(world.calls("events")).toBeLessThan(10);
});

test("a hint that comes while the log is read is not lost", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.elsewhere("boards.edit", { boardId: "sales", name: "one" });
  const answer = world.hold("events");
  world.transport.publish(topic, "999");
  await world.runtime.settle();
  await world.elsewhere("boards.edit", { boardId: "sales", name: "two" });
  world.transport.publish(topic, String(await world.head()));
  answer();
  await world.runtime.settle();
  expect(dao.of("events").map(({ to }) => to)).toContain(await world.head());
});

test("heads that were read before a commit make nobody reload", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  const answer = world.hold("heads");
  await world.runtime.advance(2_100);
  await world.system("boards.edit", { boardId: "sales", name: "new" });
  await world.runtime.settle();
  answer();
  await world.runtime.settle();
  expect(dao.of("events")).toHaveLength(1);
  expect(dao.of("reload")).toEqual([]);
});

test("a subscription while the storage is away is refused, and works afterwards", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  world.fail("heads");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  expect(dao.of("unsubscribed")).toMatchObject([{ error: { code: "unavailable" } }]);
  world.heal();
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.system("boards.edit", { boardId: "sales", name: "new" });
  await world.runtime.settle();
  expect(dao.of("events")).toHaveLength(1);
  expect(world.transport.subscribers(topic)).toBe(1);
});

test("a topic that failed late does not affect the one that replaced it", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  const answer = world.hold("heads");
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  dao.send({ type: "unsubscribe", topic });
  dao.send({ type: "subscribe", topic });
  await world.runtime.settle();
  answer(new Error("The storage is away."));
  await world.runtime.settle();
  await world.elsewhere("boards.edit", { boardId: "sales", name: "new" });
  await world.runtime.advance(2_100);
  expect(dao.of("events")).toHaveLength(1);
});

test("a client that unsubscribes while a page is read gets nothing of it", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  const cursor = await world.cursor();
  await world.system("boards.edit", { boardId: "sales", name: "new" });
  const answer = world.hold("events");
  dao.send({ type: "subscribe", topic, after: cursor });
  await world.runtime.settle();
  dao.send({ type: "unsubscribe", topic });
  answer();
  await world.runtime.settle();
  expect(dao.frames.slice(1).map(({ type }) => type)).toEqual(["unsubscribed"]);
});

test("an invalid topic reaches neither storage nor transport", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  const before = world.calls("heads");
  for (const odd of [
    "",
    "board:",
    "board:a/b",
    "board:\u0000",
    "board:\ud800",
    "room:",
    "user:a\n",
    "board:sales:x y",
  ])
    dao.send({ type: "subscribe", topic: odd });
  await world.runtime.settle();
  expect(dao.of("unsubscribed").map(({ error }) => (error as { code: string }).code)).toEqual(
    Array(8).fill("not_found"),
  );
  expect(world.calls("heads")).toBe(before);
});

test("a long backlog waits for the connection, frame by frame", async () => {
  const world = await startWorld();
  const cursor = await world.cursor();
  const description = "x".repeat(8_000);
  for (let i = 0; i < 60; i++)
    await world.as("dao", "tasks.create", { boardId: "sales", title: `task ${i}`, description });
  const dao = await connect(world, "dao", { takes: false });
  dao.send({ type: "subscribe", topic, after: cursor });
  await world.runtime.settle();
  expect(dao.buffered).toBeLessThan(300_000);
  while (dao.take()) await world.runtime.settle();
  expect(dao.of("events").flatMap(({ events }) => events)).toHaveLength(60);
});

test("the backlogs of many topics wait for the connection one after the other", async () => {
  const world = await startWorld();
  const { rooms, messages } = world.taskwire.as({ userId: "dao" });
  const dao = await connect(world, "dao", { takes: false });
  for (let i = 0; i < 12; i++) {
    const { id: roomId } = await rooms.create({ boardId: "sales", name: `room ${i}` });
    const { cursor } = await rooms.open({ boardId: "sales", roomId });
    for (let n = 0; n < 12; n++)
      await messages.post({ boardId: "sales", roomId, text: "x".repeat(3_000) });
    dao.send({ type: "subscribe", topic: `room:${roomId}`, after: cursor });
  }
  await world.runtime.settle();
  do {
    await world.runtime.settle();
    expect(dao.buffered).toBeLessThan(150_000);
  } while (dao.take());
  expect(dao.of("events").flatMap(({ events }) => events)).toHaveLength(144);
});

test("a frame is short, also if it has many small events", async () => {
  const world = await startWorld();
  const { rooms, messages } = world.taskwire.as({ userId: "dao" });
  const { id: roomId } = await rooms.create({ boardId: "sales", name: "Talk" });
  const { cursor } = await rooms.open({ boardId: "sales", roomId });
  for (let n = 0; n < 200; n++) await messages.post({ boardId: "sales", roomId, text: `${n}` });
  const dao = await connect(world, "dao");
  dao.send({ type: "subscribe", topic: `room:${roomId}`, after: cursor });
  await world.runtime.settle();
  const frames = dao.of("events");
  expect(frames.flatMap(({ events }) => events)).toHaveLength(200);
  expect(Math.max(...frames.map((one) => JSON.stringify(one).length))).toBeLessThan(28_000);
});

test("the clients of a closing server come back soon after their own close, and before the deadline", async () => {
  const world = await startWorld({ connectionsPerUser: 20 });
  const clients = await Promise.all(Array.from({ length: 20 }, () => connect(world, "dao")));
  const closed = world.taskwire.sessions.close({ deadlineMs: 5_000 });
  const closedAt = new Map<(typeof clients)[number], number>();
  for (let ms = 0; ms <= 5_000; ms += 50) {
    for (const one of clients) if (one.closed && !closedAt.has(one)) closedAt.set(one, ms);
    await world.runtime.advance(50);
  }
  await closed;
  const waits = clients.map(({ closeReason }) => Number(JSON.parse(closeReason).retryAfterMs));
  const returns = clients.map((one, i) => (closedAt.get(one) ?? 0) + (waits[i] ?? 0));
  expect(Math.max(...waits)).toBeLessThan(1_000);
  expect(Math.max(...returns)).toBeLessThanOrEqual(5_050);
  // They do not come back together: no second has more than half of them.
  const perSecond = Map.groupBy(returns, (ms) => Math.floor(ms / 1_000));
  expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThan(10);
});

test("a client that connects while the server closes is disconnected at once", async () => {
  const world = await startWorld();
  const dao = await connect(world, "dao");
  const closed = world.taskwire.sessions.close({ deadlineMs: 1_000 });
  const nok = await connect(world, "nok");
  await world.runtime.advance(1_000);
  await closed;
  expect([dao.closed, nok.closed]).toEqual([4000, 4000]);
});

test("a disabled user is disconnected, even if their log was trimmed before this node read of it", async () => {
  const world = await startWorld();
  const lek = await connect(world, "lek");
  lek.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.elsewhere("users.put", {
    id: "lek",
    name: "lek",
    role: "ADMIN_LIMITED",
    disabled: true,
  });
  await world.trim("user:lek");
  await world.runtime.advance(2_500);
  expect(lek.closed).toBe(4403);
});

test("an enabled user stays connected although their log is trimmed, and has their current name", async () => {
  const world = await startWorld();
  const lek = await connect(world, "lek");
  lek.send({ type: "subscribe", topic });
  lek.send({ type: "presence", topic, on: true });
  await world.elsewhere("users.put", { id: "lek", name: "Lek the Second", role: "ADMIN_LIMITED" });
  await world.trim("user:lek");
  await world.runtime.advance(2_500);
  expect(lek.closed).toBeUndefined();
  expect(lek.of("presence").at(-1)).toMatchObject({
    users: [{ id: "lek", name: "Lek the Second" }],
  });
});

test("a user who can't be read after their log was trimmed must reconnect", async () => {
  const world = await startWorld();
  const lek = await connect(world, "lek");
  await world.elsewhere("users.put", {
    id: "lek",
    name: "lek",
    role: "ADMIN_LIMITED",
    disabled: true,
  });
  await world.trim("user:lek");
  world.fail("get");
  await world.runtime.advance(2_500);
  expect(lek.closed).toBe(4000);
});

test("a user removed during the check of their right follows nothing, even if the log was trimmed meanwhile", async () => {
  const world = await startWorld();
  const lek = await connect(world, "lek");
  const answer = world.hold(
    "get",
    (refs) => (refs as { collection: string }[])[0]?.collection === "members",
  );
  lek.send({ type: "subscribe", topic });
  await world.runtime.settle();
  await world.elsewhere("members.remove", { boardId: "sales", userId: "lek" });
  await world.trim(topic);
  await world.runtime.advance(2_500);
  answer();
  await world.system("boards.edit", { boardId: "sales", name: "Secret" });
  await world.runtime.advance(2_500);
  expect(lek.of("reload")).toMatchObject([{ reason: "gone" }]);
  expect(JSON.stringify(lek.frames)).not.toContain("Secret");
});
