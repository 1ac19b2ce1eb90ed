// `npm run release` publishes the packages, if each of them is ready. `npm publish` in a package checks this too (`--check`).
// `npm run release -- --repository https://…` sets the address of the repository in all packages.
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string };
}

const root = join(import.meta.dirname, "..");
const packages = globSync("packages/*/package.json", { cwd: root }).sort();
const textOf = (path: string) => readFileSync(join(root, path), "utf8");
const manifests = packages.map((path) => ({
  path,
  manifest: JSON.parse(textOf(path)) as Manifest,
}));

/** The reasons for which nothing may be published. Nobody finds the source of a package without an address. */
function problems(): string[] {
  const found: string[] = [];
  const urls = new Set(manifests.map(({ manifest }) => manifest.repository?.url));
  const without = manifests.filter(
    ({ path, manifest }) => manifest.repository?.directory !== dirname(path),
  );
  if (without.length > 0 || urls.size > 1)
    found.push(
      `${without.length} of ${manifests.length} packages have no \`repository\`, or not the same one. Set the public address in all of them: npm run release -- --repository https://github.com/you/taskwire`,
    );
  if (manifests.some(({ manifest }) => manifest.version === "0.0.0"))
    found.push(
      "The packages have no version yet: npx changeset version && npm install --package-lock-only",
    );
  return found;
}

function setRepository(address: string): void {
  if (!/^https:\/\/[^/\s]+\/\S+[^/\s]$/.test(address) || address.includes("/you/"))
    return end(`${address} is not the https address of a repository.`);
  const url = `git+${address.replace(/\.git$/, "")}.git`;
  for (const { path, manifest } of manifests) {
    const { name, version, repository: _, ...rest } = { ...manifest };
    const repository = { type: "git", url, directory: dirname(path) };
    const changed = { name, version, repository, ...rest };
    writeFileSync(join(root, path), `${JSON.stringify(changed, null, 2)}\n`);
  }
  console.log(`${manifests.length} packages have the repository ${url}`);
}

function end(...reasons: readonly string[]): void {
  for (const reason of reasons) console.error(`taskwire: ${reason}`);
  process.exitCode = 1;
}

function run(command: string, ...args: string[]): boolean {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  return status === 0;
}

const { values } = parseArgs({
  options: { check: { type: "boolean" }, repository: { type: "string" } },
});
if (values.repository !== undefined) setRepository(values.repository);
else {
  const found = problems();
  if (found.length > 0) end("Nothing is published.", ...found);
  else if (!values.check && !(run("npm", "run", "build") && run("changeset", "publish")))
    end("Not all packages were published. See above.");
}
