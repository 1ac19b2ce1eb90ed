import { fc, test as property } from "@fast-check/vitest";
import type { Notification, Preference } from "@taskwire/core/model";
import { expect, test, vi } from "vitest";
import { inboxStore } from "../src/inbox/index.ts";
import { anEvent } from "./board-records.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";
import { createLogServer } from "./log-server.ts";
import { watched } from "./watched.ts";

const own = "user:ann";
const at = "2026-01-01T00:00:00.000Z";
const pageSize = 3;

const aRow = (id: string, version = 1, state: Notification["state"] = "open"): Notification => ({
  ...{
    id,
    version,
    number: version,
    userId: "ann",
    reason: "mention",
    reasons: ["mention"],
    type: "message.posted",
    eventId: id,
  },
  ...{
    about: "message:m",
    boardId: "b",
    taskId: null,
    roomId: "r",
    messageId: "m",
    commentId: null,
    actor: "bob",
  },
  ...{
    actorName: "Bob",
    boardName: "Sales",
    roomName: "Hall",
    taskTitle: null,
    excerpt: id,
    withheld: false,
    critical: false,
    state,
    resolution: null,
    decidedBy: null,
    for: null,
    createdAt: at,
    updatedAt: at,
  },
});

const aPreference = (target: string, version: number, level: Preference["level"]): Preference => ({
  ...{ id: `ann/${target}`, version, userId: "ann", target, level, muteUntil: null, off: [] },
  ...{ timeZone: null, quiet: null, digest: null },
});

