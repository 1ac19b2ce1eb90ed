// Builds the example's app into examples/web/dist, only if something that it is made of has changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const app = join(root, "examples", "web");
const stamp = join(root, "node_modules", ".taskwire", "web.built");

const files = [
  "package-lock.json",
  "scripts/build-web.mjs",
  "examples/web/index.html",
  "examples/web/vite.config.ts",
  ...filesIn("examples/web/src"),
  ...filesIn("examples/web/public"),
  // The app contains the sources of these packages.
  ...["client", "react", "core"].flatMap((name) => filesIn(`packages/${name}/src`)),
];
const hash = createHash("sha256");
for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
const digest = hash.digest("hex");

const isFresh =
  existsSync(join(app, "dist", "index.html")) &&
  existsSync(stamp) &&
  readFileSync(stamp, "utf8") === digest;
if (!isFresh || process.argv.includes("--force")) build();

function build() {
  rmSync(stamp, { force: true });
  const started = Date.now();
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "error"], {
    cwd: app,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    console.error("taskwire: examples/web does not build; see above.");
    process.exit(1);
  }
  mkdirSync(join(root, "node_modules", ".taskwire"), { recursive: true });
  writeFileSync(stamp, digest);
  console.error(`taskwire: built examples/web in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}
