// Builds packages into their dist/, dependencies first, and only if something has changed. Usage:
// node scripts/build.mjs [--force] [package …]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamps = join(root, "node_modules", ".taskwire");
// The steps of a package's `npm run build`, without npm's own half second.
const steps = [
  [join("node_modules", "tsup", "dist", "cli-default.js"), "--silent"],
  // `npm run typecheck` checks the types.
  [join("node_modules", "@typescript", "native", "bin", "tsc"), "--noCheck"],
  [join("scripts", "prune-types.mjs")],
];
// Files that every build depends on.
const shared = [
  "package-lock.json",
  "tsconfig.base.json",
  "tsconfig.package.json",
  "tsup.base.ts",
  "scripts/build.mjs",
  "scripts/prune-types.mjs",
];

const args = process.argv.slice(2);
const force = args.includes("--force");
const asked = args.filter((arg) => !arg.startsWith("--"));
const names = readdirSync(join(root, "packages"));
const unknown = asked.find((name) => !names.includes(name));
if (unknown !== undefined) fail(`There is no packages/${unknown}; there are ${names.join(", ")}.`);

const digests = new Map();
mkdirSync(stamps, { recursive: true });
for (const name of asked.length > 0 ? asked : names) digest(name);
// A package's digest is computed after those of its dependencies, so this is the build order.
for (const name of digests.keys()) {
  if (asked.length === 0 || asked.includes(name)) build(name);
}

function build(name) {
  const stamp = join(stamps, `${name}.built`);
  const dist = join(root, "packages", name, "dist");
  const isFresh =
    existsSync(dist) && existsSync(stamp) && readFileSync(stamp, "utf8") === digests.get(name);
  if (isFresh && !force) return;
  rmSync(stamp, { force: true });
  const started = Date.now();
  for (const [script, ...options] of steps) {
    const { status } = spawnSync(process.execPath, [join(root, script), ...options], {
      cwd: join(root, "packages", name),
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) fail(`packages/${name} does not build; see above.`);
  }
  writeFileSync(stamp, digests.get(name));
  console.error(
    `taskwire: built packages/${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}

/** Changes whenever a build of the package could have a different result. */
function digest(name) {
  const known = digests.get(name);
  if (known !== undefined) return known;
  const dir = join("packages", name);
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(
    readFileSync(join(root, dir, "package.json"), "utf8"),
  );
  const neighbours = Object.keys({ ...dependencies, ...peerDependencies })
    .filter((dependency) => dependency.startsWith("@taskwire/"))
    .map((dependency) => dependency.slice("@taskwire/".length));
  const hash = createHash("sha256");
  for (const neighbour of neighbours) hash.update(digest(neighbour));
  const sources = readdirSync(join(root, dir, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const own = ["package.json", "tsconfig.json", "tsup.config.ts"].map((file) => join(dir, file));
  const settings = [...shared, ...own].map((file) => join(root, file));
  for (const file of [...settings, ...sources])
    hash.update(file.slice(root.length)).update(readFileSync(file));
  const result = hash.digest("hex");
  digests.set(name, result);
  return result;
}

function fail(text) {
  console.error(`taskwire: ${text}`);
  process.exit(1);
}
