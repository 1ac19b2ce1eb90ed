import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/** The name of the package in a folder: the folder's name, without the characters that npm refuses. */
export function packageName(directory: string): string {
  const name = basename(resolve(directory))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|-+$/g, "");
  return name.slice(0, 100) || "my-app";
}

/** Throws if a file of the person could be lost. */
export function checkIsFree(directory: string): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory())
    throw new UsageError(`${directory} is a file. Choose another name.`);
  const found = readdirSync(directory).filter((name) => name !== ".git");
  if (found.length > 0)
    throw new UsageError(`${directory} is not empty: it has ${found[0]}. Choose another folder.`);
}

export function writeFiles(directory: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: "wx" });
  }
}
