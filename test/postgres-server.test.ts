import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../packages/redis-transport/test/redis-server.ts";
import { makePostgresHome } from "./support/postgres-home.ts";
import { PostgresServer } from "./support/postgres-server.ts";
import setup from "./support/postgres-service.ts";
import { postgresUrl } from "./support/postgres-url.ts";

/** A folder that only its owner can enter, with a program that says `text` in place of PostgreSQL's. */
function closedFolder(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-closed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "bin"));
  for (const name of ["initdb", "postgres"]) {
    const path = join(folder, "bin", name);
    writeFileSync(path, text);
    chmodSync(path, 0o700);
  }
  return folder;
}

test("the user that PostgreSQL runs as can use programs of a folder that only its owner can enter (K1)", async () => {
  const closed = closedFolder("#!/bin/sh\necho here I am\n");
  const { folder, postgres, user } = await makePostgresHome(Promise.resolve(closed));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout } = spawnSync(postgres, { ...user, cwd: folder, encoding: "utf8" });
  expect(stdout).toBe("here I am\n");
});

test("a PostgreSQL that can't start fails the tests that ask for it, with the reason, and ends with the run", async () => {
  const broken = closedFolder(
    '#!/bin/sh\n[ "$1" = --version ] && exit\necho no more memory >&2\nexit 1\n',
  );
  const home = await makePostgresHome(Promise.resolve(broken));
  let service = "";
  const provide = (_: "postgres", url: string) => {
    service = url;
  };
  const end = await setup({ provide }, () => PostgresServer.startIn(home));
  for (const _ of ["first", "second"]) {
    await expect(postgresUrl(service)).rejects.toThrow(/initdb failed[\s\S]*no more memory/);
  }
  expect(existsSync(home.folder)).toBe(false);
  await end();
});

test("programs that are not there are named, and leave no unhandled error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-postgres-"));
  const missing = { folder, initdb: "true", postgres: "/nowhere/postgres", user: undefined };
  await expect(PostgresServer.startIn(missing)).rejects.toThrow(
    "Can't run /nowhere/postgres: spawn /nowhere/postgres ENOENT",
  );
  expect(existsSync(folder)).toBe(false);
});

test("servers of two runs have ports and folders of their own (K2)", async () => {
  const homes = await Promise.all(
    [1, 2].map(() => makePostgresHome(Promise.resolve(closedFolder("")))),
  );
  for (const { folder } of homes)
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(new Set(homes.map(({ folder }) => folder)).size).toBe(2);
  const servers = await Promise.all([startRedis(), startRedis(), startRedis()]);
  onTestFinished(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
  });
  expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
});
