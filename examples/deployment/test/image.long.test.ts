import { execFile } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { RedisServer } from "../../../packages/redis-transport/test/redis-server.ts";
import { temporaryFolder } from "../../../test/support/app.ts";
import { freePort } from "../../../test/support/free-port.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { npmEnvironment, packedPackages } from "../../../test/support/registry.ts";
import { environment } from "./environment.ts";
import { Image } from "./image.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "..");
const text = (name: string) => readFileSync(join(folder, name), "utf8");

/** A list of compose, with the values of `.env`. */
function listOf(name: string, values: Readonly<Record<string, string>>): readonly string[] {
  const [, list = ""] = new RegExp(`^ +${name}: (\\[.*\\])$`, "m").exec(text("compose.yaml")) ?? [];
  return JSON.parse(list.replaceAll(/\$\{(\w+):\?\}/g, (_, key: string) => values[key] ?? ""));
}

test("each line of the Dockerfile works in a plain folder: the app starts as a user who may write nothing, is healthy, and ends on the signal", {
  timeout: 300_000,
}, async () => {
  const services = new AsyncDisposableStack();
  onTestFinished(() => services.disposeAsync());
  const work = temporaryFolder();
  const env = npmEnvironment();
  await packedPackages();
  // The folder of an app: the files that Docker is given, with the lock file that npm writes.
  const context = join(work, "app");
  mkdirSync(context);
  for (const name of ["package.json", "src"])
    cpSync(join(folder, name), join(context, name), { recursive: true });
  // With a package that only the tests of the app need.
  const more = ["--save-dev", "minisearch@7.2.0"];
  await run("npm", ["install", "--package-lock-only", ...more], { cwd: context, env });

  const image = services.use(await Image.build(text("Dockerfile"), context, env));
  const { printed: packages } = await image.run(["ls", "node_modules"], {});
  expect(packages).toMatch(/^express$/m);
  expect(packages).not.toMatch(/^minisearch$/m);
  if (userInfo().uid === 0)
    expect((await image.run("touch src/new", {})).printed).toMatch(/Permission denied/);

  const values = await environment(work);
  // Redis with the command of compose, on a port that is free.
  const [program, ...settings] = listOf("command", values);
  expect(program).toBe("redis-server");
  const redis = services.use(new RedisServer(await freePort(), settings));
  await redis.start();
  const [, check = "[]"] = /^ +test: (\[.*redis-cli.*\])$/m.exec(text("compose.yaml")) ?? [];
  const [, ping = "", ...args] = JSON.parse(check);
  await run(ping, ["-p", String(redis.port), ...args]);

  const postgres = services.use(await PostgresServer.start());
  const port = await freePort();
  const container = {
    ...values,
    DATABASE_URL: postgres.url,
    REDIS_URL: `redis://:${values.REDIS_PASSWORD}@127.0.0.1:${redis.port}`,
    PORT: String(port),
  };
  expect((await image.run(image.health, container)).code).toBe(1);
  const server = image.start(image.command, container, ["ignore", "pipe", "inherit"]);
  onTestFinished(() => void server.kill("SIGKILL"));
  const ended = once(server, "exit");
  const listening = once(server.stdout ?? server, "data");
  expect(await Promise.race([listening.then(() => "listening"), ended])).toBe("listening");
  expect((await image.run(image.health, container)).code).toBe(0);
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { Authorization: `Bearer ${values.METRICS_TOKEN}` },
  });
  expect(await metrics.text()).toContain("taskwire_");
  server.kill(image.stopSignal);
  expect(await ended).toEqual([0, null]);
});
