import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { blocksOf } from "./docs/blocks.ts";
import { appWith } from "./support/app.ts";

const run = promisify(execFile);

/** The guides with a whole program that say what it prints. */
const pages = globSync("docs/**/*.md").flatMap((path) => {
  const page = readFileSync(path, "utf8");
  const told = page.matchAll(/^(?:The program prints|โปรแกรมนี้พิมพ์).*\n\n```text\n(.*?)^```$/gms);
  return [...told].map(({ 1: output, index }) => {
    const line = page.slice(0, index).split("\n").length;
    const program = blocksOf(path).findLast(({ lastLine }) => lastLine < line)?.code ?? "";
    return { path, program, output };
  });
});

test.each(pages)(
  "$path: the program prints what the page says",
  async ({ program, output }) => {
    const directory = appWith({ "program.ts": program });
    const { stdout, stderr } = await run(
      process.execPath,
      ["--conditions=@taskwire/source", "program.ts"],
      { cwd: directory, timeout: 60_000 },
    );
    expect(stderr).toBe("");
    expect(stdout).toBe(output);
  },
  90_000,
);
