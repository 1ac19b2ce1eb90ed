import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sqliteArchive } from "../src/archive.ts";
import { opened, temporaryFile } from "./files.ts";
import { insertOf, topic } from "./records.ts";

const word = "swordfish";

/** The files of a database that have the word in them. */
const filesWithWord = (path: string): string[] =>
  [path, `${path}-wal`, `${path}-shm`].filter(
    (file) => existsSync(file) && readFileSync(file).includes(word),
  );

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("text that was removed from the log is in no file any more, and not in the WAL (H5)", async () => {
  const path = temporaryFile();
  const storage = await opened(path);
  // Long texts take pages of their own, which become free.
  const texts = Array.from({ length: 300 }, (_, i) => `${word} ${"long ".repeat((i % 30) * 60)}`);
  for (const [i, text] of texts.entries()) {
    const { events, writes } = insertOf(`c${i}`);
    const [event] = events;
    await storage.commit({
      ...insertOf(`c${i}`),
      writes,
      events: [{ ...event, subject: `s${i % 50}`, data: JSON.stringify({ text }) } as never],
      key: { actor: "ann", key: `key-${i}`, hash: "h", at: "2026-01-01T00:00:00.000Z" },
      result: JSON.stringify(text),
    });
  }
  expect(filesWithWord(path)).not.toEqual([]);
  for (let i = 0; i < 50; i++)
    await storage.commit({
      reads: [],
      writes: [],
      events: [],
      result: "null",
      redact: [{ topic, subject: `s${i}` }],
    });
  await storage.trim({ keysBefore: "2026-02-01T00:00:00.000Z" });
  await expect.poll(() => filesWithWord(path), { timeout: 30_000 }).toEqual([]);
  const copy = temporaryFile();
  await storage.backup(copy);
  expect(filesWithWord(copy)).toEqual([]);
});

test("a new database, a backup and a copy can be read by their owner only (H7)", async () => {
  const path = temporaryFile();
  const storage = await opened(path);
  await storage.commit(insertOf("c"));
  const backup = join(dirname(path), "backup.db");
  await storage.backup(backup);
  const copy = temporaryFile();
  await sqliteArchive(copy).load(sqliteArchive(backup).dump());
  const beside = [path, `${path}-wal`, `${path}-shm`, `${path}-lock`];
  expect([...beside, backup, copy].map((file) => [file, modeOf(file)])).toEqual(
    [...beside, backup, copy].map((file) => [file, "600"]),
  );
});
