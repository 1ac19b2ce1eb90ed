import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { postgresArchive, postgresStorage } from "@taskwire/postgres-storage";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { postgresUrl } from "./support/postgres-url.ts";

/** A database of a test. */
interface Database {
  readonly storage: Storage;
  /** Returns everything that the database holds, and a backup of it. */
  contents(): Promise<string>;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-deletion-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function sqliteDatabase(): Promise<Database> {
  const folder = temporaryFolder();
  const path = join(folder, "app.db");
  const storage = sqliteStorage(path);
  return {
    storage,
    async contents() {
      const backup = join(folder, "backup.db");
      await storage.backup(backup);
      return [path, `${path}-wal`, `${path}-shm`, backup]
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, "latin1"))
        .join();
    },
  };
}

async function postgresDatabase(): Promise<Database> {
  const url = await postgresUrl();
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(async () => {
    await client.query(
      `SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${schema} CASCADE`,
    );
    await client.end();
  });
  return {
    storage: postgresStorage({ url, schema }),
    async contents() {
      const tables = await client.query<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1",
        [schema],
      );
      const texts: string[] = [];
      for (const { name } of tables.rows) {
        const { rows } = await client.query(`SELECT t::text AS row FROM ${schema}."${name}" t`);
        texts.push(...rows.map(({ row }) => String(row)));
      }
      const backup = join(temporaryFolder(), "backup.db");
      const [from, to] = [postgresArchive({ url, schema }), sqliteArchive(backup)];
      await to.load(from.dump());
      await Promise.all([from.close(), to.close()]);
      return [...texts, readFileSync(backup, "latin1")].join();
    },
  };
}

test.each([
  ["SQLite", sqliteDatabase],
  ["PostgreSQL", postgresDatabase],
] as const)(
  "in %s nothing is left of deleted messages and comments, on whatever road they came (H5)",
  async (_, open) => {
    const { storage, contents } = await open();
    const taskwire = createTaskwire({ storage, onError() {} });
    for (const type of ["message.posted", "message.edited", "comment.posted"] as const)
      taskwire.react(`fail ${type}`, type, ({ data }) => {
        throw new Error(JSON.stringify(data));
      });
    await taskwire.open();
    onTestFinished(() => taskwire.close());
    const { system } = taskwire;
    await system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    await system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
    const { id: boardId } = await system.boards.create({ name: "Sales" });
    for (const userId of ["dao", "lek"]) await system.members.add({ boardId, userId });
    const dao = taskwire.as({ userId: "dao" });
    const lek = taskwire.as({ userId: "lek" });
    const { id: roomId } = await dao.rooms.create({
      boardId,
      name: "Planning",
      memberIds: ["lek"],
    });
    const { task } = await lek.tasks.create({ boardId, title: "A task" });
    const on = { boardId, taskId: task.id };
    const word = `w${randomUUID().replaceAll("-", "")}`;
    // Long texts have pages of their own in SQLite.
    const text = (i: number) => `@Lek ${word} ${"long ".repeat(i * 400)}`;
    const messages: string[] = [];
    const comments: string[] = [];
    for (let i = 0; i < 4; i++) {
      const key = (what: string) => ({ key: `${what}-key-000${i}` });
      const { id: messageId } = await dao.messages.post(
        { boardId, roomId, text: text(i) },
        key("a"),
      );
      await dao.messages.edit({ boardId, roomId, messageId, text: `${text(i)}!` }, key("b"));
      const { id: commentId } = await dao.comments.post({ ...on, text: text(i) }, key("c"));
      await dao.comments.edit({ ...on, commentId, text: `${text(i)}!` }, key("d"));
      messages.push(messageId);
      comments.push(commentId);
    }
    // The first words of some are kept nowhere but in the events from before an edit.
    await dao.messages.edit({ boardId, roomId, messageId: String(messages[0]), text: "Nothing" });
    expect((await contents()).includes(word)).toBe(true);
    for (const messageId of messages) await dao.messages.delete({ boardId, roomId, messageId });
    for (const commentId of comments) await dao.comments.delete({ ...on, commentId });
    await expect
      .poll(async () => (await contents()).includes(word), { timeout: 15_000, interval: 500 })
      .toBe(false);
    const again = await dao.messages.post(
      { boardId, roomId, text: text(1) },
      { key: "a-key-0001" },
    );
    expect(again).toMatchObject({ id: messages[1], text: "" });
  },
  60_000,
);