/** An inbox on a simulated server. */
async function startInbox({ rows = 0 } = {}) {
  const { greet, runtime, socket, sockets, ...rest } = setUp();
  const client = rest.client;
  const held = new Map<string, Notification>();
  const preferences = new Map<string, Preference>();
  let lastId = 0;
  const unread = () => [...held.values()].filter(({ state }) => state === "open").length;
  const id = (number: number) => `n${String(number).padStart(4, "0")}`;

  function put(type: string, row: Notification) {
    const { version: _, number, ...bare } = row;
    const isNew = type === "notification.created";
    const carried = isNew ? bare : { ...bare, number };
    server.append(anEvent(server.head + 1, type, row.id, { notification: carried }));
    held.set(row.id, { ...row, version: server.head, number: isNew ? server.head : number });
  }

  function page(after?: string) {
    const rest = [...held.values()]
      .sort((a, b) => b.number - a.number)
      .filter((row) => !after || row.number < Number(after));
    const notifications = rest.slice(0, pageSize);
    return {
      notifications,
      next: rest.length > pageSize ? String(notifications.at(-1)?.number) : null,
    };
  }

  function setState(ids: readonly string[], state: Notification["state"]) {
    const rows = ids
      .flatMap((id) => held.get(id) ?? [])
      .filter((row) => row.state === "open" || state === "done");
    for (const row of rows.slice(0, 2)) put("notification.changed", { ...row, state });
    return { changed: Math.min(rows.length, 2), more: rows.length > 2 };
  }

  const server = createLogServer(own, ({ operation, input }) => {
    if (operation === "inbox.open") return { ...page(), unread: unread(), at: server.head };
    if (operation === "inbox.list") return page(input.after as string);
    if (operation === "inbox.done") return setState(input.ids as string[], "done");
    if (operation === "inbox.read") {
      const upTo = input.upTo as number | undefined;
      const all = [...held.values()].flatMap(({ id, number }) =>
        upTo === undefined || number <= upTo ? id : [],
      );
      return setState((input.ids as string[]) ?? all, "read");
    }
    if (operation === "preferences.set") {
      const { target, level } = input as { target: string; level: Preference["level"] };
      const next = aPreference(target, server.head + 1, level);
      server.append(anEvent(next.version, "preference.changed", next.id, { preference: next }));
      preferences.set(target, next);
      return next;
    }
    const list = [...preferences.values()];
    const from = Number(input.after ?? 0);
    return {
      preferences: list.slice(from, from + 2),
      next: from + 2 < list.length ? `${from + 2}` : null,
    };
  });

  const create = () => put("notification.created", aRow(id(++lastId)));
  for (let i = 0; i < rows; i++) create();
  server.use(await greet());

  return {
    client,
    server,
    socket,
    runtime,
    preferences,
    create,
    /** Changes the state of a notification, as another device or its resolution does. */
    change: (id: string, state: Notification["state"]) =>
      put("notification.changed", { ...(held.get(id) as Notification), state }),
    count: (unread: number, at: number) => socket().say({ type: "inbox", unread, at }),
    /** Sends the count to the client, as a server does after the events. */
    tellCount: () => socket().say({ type: "inbox", unread: unread(), at: server.head }),
    get unread() {
      return unread();
    },
    get rows() {
      return [...held.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    },
    async reconnect() {
      const before = sockets.length;
      socket().drop();
      while (sockets.length === before) await runtime.advance(runtime.waits[0] ?? 0);
      server.use(await greet());
    },
    async calm() {
      for (let i = 0; i < 6; i++) {
        server.hear();
        while (server.waiting > 0) {
          server.read();
          server.answer();
          // A command may send more calls.
          await settled();
          server.hear();
        }
        server.deliver();
        await settled();
      }
    },
  };
}

async function openInbox(options?: { rows?: number }) {
  const world = await startInbox(options);
  const { client, calm } = world;
  const store = inboxStore(client);
  const told = vi.fn();
  store.subscribe(told);
  await calm();
  told.mockClear();
  const shown = () => store.getSnapshot().notifications.map(({ id, state }) => `${id} ${state}`);
  return Object.assign(world, { store, told, shown });
}

test("opens the inbox, follows the user's own topic from the answer's cursor, then reads the preferences", async () => {
  const { client, server, socket, preferences } = await startInbox({ rows: 5 });
  for (const target of ["room:r", "task:t", "board:b"])
    preferences.set(target, aPreference(target, 1, "none"));
  const store = watched(inboxStore(client));
  expect(socket().of("call")).toMatchObject([{ operation: "inbox.open" }]);
  for (let i = 0; i < 3; i++) {
    server.hear();
    server.read();
    server.answer();
    await settled();
  }
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic: own, after: "1:5" }]);
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    unread: 5,
    hasMore: true,
    notifications: [{ id: "n0005" }, { id: "n0004" }, { id: "n0003" }],
    preferences: { "room:r": { level: "none" }, "task:t": {}, "board:b": {} },
  });
});

test("waits for the first welcome, and then opens", async () => {
  const { client, greet } = setUp();
  watched(inboxStore(client));
  const socket = await greet();
  expect(socket.of("call")).toMatchObject([{ operation: "inbox.open" }]);
});

test("notifications arrive and change live; unchanged ones keep their identity", async () => {
  const { store, shown, server, create, change, told } = await openInbox({ rows: 2 });
  const [, first] = store.getSnapshot().notifications;
  create();
  change("n0002", "resolved");
  server.deliver();
  expect(shown()).toEqual(["n0003 open", "n0002 resolved", "n0001 open"]);
  expect(store.getSnapshot().notifications[2]).toBe(first);
  expect(told).toHaveBeenCalledTimes(1);
});

test("C9: notifications that the server deletes because of their age leave the list", async () => {
  const { shown, server } = await openInbox({ rows: 3 });
  const notifications = [{ id: "n0001" }, { id: "n0002" }, { id: "n0000" }];
  const type = "notification.expired";
  server.append(anEvent(server.head + 1, type, "ann", { notifications }));
  server.deliver();
  expect(shown()).toEqual(["n0003 open"]);
});

