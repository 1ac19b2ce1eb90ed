import { join } from "node:path";
import { postgresArchive } from "@taskwire/postgres-storage";
import { sqliteArchive } from "@taskwire/sqlite-storage";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { newSchema, temporaryFolder } from "../copy/ends.ts";
import { postgresUrl } from "../support/postgres-url.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { taskwire } from "./command.ts";
import { postgresDatabase, sqliteDatabase } from "./databases.ts";
import { fillLarge, pages } from "./large.ts";
import { startCommand } from "./process.ts";

test.each([
  ["SQLite", async () => sqliteDatabase(join(temporaryFolder(), "copy.db"))],
  ["PostgreSQL", () => postgresDatabase()],
] as const)(
  "a killed copy to %s leaves a database that does not count as filled, and can be repeated",
  { timeout: 60_000 },
  async (_kind, make) => {
    const original = sqliteDatabase();
    await fillLarge(original, 4_000);
    const target = await make();
    const { child, ended } = startCommand(
      "copy",
      "--from",
      original.address,
      "--to",
      target.address,
    );
    // The first output says that the copy begins. A moment later it is somewhere in the middle; the
    // guarantee holds at every moment.
    await new Promise<void>((resolve) => child.stderr?.once("data", () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGKILL");
    await ended;
    expect(
      await taskwire("copy", "--from", original.address, "--to", target.address),
    ).toMatchObject({ code: 0 });
    const { code, out } = await taskwire(
      "verify",
      "--at",
      target.address,
      "--against",
      original.address,
    );
    expect(out).toMatch(/10 topics, 4,000 events, 4,000 records/);
    expect(code).toBe(0);
  },
);

test("a copy that PostgreSQL committed, but could not confirm, is not reported as failed", async () => {
  const url = new URL(await postgresUrl());
  await using proxy = await TcpProxy.to(Number(url.port));
  url.port = String(proxy.port);
  const path = join(temporaryFolder(), "app.db");
  await fillLarge(sqliteDatabase(path), 100);
  const from = sqliteArchive(path);
  onTestFinished(() => from.close());
  const load = async (schema: string) => {
    const archive = postgresArchive({ url: url.href, schema });
    onTestFinished(() => archive.close());
    const before = proxy.passed.down;
    return {
      ended: await archive.load(from.dump()).catch((error: unknown) => error),
      bytes: proxy.passed.down - before,
    };
  };
  const { ended, bytes } = await load(newSchema());
  expect(ended).toBeUndefined();
  // Cut the last byte of the server's output, which confirms the commit.
  void proxy.cutAfter("down", bytes - 1);
  const schema = newSchema();
  const message = expect.stringMatching(
    /not known whether the copy was written\. Copy again: if it was, that is refused/,
  );
  expect((await load(schema)).ended).toMatchObject({ code: "unknown_outcome", message });
  expect((await load(schema)).ended).toMatchObject({
    message: expect.stringMatching(/is not empty/),
  });
});

test("a copy from PostgreSQL fails when somebody starts to write, and the writer goes on afterwards", async () => {
  const place = { url: await postgresUrl(), schema: newSchema() };
  const archive = postgresArchive(place);
  onTestFinished(() => archive.close());
  await archive.migrate([pages]);
  const [writer, watcher] = [new pg.Client(place.url), new pg.Client(place.url)];
  for (const client of [writer, watcher]) {
    await client.connect();
    onTestFinished(() => client.end());
  }
  const { rows } = await writer.query("SELECT pg_backend_pid() AS pid");
  const pieces = archive.dump({ exclusive: true });
  await pieces.next();
  const writing = writer.query(
    `INSERT INTO ${place.schema}.taskwire_topics VALUES ('board:late', 0, '')`,
  );
  const isWaiting = async () =>
    (await watcher.query("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = $1", [rows[0].pid]))
      .rows.length > 0;
  while (!(await isWaiting()));
  const rest = async () => {
    while (!(await pieces.next()).done);
  };
  await expect(rest()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(
      /is still in use: a client waits to write\. Stop every server on it/,
    ),
  });
  expect((await writing).rowCount).toBe(1);
});
