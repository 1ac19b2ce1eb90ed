import fc from "fast-check";
import { expect, test } from "vitest";
import { TaskwireError } from "../../src/errors.ts";
import type { Link } from "../../src/session/link.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { type FakeRuntime, fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { memoryTransport } from "../../src/transport/memory.ts";
import type { Transport } from "../../src/transport/transport.ts";

const nodeOn = (storage: Storage, transport: Transport, runtime: FakeRuntime) =>
  createTaskwire({ storage, transport, runtime, onError() {} });

type Node = ReturnType<typeof nodeOn>;
type Frame = { readonly type: string; readonly [name: string]: unknown };

/** A storage whose answers have different delays. */
function slowStorage(inner: Storage, runtime: FakeRuntime): Storage {
  const later = async <T>(run: () => Promise<T>): Promise<T> => {
    const answer = await run();
    await new Promise<void>((resolve) => void runtime.timer(runtime.random() * 30, resolve));
    return answer;
  };
  return {
    ...inner,
    // Two nodes use it.
    close: async () => {},
    get: (refs, key) => later(() => inner.get(refs, key)),
    list: (collection, query) => later(() => inner.list(collection, query)),
    events: (query) => later(() => inner.events(query)),
    heads: (topics) => later(() => inner.heads(topics)),
    commit: (commit) => later(() => inner.commit(commit)),
  };
}

/** One of Dao's tabs. Keeps the count with the highest `at`, as clients must. */
class Tab {
  readonly frames: Frame[] = [];
  count = { unread: -1, at: -1 };
  #cursor: string | undefined;
  #session: ReturnType<Node["sessions"]["connect"]> | undefined;

  /** Opens the inbox, or returns with the cursor it had. */
  async open(node: Node, runtime: FakeRuntime): Promise<void> {
    this.close();
    if (this.#cursor === undefined) {
      const opened = node.as({ userId: "dao" }).inbox.open();
      await runtime.advance(500);
      const { cursor, unread, at } = await opened;
      this.#cursor = cursor;
      this.#take({ type: "inbox", unread, at });
    }
    const link: Link = {
      send: (frame) => this.#take(JSON.parse(typeof frame === "string" ? frame : frame.text)),
      buffered: () => 0,
      drained: async () => {},
      close() {},
    };
    this.#session = node.sessions.connect(link, { authenticate: async (userId) => ({ userId }) });
    this.#session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
    await runtime.advance(500);
    this.#session.receive(
      JSON.stringify({ type: "subscribe", topic: "user:dao", after: this.#cursor }),
    );
  }

  close(): void {
    this.#session?.ended();
    this.#session = undefined;
  }

  #take(frame: Frame): void {
    this.frames.push(frame);
    if (typeof frame.cursor === "string") this.#cursor = frame.cursor;
    const { unread, at } = frame as unknown as Tab["count"];
    if (frame.type === "inbox" && at > this.count.at) this.count = { unread, at };
  }
}

async function start(seed: number) {
  const runtime = fakeRuntime({ seed });
  const inner = memoryStorage();
  const storage = slowStorage(inner, runtime);
  const transport = memoryTransport();
  const nodes = [0, 1].map(() => nodeOn(storage, transport, runtime)) as [Node, Node];
  const builder = createTaskwire({ storage: inner, runtime });
  await builder.open();
  for (const [id, role] of Object.entries({
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
  } as const))
    await builder.system.users.put({ id, name: id, role });
  const { id: boardId } = await builder.system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "nok", "lek"]) await builder.system.members.add({ boardId, userId });
  return { runtime, nodes, builder, boardId };
}

const step = fc.record({
  what: fc.constantFrom(
    "submit",
    "submit",
    "read",
    "read one",
    "done",
    "reject",
    "leave",
    "return",
  ),
  node: fc.constantFrom(0, 1),
  tab: fc.constantFrom(0, 1),
  wait: fc.nat(60),
});