test("the count is the server's: of several, the one with the highest log number counts", async () => {
  const { store, count, told } = await openInbox({ rows: 3 });
  expect(store.getSnapshot().unread).toBe(3);
  count(7, 9);
  count(5, 8);
  expect(store.getSnapshot().unread).toBe(7);
  count(7, 10);
  expect(told).toHaveBeenCalledTimes(1);
});

test("a count that arrives while the inbox is opened is not undone by the older answer", async () => {
  const { server, store, create, count } = await openInbox({ rows: 1 });
  server.reload("too_old");
  server.hear();
  server.read();
  create();
  count(2, 2);
  server.answer();
  await settled();
  expect(store.getSnapshot().unread).toBe(2);
});

test("a count of another log is ignored", async () => {
  const { server, store, count, calm } = await openInbox({ rows: 1 });
  count(9, 99);
  server.reset();
  await calm();
  expect(store.getSnapshot().unread).toBe(1);
});

test("after a restore, a count that was ahead of the log is ignored on the next connection", async () => {
  const { store, calm, count, reconnect } = await openInbox({ rows: 2 });
  count(9, 900);
  await reconnect();
  await calm();
  expect(store.getSnapshot()).toMatchObject({ status: "ready", unread: 9 });
  count(3, 4);
  expect(store.getSnapshot().unread).toBe(3);
});

test("older notifications load on demand, once each, even while others change", async () => {
  const { store, shown, server, change, create, calm } = await openInbox({ rows: 7 });
  change("n0001", "read");
  server.deliver();
  expect(shown()).toHaveLength(3);
  const more = store.loadMore();
  expect(store.loadMore()).toBe(more);
  server.hear();
  server.read();
  change("n0003", "done");
  create();
  server.deliver();
  await calm();
  await more;
  expect(shown()).toEqual([
    ...[
      "n0008 open",
      "n0007 open",
      "n0006 open",
      "n0005 open",
      "n0004 open",
      "n0003 done",
      "n0002 open",
    ],
  ]);
  void store.loadMore();
  await calm();
  expect(shown().at(-1)).toBe("n0001 read");
  expect(store.getSnapshot().hasMore).toBe(false);
});

test("reading and putting away continue until all are changed", async () => {
  const { store, calm, rows, socket } = await openInbox({ rows: 5 });
  const ids = rows.map(({ id }) => id);
  const reading = store.read(ids);
  await calm();
  await reading;
  const calls = socket()
    .of("call")
    .filter(({ operation }) => operation === "inbox.read");
  expect(calls).toHaveLength(3);
  expect(calls[0]).toMatchObject({ input: { ids } });
  expect(store.getSnapshot().notifications.every(({ state }) => state === "read")).toBe(true);
  const done = store.done(["n0005"]);
  await calm();
  await done;
  expect(store.getSnapshot().notifications[0]?.state).toBe("done");
});

test("more ids than one call takes are sent in several calls", async () => {
  const { store, calm, socket } = await openInbox();
  const reading = store.read(Array.from({ length: 260 }, (_, i) => `x${i}`));
  await calm();
  await reading;
  const calls = socket()
    .of("call")
    .filter(({ operation }) => operation === "inbox.read");
  expect(calls.map(({ input }) => (input as { ids: string[] }).ids.length)).toEqual([250, 10]);
});

test("marks all as read, or up to one, or of a room or task", async () => {
  const { store, calm, socket, shown } = await openInbox({ rows: 3 });
  const reading = store.readAll({ upTo: 2 });
  await calm();
  await reading;
  expect(shown()).toEqual(["n0003 open", "n0002 read", "n0001 read"]);
  void store.readAll({ roomId: "r" });
  void store.readAll();
  const inputs = socket()
    .of("call")
    .map(({ input }) => input);
  expect(inputs.slice(-2)).toEqual([{ roomId: "r" }, {}]);
  await calm();
});

