import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/app.ts";

const paths = globSync("packages/*/package.json");

/** A copy of what a release reads. */
function copy() {
  const folder = temporaryFolder();
  for (const path of ["scripts/release.ts", ...paths]) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    cpSync(path, join(folder, path));
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const manifest = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const run = (cwd: string, command: string, ...args: readonly string[]) => {
    const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
    return { status, stderr };
  };
  return {
    folder,
    manifest,
    release: (...args: readonly string[]) =>
      run(folder, process.execPath, "scripts/release.ts", ...args),
    publish: (path: string) => run(join(folder, dirname(path)), "npm", "publish", "--dry-run"),
    version: (path: string, version: string) =>
      writeFileSync(join(folder, path), JSON.stringify({ ...manifest(path), version })),
  };
}

const noAddress = /packages have no `repository`.*npm run release -- --repository https:/;
const noVersion = /have no version yet: npx changeset version/;

test("a release without the address of the repository, or without a version, is refused with the command that helps", () => {
  const { release, manifest, version } = copy();
  const first = release();
  expect(first.status).toBe(1);
  expect(first.stderr).toMatch(noAddress);
  expect(first.stderr).toMatch(noVersion);

  expect(release("--repository", "https://git.example/team/taskwire").status).toBe(0);
  for (const path of paths)
    expect(manifest(path)).toEqual({
      ...JSON.parse(readFileSync(path, "utf8")),
      repository: {
        type: "git",
        url: "git+https://git.example/team/taskwire.git",
        directory: dirname(path),
      },
    });
  const second = release("--check");
  expect(second.status).toBe(1);
  expect(second.stderr).not.toMatch(noAddress);
  expect(second.stderr).toMatch(noVersion);

  for (const path of paths) version(path, "0.1.0");
  expect(release("--check")).toEqual({ status: 0, stderr: "" });
});

test("the address of an example is not accepted", () => {
  const { release, manifest } = copy();
  for (const address of ["https://github.com/you/taskwire", "taskwire", "git@git.example:a/b"])
    expect(release("--repository", address).status).toBe(1);
  expect(paths.filter((path) => "repository" in manifest(path))).toEqual([]);
});

test("npm publish of one package is refused too", () => {
  const { publish } = copy();
  const { status, stderr } = publish("packages/core/package.json");
  expect(status).not.toBe(0);
  expect(stderr).toMatch(noAddress);
});
