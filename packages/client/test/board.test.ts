import { expect, test, vi } from "vitest";
import { boardStore } from "../src/board/index.ts";
import { aBoard, aMember, anEvent, aSubtask, aTask } from "./board-records.ts";
import { settled } from "./fake-runtime.ts";
import { setUp, welcome } from "./fake-socket.ts";
import { watched } from "./watched.ts";

const topic = "board:b";
const state = (changes: object = {}) => ({
  board: aBoard(),
  members: [aMember("ann", "ADMIN_LIMITED"), aMember("bob", "ADMIN")],
  tasks: [aTask("t2"), aTask("t1", 1, { state: "approved", kind: "working", total: 2, done: 0 })],
  subtasks: [aSubtask("s2", "t1", 1, { position: 1, dependsOn: ["s1"] }), aSubtask("s1", "t1")],
  next: null,
  more: null,
  cursor: "c10",
  ...changes,
});

/** A store on a connected client. The test answers its calls. */
async function openStore() {
  const { client, greet, again, socket, runtime } = setUp();
  const store = boardStore(client, "b");
  await greet();
  const told = vi.fn();
  store.subscribe(told);
  const lastCall = () => socket().of("call").at(-1);
  const reply = async (answer: { result: unknown } | { error: object }) => {
    socket().say({ type: "result", id: lastCall()?.id, ...answer });
    await settled();
  };
  const say = (frame: { readonly type: string }) => socket().say({ topic, ...frame });
  const events = (...list: { number: number }[]) => {
    const to = list.at(-1)?.number ?? 0;
    say({ type: "events", from: list[0]?.number, to, cursor: `c${to}`, events: list } as never);
  };
  const ready = async (changes?: object) => {
    await reply({ result: state(changes) });
    say({ type: "subscribed", cursor: "c10", number: 10, head: 10 } as never);
  };
  return { client, store, told, socket, again, runtime, lastCall, reply, say, events, ready };
}

function setUpClosed() {
  const { client } = setUp();
  client.close();
  return client;
}

test("opens the board, follows it from the answer's cursor, and shows it", async () => {
  const { store, lastCall, ready, socket } = await openStore();
  expect(store.getSnapshot()).toMatchObject({ status: "loading", tasks: [], members: [] });
  expect(lastCall()).toMatchObject({ operation: "boards.open", input: { boardId: "b" } });
  await ready();
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic, after: "c10" }]);
  const { status, board, members, tasks, me, hasMore } = store.getSnapshot();
  expect({ status, hasMore, me }).toEqual({
    status: "ready",
    hasMore: false,
    me: { id: "ann", name: "ann", role: "ADMIN_LIMITED" },
  });
  expect(board?.name).toBe("Sales");
  expect(members).toHaveLength(2);
  expect(tasks.map(({ id }) => id)).toEqual(["t2", "t1"]);
  expect(tasks[1]).toMatchObject({
    progress: { done: 0, total: 2 },
    subtasks: [{ id: "s1" }, { id: "s2" }],
  });
});

test("an event changes the snapshot, and only the objects it concerns get a new identity", async () => {
  const { store, told, ready, events } = await openStore();
  await ready();
  told.mockClear();
  const before = store.getSnapshot();
  expect(store.getSnapshot()).toBe(before);
  events(
    anEvent(11, "subtask.completed", "t1", {
      task: aTask("t1", 11, { state: "approved", kind: "working", total: 2, done: 1 }),
      subtask: aSubtask("s1", "t1", 11, { state: "done" }),
    }),
  );
  const after = store.getSnapshot();
  expect(told).toHaveBeenCalledTimes(1);
  expect(after).not.toBe(before);
  expect(after.tasks[0]).toBe(before.tasks[0]);
  expect(after.members).toBe(before.members);
  expect(after.board).toBe(before.board);
  expect(after.tasks[1]).not.toBe(before.tasks[1]);
  expect(after.tasks[1]).toMatchObject({
    progress: { done: 1, total: 2 },
    subtasks: [{ state: "done" }, { state: "open" }],
  });
  expect(before.tasks[1]).toMatchObject({ progress: { done: 0, total: 2 } });
});

