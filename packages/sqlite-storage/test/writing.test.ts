import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import { createTaskwire } from "@taskwire/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { commitFailureOf, failureOf } from "../src/failure.ts";
import { migrate } from "../src/schema.ts";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { Transactions } from "../src/transaction.ts";
import { opened, temporaryFile } from "./files.ts";
import { collections, commitOf, eventOf, eventsOf, insertOf, upTo } from "./records.ts";

const threads = vi.hoisted(() => [] as Worker[]);
vi.mock("node:worker_threads", async (original) => {
  const module = await original<typeof import("node:worker_threads")>();
  class Recorded extends module.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
  }
  return { ...module, Worker: Recorded };
});

/** Another connection to the file. */
function stranger(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  onTestFinished(() => db.close());
  return db;
}

describe("writing to SQLite", () => {
  test("waiting commits share transactions, and a single one waits for no other", async () => {
    const storage = await opened(temporaryFile());
    for (const id of ["a", "b", "c"]) await storage.commit(insertOf(id));
    expect(storage.transactions).toBe(3);
    await Promise.all(upTo(200).map((i) => storage.commit(insertOf(`n${i}`))));
    expect(storage.transactions).toBeLessThanOrEqual(5);
    expect((await eventsOf(storage)).map(({ number }) => number)).toEqual(upTo(203));
  });

  test("the thread writes the next batch while the main thread still handles the replies of two", async () => {
    const path = temporaryFile();
    const storage = await opened(path);
    const written = stranger(path).prepare("SELECT count(*) AS count FROM counters");
    const sentBefore: number[] = [];
    const callers = upTo(64).map(async (i) => {
      await storage.commit(insertOf(`first ${i}`));
      sentBefore.push(storage.transactions);
      // The main thread is busy until the second batch is written too.
      while (Number(written.get()?.count) < 64);
      await storage.commit(insertOf(`second ${i}`));
    });
    await Promise.all(callers);
    expect(sentBefore.slice(0, 32)).toEqual(Array(32).fill(2));
    expect(sentBefore.slice(32)).toEqual(Array(32).fill(3));
  });

  test("if another process holds the lock too long, commits fail as unavailable and leave nothing", async () => {
    const path = temporaryFile();
    const storage = await opened({ path, busyTimeout: 20 });
    const other = stranger(path);
    other.exec("BEGIN IMMEDIATE");
    const failure = { code: "unavailable", message: expect.stringContaining("busyTimeout") };
    await expect(storage.commit(insertOf("a"))).rejects.toMatchObject(failure);
    other.exec("ROLLBACK");
    expect(await storage.commit(insertOf("a"))).toEqual({ status: "committed", numbers: [1] });
  });

  test("on a full disk only the commit that doesn't fit fails, and it leaves nothing", () => {
    const db = stranger(temporaryFile());
    db.exec("PRAGMA journal_mode = WAL");
    migrate(db, collections);
    const transactions = new Transactions(db, collections);
    db.exec("PRAGMA max_page_count = 30");
    const large = insertOf("large", 1, { text: "x".repeat(200_000) });
    const replies = transactions.run([insertOf("a"), large, insertOf("b")]);
    expect(replies).toEqual([
      { status: "committed", numbers: [1] },
      {
        status: "failed",
        code: "unavailable",
        message: expect.stringContaining("Free some space"),
      },
      { status: "committed", numbers: [2] },
    ]);
    expect(db.prepare("SELECT id FROM counters ORDER BY id").all()).toEqual([
      { id: "a" },
      { id: "b" },
    ]);
    expect(transactions.run([large])).toMatchObject([{ status: "failed", code: "unavailable" }]);
    expect(transactions.run([insertOf("c")])).toEqual([{ status: "committed", numbers: [3] }]);
  });

  test("a commit that a trigger of the app refuses fails alone, and all its writes are undone", async () => {
    const path = temporaryFile();
    const storage = await opened(path);
    stranger(path).exec(
      "CREATE TRIGGER no BEFORE INSERT ON counters WHEN new.id = 'bad' BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    );
    const attempts = ["a", "bad", "b"].map((id) => storage.commit(insertOf(id)));
    const [one, two, three] = await Promise.allSettled(attempts);
    expect(one).toMatchObject({ value: { numbers: [1] } });
    expect(two).toMatchObject({
      reason: { code: "unavailable", message: expect.stringContaining("not this one") },
    });
    expect(three).toMatchObject({ value: { numbers: [2] } });
    expect((await eventsOf(storage)).map(({ number }) => number)).toEqual([1, 2]);
  });

  test("when the thread dies, running commits are unknown, and waiting and later ones unavailable", async () => {
    const path = temporaryFile();
    const storage = await opened({ path, busyTimeout: 300 });
    stranger(path).exec("BEGIN IMMEDIATE");
    const ends: string[] = [];
    const attempt = (id: string) =>
      storage.commit(insertOf(id)).catch(({ code }) => ends.push(`${id} ${code}`));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = attempt("first");
    await turn();
    const second = attempt("second");
    await turn();
    const third = attempt("third");
    await turn();
    await threads.at(-1)?.terminate();
    await Promise.all([first, second, third, attempt("later")]);
    expect(ends.toSorted()).toEqual([
      "first unknown_outcome",
      "later unavailable",
      "second unknown_outcome",
      "third unavailable",
    ]);
    await storage.close();
  });

  test.each([undefined, "", ":memory:"])("without a file (%j) it says what to use", (path) => {
    expect(() => sqliteStorage(path as string)).toThrow("sqliteStorage needs a file");
  });

  test("a node whose thread died is not ready, although it still reads", async () => {
    const storage = sqliteStorage(temporaryFile());
    const taskwire = createTaskwire({ storage, onError: () => {} });
    await taskwire.open();
    await threads.at(-1)?.terminate();
    expect(await storage.heads(["board:a"])).toHaveLength(1);
    expect(await taskwire.ready()).toBe(false);
    await taskwire.close();
  });

  test("a commit that can't be sent to the thread fails alone", async () => {
    const storage = await opened(temporaryFile());
    const bad = commitOf({ events: [{ ...eventOf(), data: (() => {}) as unknown as string }] });
    const [one, two, three] = await Promise.allSettled(
      [insertOf("a"), bad, insertOf("b")].map((commit) => storage.commit(commit)),
    );
    expect(one).toMatchObject({ value: { numbers: [1] } });
    expect(two).toMatchObject({ reason: { code: "internal" } });
    expect(three).toMatchObject({ value: { numbers: [2] } });
  });

  test("closing twice at once waits both times for running commits", async () => {
    const storage = await opened(temporaryFile());
    const ends: string[] = [];
    const note = (end: string) => () => void ends.push(end);
    await Promise.all([
      storage.commit(insertOf("a")).then(note("kept")),
      storage.close().then(note("closed")),
      storage.close().then(note("closed")),
    ]);
    expect(ends).toEqual(["kept", "closed", "closed"]);
  });

  test("closing does not wait for a commit that can't be sent to the thread", async () => {
    const storage = await opened(temporaryFile());
    const bad = commitOf({ events: [{ ...eventOf(), data: (() => {}) as unknown as string }] });
    const attempt = storage.commit(bad);
    await Promise.all([
      expect(attempt).rejects.toMatchObject({ code: "internal" }),
      storage.close(),
    ]);
  });

  test("an error of COMMIT is unknown, unless nothing can have reached the log", () => {
    const error = (errcode: number) => Object.assign(new Error("SQLite's words"), { errcode });
    expect(commitFailureOf(error(1034)).code).toBe("unknown_outcome");
    expect(commitFailureOf(error(13)).code).toBe("unavailable");
    expect(commitFailureOf(error(5)).code).toBe("unavailable");
    expect(failureOf(error(1034)).code).toBe("unavailable");
    expect(failureOf(new Error("a bug")).code).toBe("internal");
  });

  test("refuses a database in memory, a missing folder and a file of another kind, and names the cure", async () => {
    for (const path of [":memory:", "file::memory:?cache=shared", ""]) {
      expect(() => sqliteStorage(path)).toThrow(/memoryStorage\(\)/);
    }
    await expect(sqliteStorage("/nowhere/at/all/test.db").open(collections)).rejects.toMatchObject({
      code: "unavailable",
    });
    const path = temporaryFile();
    writeFileSync(path, "x".repeat(8192));
    await expect(sqliteStorage(path).open(collections)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
