import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** An app's directory with these files, and the packages installed; it goes away with its test. */
export function appWith(files: { readonly [name: string]: string }): string {
  const directory = mkdtempSync(join(tmpdir(), "taskwire-app-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  symlinkSync(resolve("node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  for (const [name, code] of Object.entries(files)) writeFileSync(join(directory, name), code);
  return directory;
}
