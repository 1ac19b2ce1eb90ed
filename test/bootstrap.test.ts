import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../examples/server/test/support/child.ts";
import { temporaryFolder } from "./support/app.ts";

/** A clone in which nothing is installed, with an npm that waits for a file before it installs. */
function clone() {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  write(
    "package-lock.json",
    JSON.stringify({ packages: { "node_modules/one": { version: "1" } } }),
  );
  const npm = `#!/bin/sh
echo "$@" >> called
until [ -e go ]; do sleep 0.1; done
mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json
`;
  write("bin/npm", npm);
  chmodSync(join(folder, "bin/npm"), 0o755);
  mkdirSync(join(folder, "scripts"));
  cpSync("scripts/bootstrap.mjs", join(folder, "scripts/bootstrap.mjs"));
  for (const name of ["build", "build-web"])
    write(
      `scripts/${name}.mjs`,
      `import { appendFileSync } from "node:fs"; appendFileSync("called", "${name}\\n");`,
    );
  const bin = [join(folder, "bin"), dirname(process.execPath), process.env.PATH];
  const env = { ...process.env, NODE_OPTIONS: "", PATH: bin.join(":") };
  const prepare = (...options: string[]) =>
    runCommand(process.execPath, [...options, "scripts/bootstrap.mjs", "start"], {
      cwd: folder,
      env,
    });
  return { prepare, write, called: () => read("called").trim().split("\n"), folder };
}

test("of two commands that begin at once in a fresh clone, one installs and the other one waits for it", async () => {
  const { prepare, write, called, folder } = clone();
  const first = prepare();
  await first.printed(/installing dependencies/);
  const second = prepare();
  await second.printed(/another command prepares this clone/);
  write("go", "");
  expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
  const builds = ["build", "build-web"];
  expect(called()).toEqual([expect.stringMatching(/^ci /), ...builds, ...builds]);
  expect(existsSync(join(folder, ".cache/preparing"))).toBe(false);
});

/** No process has this number: it is above the largest one that Linux gives. */
const dead = String(2 ** 22 + 1);

test("the lock of a process that was killed stops nobody", async () => {
  const { prepare, write } = clone();
  write("go", "");
  const killed = prepare();
  await killed.ended;
  write(".cache/preparing", dead);
  expect(await prepare().ended).toBe(0);
});

test("of two commands that find the lock of a process that was killed, one installs", async () => {
  const { prepare, write, called } = clone();
  write(".cache/preparing", dead);
  // The first command has read the number, and goes on after the second one has the lock.
  const late = `
import { existsSync } from "node:fs";
const { kill } = process;
process.kill = (...args) => {
  process.kill = kill;
  console.error("has read it");
  while (!existsSync("on"));
  return kill.apply(process, args);
};
`;
  write("late.mjs", late);
  const first = prepare("--import=./late.mjs");
  await first.printed(/has read it/);
  const second = prepare();
  await second.printed(/installing dependencies/);
  write("on", "");
  await first.printed(/another command prepares this clone|installing dependencies/);
  write("go", "");
  expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
  expect(called().filter((line) => line.startsWith("ci "))).toHaveLength(1);
});

test.each([
  ["without a number", "", 10],
  ["whose number belongs to another process by now", String(process.pid), 11 * 60],
])("an old lock %s stops nobody", async (_, text, seconds) => {
  const { prepare, write, folder } = clone();
  write("go", "");
  write(".cache/preparing", text);
  const then = Date.now() / 1_000 - seconds;
  utimesSync(join(folder, ".cache/preparing"), then, then);
  expect(await prepare().ended).toBe(0);
});
