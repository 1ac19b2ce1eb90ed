// Deletes the type files in dist/ that no entry point needs, so that the download stays small. Runs in
// the folder of a package, after tsc.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const all = readdirSync("dist", { recursive: true })
  .filter((path) => path.endsWith(".d.ts"))
  .map((path) => join("dist", path));
const needed = new Set();

const entries = Object.values(exports).flatMap(({ types }) => types ?? []);
for (const entry of entries) need(normalize(entry));
for (const path of all) if (!needed.has(path)) rmSync(path);

function need(path) {
  if (needed.has(path) || !all.includes(path)) return;
  needed.add(path);
  const text = readFileSync(path, "utf8");
  for (const [, specifier] of text.matchAll(/(?:from |import |import\()"(\.[^"]+)"/g)) {
    need(join(dirname(path), specifier.replace(/\.[jt]s$/, ".d.ts")));
  }
}
