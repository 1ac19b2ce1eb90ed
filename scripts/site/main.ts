// Writes the site to site/dist, or prints the mistakes that have to be corrected first.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeSite } from "./site.ts";

const folder = "site/dist";
const { files, problems } = await makeSite();
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) {
  console.error(`${problems.length} problems. Nothing was written.`);
  process.exit(1);
}
rmSync(folder, { recursive: true, force: true });
for (const [path, content] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
console.log(`${folder}: ${files.size} files`);
