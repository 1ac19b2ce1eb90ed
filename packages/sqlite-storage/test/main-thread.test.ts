import { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import type { Commit } from "@taskwire/core/adapter";
import { storageContract } from "@taskwire/core/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type SqliteStorage, sqliteStorage } from "../src/sqlite-storage.ts";
import { opened, temporaryFile } from "./files.ts";
import { commitOf, counters, eventsOf, increment, insertOf, topic, upTo } from "./records.ts";

/** Counts the jobs and batches that are sent to the writer's thread. */
const sent = vi.hoisted(() => ({ batches: 0 }));
vi.mock("node:worker_threads", async (original) => {
  const module = await original<typeof import("node:worker_threads")>();
  class Counted extends module.Worker {
    override postMessage(...args: Parameters<Worker["postMessage"]>): void {
      sent.batches++;
      super.postMessage(...args);
    }
  }
  return { ...module, Worker: Counted };
});

// The clock of the storage: it stands still, so every commit is quick, unless a test moves it.
const clock = { now: 0, step: 0 };
beforeEach(() => {
  clock.step = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (clock.now += clock.step));
});
afterEach(() => vi.restoreAllMocks());

let last = 0;
const next = (): Commit => insertOf(`c${++last}`);

/** Opens a storage whose last commits were alone and quick. */
async function quickStorage(options: Parameters<typeof opened>[0] = temporaryFile()) {
  const storage = await opened(options);
  for (let i = 0; i < 8; i++) await storage.commit(next());
  return storage;
}

