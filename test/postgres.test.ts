import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { logOf, markOf, marks, openAt } from "./postgres/counting.ts";
import { cutEverywhere } from "./postgres/cut.ts";
import { killBackends, killPostmaster } from "./postgres/kill.ts";
import { Pgbouncer } from "./support/pgbouncer.ts";
import { PostgresServer } from "./support/postgres-server.ts";
import { postgresUrl } from "./support/postgres-url.ts";
import { TcpProxy } from "./support/tcp-proxy.ts";

const newSchema = () => `chaos_${randomUUID().replaceAll("-", "")}`;

test("a connection cut anywhere in a commit leaves one effect or none, and the outcome is never reported wrongly", {
  timeout: 60_000,
}, async () => {
  const { problems, counts } = await cutEverywhere(await postgresUrl(), 23);
  expect(problems).toEqual([]);
  expect(counts.known).toBeGreaterThan(3);
  expect(counts.unknown).toBeGreaterThan(20);
});

test("without any answer a commit ends as unknown and a read as unavailable, in time; afterwards both work again", async () => {
  const to = new URL(await postgresUrl());
  await using proxy = await TcpProxy.to(Number(to.port));
  to.port = String(proxy.port);
  const storage = await openAt(to.href, { schema: newSchema(), timeout: 1_000 });
  onTestFinished(() => storage.close());
  await storage.commit(markOf("before"));
  for (const fault of ["blackHole", "halfOpen"] as const) {
    await storage.heads(["x"]);
    proxy[fault]();
    const started = performance.now();
    const [commit, read] = await Promise.allSettled([
      storage.commit(markOf(fault)),
      storage.heads(["x"]),
    ]);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(commit).toMatchObject({
      reason: { code: expect.stringMatching("unknown_outcome|unavailable") },
    });
    expect(read).toMatchObject({ reason: { code: "unavailable" } });
    proxy.heal();
    expect((await storage.commit(markOf("after"))).status).toBe("committed");
  }
  proxy.slow(20);
  expect((await storage.commit(markOf("slow"))).status).toBe("committed");
});

test("killing the backends 5 times under load loses and doubles no commit, and work goes on within 5 s", async () => {
  const { problems, acknowledged, slowest } = await killBackends(await postgresUrl(), 5);
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThan(150);
  expect(slowest).toBeLessThan(5_000);
});

test("refuses a server that could lose commits or only reads; killing a safe one 5 times under load loses no commit", {
  timeout: 90_000,
}, async () => {
  await using server = await PostgresServer.start("fsync=off");
  const refusal = async () =>
    openAt(server.url, { schema: newSchema() }).catch((error: Error) => error.message);
  expect(await refusal()).toMatch(
    /fsync = on in postgresql.conf and reload, or pass `unsafe: true`/,
  );
  await server.stop();
  await server.restart("full_page_writes=off");
  expect(await refusal()).toMatch(/full_page_writes = on in postgresql.conf/);
  await server.stop();
  await server.restart();
  const { problems, acknowledged, slowest } = await killPostmaster(server, 5);
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThan(150);
  expect(slowest).toBeLessThan(5_000);

  const storage = await openAt(server.url, { schema: newSchema(), timeout: 2_000 });
  await storage.commit(markOf("before"));
  await server.stop();
  server.demote();
  await server.restart();
  expect(await refusal()).toMatch(/in recovery.* Connect to the primary/);
  await expect(storage.commit(markOf("after"))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("can only read"),
  });
  expect(await logOf(storage)).toHaveLength(1);
  await storage.close();
});

test("a node that is stopped in the middle of its work delays no other node", async () => {
  const [at, schema] = [await postgresUrl(), newSchema()];
  const other = await openAt(at, { schema });
  const program = fileURLToPath(new URL("./postgres/writer-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@taskwire/source", program, at, schema], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  await once(lines, "line");
  let slowest = 0;
  for (let round = 0; round < 10; round++) {
    await once(lines, "line");
    child.kill("SIGSTOP");
    for (let i = 0; i < 5; i++) {
      const started = performance.now();
      expect((await other.commit(markOf(`${round}-${i}`))).status).toBe("committed");
      slowest = Math.max(slowest, performance.now() - started);
    }
    child.kill("SIGCONT");
  }
  child.kill("SIGKILL");
  await ended;
  // A stopped node holds no lock. Two seconds would mean that others waited until they gave up on
  // it.
  expect(slowest).toBeLessThan(1_500);
  await logOf(other);
  await other.close();
});

test("behind pgbouncer in transaction mode, two nodes open, read and write as they do without it", async () => {
  await using bouncer = await Pgbouncer.before(await postgresUrl());
  const schema = newSchema();
  const [one, other] = await Promise.all([
    openAt(bouncer.url, { schema }),
    openAt(bouncer.url, { schema }),
  ]);
  const command = markOf("keyed");
  const texts = Array.from({ length: 300 }, (_, i) => `m${String(i).padStart(3, "0")}`);
  const outcomes = await Promise.all([
    ...texts.map((text, i) => (i % 2 ? one : other).commit(markOf(text))),
    ...[one, other, one].map((node) => node.commit(command)),
  ]);
  expect(outcomes.filter(({ status }) => status === "committed")).toHaveLength(301);
  expect(outcomes.filter(({ status }) => status === "repeated")).toHaveLength(2);
  expect(await logOf(one)).toHaveLength(301);
  const { records } = await other.list(marks.name, {
    index: "text",
    equals: {},
    limit: 301,
    order: "desc",
  });
  expect(records.map(({ fields }) => fields.text)).toEqual(["keyed", ...texts].sort().reverse());
  const again = await Promise.all(
    records.map(({ id }) => one.get([{ collection: marks.name, id }], command.key)),
  );
  expect(again.every(({ records: [record], repeated }) => record?.fields && repeated)).toBe(true);
  await Promise.all([one.close(), other.close()]);
});
