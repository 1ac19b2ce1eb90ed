import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { builtInCollections } from "@taskwire/core/adapter";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../copy/ends.ts";
import { taskwire } from "./command.ts";
import { postgresDatabase, sqliteDatabase, withApp } from "./databases.ts";
import { fillRandomly, hostOn, invoices } from "./world.ts";

const run = promisify(execFile);
const guide = readFileSync("docs/databases.md", "utf8");
const shell = [...guide.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

test("every command of the guide works as described, in order", {
  timeout: 60_000,
}, async () => {
  const cwd = temporaryFolder();
  const postgres = await postgresDatabase();
  const app = sqliteDatabase(join(cwd, "app.db"));
  await withApp(hostOn(app.storage()), (host) => fillRandomly(host, { seed: 8, steps: 60 }));
  mkdirSync(join(cwd, "dist"));
  writeFileSync(
    join(cwd, "dist/collections.js"),
    `export const invoices = ${JSON.stringify(invoices)};`,
  );
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }');

  const others: string[] = [];
  const said = new Map<string, string>();
  const home = process.cwd();
  onTestFinished(() => process.chdir(home));
  process.chdir(cwd);
  for (const command of shell) {
    if (!command.startsWith("npx taskwire ")) {
      const [, folder] = command.match(/^mkdir -p (\S+)$/) ?? [];
      if (folder) mkdirSync(folder, { recursive: true });
      else others.push(command);
      continue;
    }
    const args = command
      .replaceAll("postgres://app@db.example/app", postgres.address)
      .split(" ")
      .slice(2);
    const { code, out, err } = await taskwire(...args);
    expect(code, `${command}: ${out} ${err}`).toBe(0);
    said.set(command, out);
  }
  expect(others).toEqual(["npm install --save-dev @taskwire/cli"]);
  const saidTo = (start: string) =>
    [...said].find(([command]) => command.startsWith(`npx taskwire ${start}`))?.[1];
  expect(saidTo("copy --from sqlite:app.db")).toMatch(
    /^Copied \d+ topics, .* keys\.\n\nNext:\n.*--against sqlite:app\.db$/m,
  );
  expect(saidTo("verify --at postgres:")).toMatch(
    /No problems found\. app\.db has the same contents\.$/m,
  );
  expect(saidTo("verify --at sqlite:backups")).toMatch(/No problems found\.$/m);
  expect(saidTo("copy --from sqlite:backups")).toMatch(/^Copied \d+ topics/);
  expect(saidTo("trim --at sqlite:app.db --keep 90d --dry-run")).toMatch(
    /^Would delete 0 events of 0 topics/,
  );
  expect(saidTo("migrate")).toMatch(`has all ${builtInCollections.length + 1} collections`);
});

test("run as a process it writes results to stdout, everything else to stderr, and returns its exit code", async () => {
  const main = resolve("packages/cli/src/main.ts");
  const command = (...args: string[]) =>
    run(process.execPath, ["--conditions=@taskwire/source", main, ...args], {
      cwd: temporaryFolder(),
    });
  const { stdout, stderr } = await command("migrate", "--at", "sqlite:app.db");
  expect(stdout).toMatch(`app.db has all ${builtInCollections.length} collections`);
  expect(stderr).toBe("");
  await expect(command("verify", "--at", "sqlite:none.db")).rejects.toMatchObject({
    code: 3,
    stdout: "",
    stderr: "There is no file none.db. Check the path.\n",
  });
});