test("changes without effect notify nobody, and neither does a reconnect with the same roles", async () => {
  const { store, told, ready, events, again, say } = await openStore();
  await ready();
  const before = store.getSnapshot();
  told.mockClear();
  events(anEvent(11, "x", "somebody", {}));
  await again();
  say({ type: "subscribed", cursor: "c11", number: 11, head: 11 } as never);
  expect(store.getSnapshot()).toBe(before);
  expect(told).not.toHaveBeenCalled();
});

test("shows live which actions I may perform on the task and each subtask, with the reason if not", async () => {
  const { store, ready, events } = await openStore();
  await ready();
  const [pending, working] = store.getSnapshot().tasks;
  expect(pending?.available["task.edit"]).toMatchObject({ allowed: true });
  expect(pending?.available["task.approve"]).toMatchObject({ allowed: false, rule: "permission" });
  expect(working?.available["task.edit"]).toMatchObject({ allowed: false, rule: "state" });
  expect(working?.subtasks[0]?.available["subtask.complete"]).toMatchObject({ allowed: true });
  expect(working?.subtasks[1]?.available["subtask.complete"]).toMatchObject({
    allowed: false,
    rule: "order",
  });
  expect(working?.available).toBe(working?.available);

  events(anEvent(11, "member.changed", "ann", { member: aMember("ann", "ADMIN", 11) }));
  const after = store.getSnapshot();
  expect(after.me?.role).toBe("ADMIN");
  expect(after.tasks[0]?.available["task.approve"]).toMatchObject({
    allowed: false,
    rule: "own_task",
  });
});

test("roles that change with a new connection apply from then on", async () => {
  const { store, ready, socket, runtime } = await openStore();
  await ready();
  expect(store.getSnapshot().tasks[0]?.available["task.edit"]).toMatchObject({ allowed: true });
  socket().drop();
  await runtime.advance(1_000);
  socket().say({ ...welcome(), roles: { conditions: {}, roles: { ADMIN_LIMITED: {} } } });
  expect(store.getSnapshot().tasks[0]?.available["task.edit"]).toMatchObject({
    allowed: false,
    rule: "permission",
  });
});

test("shows the permissions of the app's own operations on the task and each subtask", async () => {
  const { store, ready, socket, runtime } = await openStore();
  await ready();
  expect(store.getSnapshot().tasks[0]?.available).not.toHaveProperty("task.nudge");
  socket().drop();
  await runtime.advance(1_000);
  const { roles, ...rest } = welcome();
  const granted = { ...roles.roles, ADMIN: { ...roles.roles.ADMIN, "task.nudge": true as const } };
  const permissions = { task: ["task.nudge"], subtask: ["subtask.measure"] };
  socket().say({ ...rest, roles: { ...roles, roles: granted }, permissions });
  const [, working] = store.getSnapshot().tasks;
  expect(working?.available["task.nudge"]).toMatchObject({
    allowed: false,
    rule: "permission",
    remedy: [{ action: "task.nudge", by: [{ role: "ADMIN" }] }],
  });
  expect(working?.subtasks[0]?.available["subtask.measure"]).toMatchObject({ allowed: false });
  expect(Object.keys(working?.available ?? {}).filter((name) => name === "task.edit")).toHaveLength(
    1,
  );
});

test("a hidden task disappears, and a page requested before can't bring it back", async () => {
  const { store, ready, events, lastCall, reply } = await openStore();
  await ready({ next: "older" });
  expect(store.getSnapshot().hasMore).toBe(true);
  const more = store.loadMore();
  expect(store.loadMore()).toBe(more);
  expect(lastCall()).toMatchObject({
    operation: "tasks.list",
    input: { boardId: "b", after: "older" },
  });
  events(
    { number: 11, type: "hidden", subject: "t0" } as never,
    { number: 12, type: "hidden", subject: "t1" } as never,
  );
  const page = {
    tasks: [aTask("t0", 9), aTask("t1", 8), aTask("s9", 5, { total: 1 })],
    next: null,
  };
  await reply({ result: { ...page, subtasks: [aSubtask("x", "t0", 9), aSubtask("y", "s9", 5)] } });
  await more;
  const { tasks, hasMore } = store.getSnapshot();
  expect(tasks.map(({ id, subtasks }) => [id, subtasks.length])).toEqual([
    ["t2", 0],
    ["s9", 1],
  ]);
  expect(hasMore).toBe(false);
  await store.loadMore();
  expect(lastCall()).toMatchObject({ operation: "tasks.list" });
});

