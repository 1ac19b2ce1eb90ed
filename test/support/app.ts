import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** Creates a temporary folder. It is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-app-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/**
 * Creates a temporary app directory with these files and the packages installed. It is removed when
 * the test ends.
 */
export function appWith(files: { readonly [name: string]: string }): string {
  const directory = temporaryFolder();
  symlinkSync(resolve("node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  for (const [name, code] of Object.entries(files)) writeFileSync(join(directory, name), code);
  return directory;
}
