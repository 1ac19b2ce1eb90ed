import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestOf, type Shape } from "./manifest.ts";

const templates = fileURLToPath(new URL("../templates", import.meta.url));
const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

/** The files of an app by their path: those of all apps, of its server and of its page. */
export function appFiles(name: string, shape: Shape): ReadonlyMap<string, string> {
  const folders = ["base", shape.server, shape.page];
  return new Map([
    ["package.json", manifestOf(name, shape, version)],
    ...folders.flatMap((folder) => filesIn(join(templates, folder), name)),
  ]);
}

function filesIn(folder: string, name: string): [string, string][] {
  if (!existsSync(folder)) throw new Error(`${folder} is missing. Install create-taskwire again.`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => {
      // npm leaves files named `.gitignore` out of a package.
      const target = path.slice(folder.length + 1).replace("_gitignore", ".gitignore");
      const text = readFileSync(path, "utf8").replaceAll("__NAME__", name);
      return [target.replaceAll(sep, "/"), text];
    });
}