test("a preference is shown once it is saved, here or on another device, and the newest counts", async () => {
  const { store, server, calm } = await openInbox();
  const wish = store.prefer("room:r", { level: "none" });
  await calm();
  await wish;
  expect(store.getSnapshot().preferences["room:r"]?.level).toBe("none");
  const held = store.getSnapshot().preferences;
  server.append(anEvent(2, "x", "y", { preference: aPreference("room:r", 1, "all") }));
  server.deliver();
  expect(store.getSnapshot().preferences).toBe(held);
  server.append(
    anEvent(3, "preference.changed", "y", { preference: aPreference("room:r", 3, "all") }),
  );
  server.deliver();
  expect(store.getSnapshot().preferences["room:r"]?.level).toBe("all");
});

test("a refused preference rejects and changes nothing", async () => {
  const { store, server } = await openInbox({ rows: 1 });
  const before = store.getSnapshot();
  const wish = store.prefer("room:other", { level: "none" }).catch((error: unknown) => error);
  server.hear();
  server.read(0, { code: "not_found", message: "No." });
  server.answer();
  expect(await wish).toMatchObject({ code: "not_found" });
  expect(store.getSnapshot()).toBe(before);
});

test("stores on one client are one store, which ends with the last; a closed client says why", async () => {
  const { client, store, socket, runtime } = await openInbox({ rows: 1 });
  const second = watched(inboxStore(client));
  expect(second.getSnapshot()).toBe(store.getSnapshot());
  store.close();
  expect(socket().of("unsubscribe")).toEqual([]);
  second.close();
  expect(socket().of("unsubscribe")).toEqual([{ type: "unsubscribe", topic: own }]);
  const third = watched(inboxStore(client));
  client.close();
  await settled();
  expect(third.getSnapshot()).toMatchObject({ status: "loading", error: { code: "unavailable" } });
  expect(runtime.waits).toEqual([]);
});

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      ...([
        "create",
        "create",
        "change",
        "change",
        "more",
        "drop",
        "reload",
        "one",
        "all",
        "count",
        "hear",
      ] as const),
      ...([
        "hear",
        "hear",
        "read",
        "read",
        "read",
        "answer",
        "answer",
        "answer",
        "later",
        "wait",
      ] as const),
    ),
    fc.nat({ max: 5 }),
  ),
  { minLength: 10, maxLength: 60, size: "max" },
);

property.prop([steps, fc.nat({ max: 9 })], { numRuns: 60 })(
  "shows the server's inbox, in whatever order answers, events, counts and pages arrive",
  async (schedule, rows) => {
    const world = await startInbox({ rows });
    const { server, runtime, create, change } = world;
    const store = watched(inboxStore(world.client));
    for (const [step, which] of schedule) {
      const row = world.rows[which];
      if (step === "create") create();
      else if (step === "change" && row) change(row.id, which % 2 ? "read" : "resolved");
      else if (step === "more") store.loadMore().catch(() => {});
      else if (step === "drop") await world.reconnect();
      else if (step === "reload") server.reload("too_old");
      else if (step === "one") server.deliver(1);
      else if (step === "all") server.deliver();
      else if (step === "count") world.tellCount();
      else if (step === "hear") server.hear();
      else if (step === "read") server.read(which);
      else if (step === "later")
        server.read(which, {
          code: "unavailable",
          message: "Soon.",
          details: { retryAfterMs: 100 },
        });
      else if (step === "answer") server.answer(which);
      else if (step === "wait") await runtime.advance(100);
      await settled();
      const ids = store.getSnapshot().notifications.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort().reverse());
    }
    for (let i = 0; i < 3; i++) {
      await world.calm();
      await runtime.advance(100);
    }
    await world.calm();
    // A client that has caught up is sent the unread count.
    world.tellCount();
    while (store.getSnapshot().hasMore) {
      const more = store.loadMore();
      await world.calm();
      await more;
    }
    expect(store.getSnapshot().notifications).toEqual(world.rows);
    expect(store.getSnapshot().unread).toBe(world.unread);
    store.close();
    world.client.close();
    expect(runtime.waits).toEqual([]);
  },
);