test("a page that fails rejects, and can be requested again", async () => {
  const { store, ready, reply } = await openStore();
  await ready({ next: "older" });
  const more = store.loadMore().catch((error: unknown) => error);
  await reply({ error: { code: "unavailable", message: "Soon." } });
  expect(await more).toMatchObject({ code: "unavailable" });
  const again = store.loadMore();
  await reply({ result: { tasks: [aTask("t0")], subtasks: [], next: null } });
  await again;
  expect(store.getSnapshot().tasks).toHaveLength(3);
});

test("a reload replaces everything and continues from the new cursor; a page from before is dropped", async () => {
  const { store, ready, say, reply, socket, told, lastCall } = await openStore();
  await ready({ next: "older" });
  const more = store.loadMore();
  const page = socket().of("call").at(-1);
  say({ type: "reload", reason: "rights" } as never);
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    tasks: [{ id: "t2" }, { id: "t1" }],
  });
  told.mockClear();
  await reply({
    result: state({
      tasks: [aTask("t9")],
      subtasks: [],
      members: [aMember("ann", "ADMIN")],
      cursor: "c30",
      next: "edge",
    }),
  });
  expect(told).toHaveBeenCalledTimes(1);
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    tasks: [{ id: "t9" }],
    members: [{ userId: "ann" }],
    hasMore: true,
  });
  expect(socket().of("subscribe").at(-1)).toEqual({ type: "subscribe", topic, after: "c30" });
  const fresh = store.loadMore();
  expect(fresh).toBe(more);
  socket().say({
    type: "result",
    id: page?.id,
    result: { tasks: [aTask("t0")], subtasks: [], next: "wrong" },
  });
  await settled();
  expect(lastCall()).toMatchObject({ input: { after: "edge" } });
  expect(store.getSnapshot()).toMatchObject({ tasks: [{ id: "t9" }], hasMore: true });
  await reply({ result: { tasks: [aTask("t8")], subtasks: [], next: null } });
  await fresh;
  expect(store.getSnapshot()).toMatchObject({
    tasks: [{ id: "t9" }, { id: "t8" }],
    hasMore: false,
  });
});

test.each([
  [
    "the subscription ends",
    async ({ ready, say }: Awaited<ReturnType<typeof openStore>>) => {
      await ready();
      say({ type: "unsubscribed", error: { code: "not_found", message: "No." } } as never);
    },
  ],
  [
    "it can't be opened",
    ({ reply }: Awaited<ReturnType<typeof openStore>>) =>
      reply({ error: { code: "not_found", message: "No." } }),
  ],
])("when %s, the store is gone and empty", async (_, end) => {
  const opened = await openStore();
  const { store, client, lastCall } = opened;
  await end(opened);
  expect(store.getSnapshot()).toMatchObject({
    status: "gone",
    tasks: [],
    members: [],
    error: { code: "not_found" },
  });
  expect(store.getSnapshot().board).toBeUndefined();
  await store.loadMore();
  const calls = lastCall()?.id;
  const fresh = watched(boardStore(client, "b"));
  expect(fresh.getSnapshot().status).toBe("loading");
  const id = lastCall()?.id;
  expect(id).not.toBe(calls);
  store.close();
  watched(boardStore(client, "b"));
  expect(lastCall()?.id).toBe(id);
});

test("an unavailable server is asked again, and the reason is shown meanwhile", async () => {
  const { store, reply, ready, runtime, socket } = await openStore();
  await reply({ error: { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } } });
  expect(store.getSnapshot()).toMatchObject({ status: "loading", error: { code: "unavailable" } });
  await runtime.advance(300);
  expect(socket().of("call")).toHaveLength(2);
  await ready();
  expect(store.getSnapshot().status).toBe("ready");
  expect(store.getSnapshot()).not.toHaveProperty("error");
});

