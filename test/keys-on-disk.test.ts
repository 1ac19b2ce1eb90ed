import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { systemRuntime as ofClient } from "../packages/client/src/runtime.ts";
import { systemRuntime as ofServer } from "../packages/core/src/runtime.ts";
import type { SqliteStorage } from "../packages/sqlite-storage/src/sqlite-storage.ts";
import { opened, temporaryFile } from "../packages/sqlite-storage/test/files.ts";
import { commitOf, upTo } from "../packages/sqlite-storage/test/records.ts";

const people = upTo(100);

/** The commands of a hundred people at one moment. Their keys are stored. */
const commands = (newKey: () => string) =>
  people.map((person) => {
    const key = { actor: `person ${person}`, key: newKey(), hash: "h", at: "2026-01-02T03:04:05Z" };
    return commitOf({ key });
  });

test.each([
  ["server", ofServer],
  ["client", ofClient],
])(
  "the keys that the %s makes for a hundred people at once change few pages of the file",
  async (_, runtime) => {
    const path = temporaryFile();
    const storage = await opened(path);
    const run = (on: SqliteStorage) =>
      Promise.all(commands(() => runtime.id()).map((command) => on.commit(command)));
    // Now the keys of each person take more than a page.
    for (let i = 0; i < 100; i++) await run(storage);
    await storage.close();
    const again = await opened(path);
    const pages = () => statSync(`${path}-wal`).size / 4_120;
    const before = pages();
    const transactions = again.transactions;
    await run(again);
    expect((pages() - before) / (again.transactions - transactions)).toBeLessThan(20);
  },
);
