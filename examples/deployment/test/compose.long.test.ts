import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/app.ts";
import { environment } from "./environment.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "..");

/** Returns the services that docker-compose finds in the files of a folder, or what it refuses. It needs no Docker for that. */
const servicesOf = (work: string) =>
  run("docker-compose", ["config", "--services"], { cwd: work }).then(
    ({ stdout }) => stdout.trim().split("\n").sort(),
    ({ stderr }: { stderr: string }) => stderr,
  );

test("docker-compose accepts the file with the README's .env, and refuses it with a wrong word or without a value", async () => {
  const work = temporaryFolder();
  cpSync(join(folder, "compose.yaml"), join(work, "compose.yaml"));
  expect(await servicesOf(work)).toMatch(/Missing mandatory value/);
  await environment(work);
  expect(await servicesOf(work)).toEqual(["app1", "app2", "nginx", "postgres", "redis"]);
  const compose = readFileSync(join(work, "compose.yaml"), "utf8");
  writeFileSync(
    join(work, "compose.yaml"),
    compose.replace("stop_grace_period", "stop_grace_time"),
  );
  expect(await servicesOf(work)).toMatch(/Unsupported config option.*stop_grace_time/);
});