test("two tabs agree on a correct unread count, however reads, new notifications and reconnects interleave", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(step, { minLength: 3, maxLength: 20 }),
      async (seed, steps) => {
        const { runtime, nodes, builder, boardId } = await start(seed);
        const tabs = [new Tab(), new Tab()] as [Tab, Tab];
        for (const [i, tab] of tabs.entries()) await tab.open(nodes[i as 0 | 1], runtime);
        const pending: Promise<unknown>[] = [];
        for (const { what, node, tab, wait } of steps) {
          const as = (userId: string) => nodes[node as 0 | 1].as({ userId });
          const run = {
            submit: () => as("lek").tasks.create({ boardId, title: "A task" }),
            read: () => as("dao").inbox.read(),
            "read one": async () => {
              const { notifications } = await as("dao").inbox.list({ state: "open", limit: 1 });
              if (notifications[0]) await as("dao").inbox.read({ ids: [notifications[0].id] });
            },
            done: async () => {
              const { notifications } = await as("dao").inbox.list({ limit: 1 });
              if (notifications[0]) await as("dao").inbox.done({ ids: [notifications[0].id] });
            },
            reject: async () => {
              const { tasks } = await as("nok").tasks.list({ boardId, kind: "waiting", limit: 1 });
              if (tasks[0])
                await decide(as("nok"), "reject", { boardId, taskId: tasks[0].id, reason: "No" });
            },
            leave: async () => tabs[tab as 0 | 1].close(),
            return: () => tabs[tab as 0 | 1].open(nodes[node as 0 | 1], runtime),
          }[what];
          // Not awaited, so that several run at once. Late ones are refused.
          if (what === "return") await run();
          else pending.push(run().catch(() => {}));
          await runtime.advance(wait);
        }
        for (const [i, tab] of tabs.entries()) await tab.open(nodes[i as 0 | 1], runtime);
        await runtime.advance(10_000);
        await Promise.all(pending);
        await runtime.advance(10_000);
        const { unread } = await builder.as({ userId: "dao" }).inbox.open();
        expect(tabs.map(({ count }) => count.unread)).toEqual([unread, unread]);
        expect(tabs[0].count.at).toBe(tabs[1].count.at);
        for (const node of nodes) {
          const closed = node.close();
          await runtime.advance(5_000);
          await closed;
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a hundred notifications at once cause a few counts, not a hundred", async () => {
  const { runtime, nodes, boardId } = await start(1);
  const tab = new Tab();
  await tab.open(nodes[0], runtime);
  await runtime.advance(500);
  const before = tab.frames.filter(({ type }) => type === "inbox").length;
  const all = Promise.all(
    Array.from({ length: 100 }, () =>
      nodes[1].as({ userId: "lek" }).tasks.create({ boardId, title: "A task" }),
    ),
  );
  await runtime.advance(20_000);
  await all;
  expect(tab.count.unread).toBe(101);
  expect(tab.frames.filter(({ type }) => type === "inbox").length - before).toBeLessThan(60);
});

test("a user who does not follow their own topic gets no count", async () => {
  const { runtime, nodes, boardId } = await start(1);
  const frames: Frame[] = [];
  const link: Link = {
    send: (frame) => void frames.push(JSON.parse(typeof frame === "string" ? frame : frame.text)),
    buffered: () => 0,
    drained: async () => {},
    close() {},
  };
  const session = nodes[0].sessions.connect(link, { authenticate: async (userId) => ({ userId }) });
  session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
  await runtime.advance(500);
  session.receive(JSON.stringify({ type: "subscribe", topic: `board:${boardId}` }));
  const created = nodes[0].as({ userId: "lek" }).tasks.create({ boardId, title: "A task" });
  await runtime.advance(2_000);
  await created;
  expect(frames.filter(({ type }) => type === "events")).toHaveLength(1);
  expect(frames.filter(({ type }) => type === "inbox")).toEqual([]);
  session.ended();
});

test("a count that failed because the storage was away is sent when it is back", async () => {
  const runtime = fakeRuntime();
  const inner = memoryStorage();
  let isAway = false;
  const storage: Storage = {
    ...inner,
    count: (collection, query) =>
      isAway && collection === "notifications"
        ? Promise.reject(new TaskwireError("unavailable", "Away."))
        : inner.count(collection, query),
  };
  const node = nodeOn(storage, memoryTransport(), runtime);
  const other = nodeOn(inner, memoryTransport(), runtime);
  await other.open();
  for (const [id, role] of Object.entries({ dao: "ADMIN", lek: "ADMIN_LIMITED" } as const))
    await other.system.users.put({ id, name: id, role });
  const { id: boardId } = await other.system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await other.system.members.add({ boardId, userId });
  const tab = new Tab();
  await tab.open(node, runtime);
  await runtime.advance(1_000);
  const before = tab.count.unread;
  isAway = true;
  await other.as({ userId: "lek" }).tasks.create({ boardId, title: "A task" });
  await runtime.advance(5_000);
  expect(tab.count.unread).toBe(before);
  isAway = false;
  await runtime.advance(2_000);
  expect(tab.count.unread).toBe(before + 1);
});