test("a client closed for good leaves the board as it was, with the reason", async () => {
  const { store, client, told, runtime, ready } = await openStore();
  await ready();
  told.mockClear();
  client.close();
  await settled();
  expect(store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "unavailable" } });
  expect(store.getSnapshot().tasks).toHaveLength(2);
  expect(told).toHaveBeenCalledTimes(1);
  expect(runtime.waits).toEqual([]);
  const late = watched(boardStore(setUpClosed(), "b"));
  await settled();
  expect(late.getSnapshot()).toMatchObject({
    status: "loading",
    error: { code: "unavailable" },
  });
});

test.each([
  ["is in flight", {}],
  [
    "waits for a retry",
    { error: { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } } },
  ],
])(
  "when the client is closed while the opening %s, the board shows why and asks no more",
  async (_, answer) => {
    const { store, client, runtime, reply } = await openStore();
    if ("error" in answer) await reply(answer);
    client.close();
    await settled();
    expect(store.getSnapshot()).toMatchObject({
      status: "loading",
      error: { code: "unavailable", message: expect.stringContaining("closed") },
    });
    expect(runtime.waits).toEqual([]);
  },
);

test("a disabled account makes the board gone", async () => {
  const { store, socket, ready } = await openStore();
  await ready();
  socket().drop(4403, "This account is disabled.");
  expect(store.getSnapshot()).toMatchObject({
    status: "gone",
    tasks: [],
    error: { code: "forbidden" },
  });
});

test("listeners get events as they arrive, once the snapshot contains them", async () => {
  const { store, ready, events } = await openStore();
  await ready();
  const titles: unknown[] = [];
  store.onEvents((list) => void titles.push(list.length, store.getSnapshot().tasks[0]?.title));
  events(anEvent(11, "task.edited", "t2", { task: aTask("t2", 11, { title: "new" }) }));
  expect(titles).toEqual([1, "new"]);
});

test("stores of one board share one subscription, which ends with the last of them", async () => {
  const { client, store, ready, socket } = await openStore();
  await ready();
  const second = watched(boardStore(client, "b"));
  expect(second.getSnapshot()).toBe(store.getSnapshot());
  store.close();
  store.close();
  expect(socket().of("unsubscribe")).toEqual([]);
  second.close();
  expect(socket().of("unsubscribe")).toEqual([{ type: "unsubscribe", topic }]);
  expect(socket().of("call")).toHaveLength(1);
  watched(boardStore(client, "b"));
  expect(socket().of("call")).toHaveLength(2);
});

test("a store closed while it waits makes no more calls", async () => {
  const { store, reply, runtime } = await openStore();
  await reply({ error: { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } } });
  store.close();
  expect(runtime.waits.filter((wait) => wait <= 300)).toEqual([]);
  const offline = setUp();
  watched(boardStore(offline.client, "b")).close();
  expect((await offline.greet()).of("call")).toEqual([]);
});

test("a store closed before the answer follows nothing", async () => {
  const { store, reply, socket } = await openStore();
  store.close();
  await reply({ result: state() });
  expect(socket().of("subscribe")).toEqual([]);
});

test("a large board comes in several answers, and those that have arrived are kept when the line breaks (I1)", async () => {
  const { store, again, socket, lastCall, reply } = await openStore();
  await reply({ result: state({ tasks: [aTask("t9")], subtasks: [], more: "rest" }) });
  expect(store.getSnapshot().status).toBe("loading");
  expect(lastCall()).toMatchObject({ operation: "boards.open", input: { after: "rest" } });
  socket().drop(1006);
  await again();
  expect(socket().of("call")).toMatchObject([{ input: { boardId: "b", after: "rest" } }]);
  const cid = aMember("cid", "ADMIN");
  await reply({
    result: state({ members: [cid], tasks: [aTask("t1", 3)], subtasks: [], cursor: "c30" }),
  });
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    members: [{ userId: "ann" }, { userId: "bob" }, { userId: "cid" }],
    tasks: [{ id: "t9" }, { id: "t1" }],
  });
  expect(socket().of("subscribe").at(-1)).toEqual({ type: "subscribe", topic, after: "c10" });
});