/** How many of these commits, one after the other, the writer's thread gets. */
async function batchesOf(storage: SqliteStorage, commits: readonly Commit[]): Promise<number> {
  const before = sent.batches;
  for (const commit of commits) await storage.commit(commit);
  return sent.batches - before;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** One commit with the writes and events of several. */
const together = (commits: readonly Commit[]): Commit =>
  commitOf({
    writes: commits.flatMap(({ writes }, event) => writes.map((write) => ({ ...write, event }))),
    events: commits.flatMap(({ events }) => events),
  });

describe("commits in the main thread", () => {
  test("begin after several commits that were alone and quick, and end with the first one that is not", async () => {
    const storage = await opened(temporaryFile());
    expect(await batchesOf(storage, upTo(8).map(next))).toBe(8);
    expect(await batchesOf(storage, upTo(20).map(next))).toBe(0);
    expect(storage.transactions).toBe(28);
    // Two at once go to the thread, and so do the next ones.
    await Promise.all([storage.commit(next()), storage.commit(next())]);
    expect(await batchesOf(storage, upTo(8).map(next))).toBe(8);
    expect(await batchesOf(storage, upTo(3).map(next))).toBe(0);
    // Commits that tell many people take so long, also with a fast disk.
    clock.step = 3.5;
    const large = () => together(upTo(16).map(next));
    expect(await batchesOf(storage, upTo(3).map(large))).toBe(0);
    // The disk has become slow.
    clock.step = 2.5;
    expect(await batchesOf(storage, [next()])).toBe(0);
    expect(await batchesOf(storage, upTo(20).map(next))).toBe(20);
    clock.step = 0;
    expect(await batchesOf(storage, upTo(8).map(next))).toBe(8);
    expect(await batchesOf(storage, [next()])).toBe(0);
    const numbers = (await eventsOf(storage)).map(({ number }) => number);
    expect(numbers).toEqual(upTo(numbers.length));
  });

  test("go on if one of nine is slow, and end after three slow ones", async () => {
    const storage = await opened(temporaryFile());
    expect(await batchesOf(storage, upTo(8).map(next))).toBe(8);
    const slow = async (count: number) => {
      clock.step = 2.5;
      const batches = await batchesOf(storage, upTo(count).map(next));
      clock.step = 0;
      return batches;
    };
    for (let i = 0; i < 5; i++) {
      expect(await batchesOf(storage, upTo(8).map(next))).toBe(0);
      expect(await slow(1)).toBe(0);
    }
    // However long the disk was quick, it is slow now.
    expect(await batchesOf(storage, upTo(200).map(next))).toBe(0);
    expect(await slow(3)).toBe(0);
    expect(await slow(5)).toBe(5);
    expect(await batchesOf(storage, upTo(8).map(next))).toBe(8);
    expect(await batchesOf(storage, upTo(2).map(next))).toBe(0);
  });

  test("end with the first one that takes very long, however many were quick before", async () => {
    const storage = await opened(temporaryFile());
    await batchesOf(storage, upTo(200).map(next));
    clock.step = 25;
    expect(await batchesOf(storage, [next()])).toBe(0);
    clock.step = 0;
    expect(await batchesOf(storage, upTo(8).map(next))).toBe(8);
    expect(await batchesOf(storage, [next()])).toBe(0);
  });

  test("don't begin because of commits that wrote nothing, which are quick on any disk", async () => {
    const storage = await opened(temporaryFile());
    const first = next();
    const [{ collection, id } = { collection: "", id: "" }] = first.writes;
    await storage.commit(first);
    const conflict = { ...next(), reads: [{ collection, id, version: 99 }] };
    for (let i = 0; i < 30; i++)
      expect(await storage.commit(conflict)).toEqual({ status: "conflict" });
    expect(await batchesOf(storage, upTo(7).map(next))).toBe(7);
    expect(await batchesOf(storage, [next()])).toBe(0);
  });

  test("never overtake commits that the other thread still has", async () => {
    const storage = await quickStorage();
    const ids: (string | undefined)[] = [];
    const attempt = async (commit: Commit) => {
      ids.push(commit.writes.at(-1)?.id);
      await storage.commit(commit);
    };
    // The other thread is busy with the first commit for a while.
    const first = [attempt(together(upTo(4_000).map(next))), attempt(next())];
    await turn();
    await Promise.all([...first, attempt(next())]);
    const { records } = await storage.get(
      ids.map((id) => ({ collection: counters.name, id: id ?? "" })),
    );
    const [one = 0, two, three] = records.map(({ version }) => version);
    expect([two, three]).toEqual([one + 1, one + 2]);
  });

  test("never wait for another process: the other thread does, and the main thread goes on", async () => {
    const path = temporaryFile();
    const storage = await quickStorage({ path, busyTimeout: 10_000 });
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec("BEGIN IMMEDIATE");
    const before = sent.batches;
    const start = Date.now();
    const attempt = storage.commit(next());
    await turn();
    await turn();
    expect(Date.now() - start).toBeLessThan(5_000);
    other.exec("ROLLBACK");
    expect(await attempt).toMatchObject({ status: "committed" });
    expect(sent.batches - before).toBe(1);
    // Reads on the same connection still wait for locks.
    expect(await eventsOf(storage)).toHaveLength(9);
  });

  test("write an approval that ten people could give", async () => {
    const storage = await quickStorage();
    const before = sent.batches;
    // It has 34 records and events.
    await storage.commit(together(upTo(17).map(next)));
    expect(sent.batches).toBe(before);
  });

  test("write a message that notifies fifty people", async () => {
    const storage = await quickStorage();
    const before = sent.batches;
    const { writes, events } = together(upTo(51).map(next));
    // All but the first are told, so each of these counts together with its record as one row.
    const told = events.map((event, i) => (i > 0 ? { ...event, isTold: true as const } : event));
    await storage.commit(commitOf({ writes, events: told }));
    expect(sent.batches).toBe(before);
  });

  test("leave large commits and deletions in the log to the other thread", async () => {
    const storage = await quickStorage();
    const large = together(upTo(33).map(next));
    const redacting = commitOf({ redact: [{ topic, subject: "counter" }] });
    const before = sent.batches;
    await storage.commit(large);
    await storage.commit(redacting);
    await storage.trim({ topic, upTo: 3 });
    expect(sent.batches - before).toBe(3);
  });

  test("leave one in some hundreds to the other thread, which keeps the WAL small", async () => {
    const storage = await quickStorage();
    const commits = upTo(1_100).map(next);
    const handedOver = await batchesOf(storage, commits);
    expect(handedOver).toBeGreaterThanOrEqual(2);
    expect(handedOver).toBeLessThan(30);
  });

  test("that notify forty people each are rarely left to the other thread", async () => {
    const storage = await quickStorage();
    const commits = upTo(100).map(() => {
      const { writes, events } = together(upTo(41).map(next));
      const told = events.map((event, i) => (i > 0 ? { ...event, isTold: true as const } : event));
      return commitOf({ writes, events: told });
    });
    const handedOver = await batchesOf(storage, commits);
    expect(handedOver).toBeGreaterThanOrEqual(1);
    expect(handedOver).toBeLessThanOrEqual(3);
  });

  test("see what the other thread and other storages have written, and the other way round", async () => {
    const path = temporaryFile();
    const storage = await quickStorage(path);
    const other = await quickStorage(path);
    await storage.commit(insertOf("shared"));
    for (let round = 0; round < 30; round++) {
      await increment(storage, "shared");
      await increment(other, "shared");
      // Two at once use the other thread. One of them meets a conflict and tries again.
      if (round % 10 === 0)
        await Promise.all([increment(storage, "shared"), increment(storage, "shared")]);
    }
    const { records } = await other.get([{ collection: counters.name, id: "shared" }]);
    expect(records[0]?.fields?.value).toBe(66);
    const numbers = (await eventsOf(storage)).map(({ number }) => number);
    expect(numbers).toEqual(upTo(numbers.length));
  });

  test("are finished before the storage is closed", async () => {
    const path = temporaryFile();
    const storage = await quickStorage(path);
    const attempt = storage.commit(next());
    await storage.close();
    expect(await attempt).toMatchObject({ status: "committed", numbers: [9] });
    expect(await eventsOf(await opened(path))).toHaveLength(9);
  });

  test("don't happen with an SQLite that may lose pages if two connections write", async () => {
    const storage = await quickStorage({ path: temporaryFile(), sqliteVersion: "3.51.2" });
    expect(await batchesOf(storage, upTo(5).map(next))).toBe(5);
  });

  test("that the storage refuses fail alone, and leave nothing", async () => {
    const path = temporaryFile();
    const storage = await quickStorage(path);
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec(
      "CREATE TRIGGER no BEFORE INSERT ON counters WHEN new.id = 'bad' BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    );
    const before = sent.batches;
    await expect(storage.commit(insertOf("bad"))).rejects.toMatchObject({ code: "unavailable" });
    await expect(
      storage.commit(
        commitOf({ writes: [{ ...insertOf("x").writes[0], collection: "none" } as never] }),
      ),
    ).rejects.toMatchObject({ code: "internal" });
    expect(await storage.commit(next())).toMatchObject({ numbers: [9] });
    expect(sent.batches).toBe(before);
  });
});

describe("SQLite storage in the main thread", () => {
  const paths = new WeakMap<object, string>();
  // Opens a storage that commits in the main thread from its first commit on.
  const openAt = (path: string): SqliteStorage => {
    const storage = sqliteStorage(path);
    const { open } = storage;
    paths.set(storage, path);
    return Object.assign(storage, {
      async open(collections: Parameters<typeof open>[0]) {
        await open(collections);
        for (let i = 0; i < 8; i++) await storage.commit(commitOf({}));
      },
    });
  };
  storageContract({
    test,
    open: async () => openAt(temporaryFile()),
    beside: async (first) => openAt(paths.get(first) ?? ""),
  });
});
