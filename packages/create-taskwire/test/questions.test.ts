import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const main = join(import.meta.dirname, "..", "src", "main.ts");

/** Runs the command in a pseudo terminal, in an empty folder. `script` of util-linux makes the terminal. */
function inTerminal(args: string, language = "en_GB.UTF-8") {
  const cwd = mkdtempSync(join(tmpdir(), "create-taskwire-"));
  const command = [process.execPath, ...process.execArgv, main].map((one) => `"${one}"`).join(" ");
  const flags = ["--quiet", "--return", "--command", `${command} ${args}`, "/dev/null"];
  const child = spawn("script", flags, {
    cwd,
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, LC_ALL: language, NODE_OPTIONS: "" },
  });
  const ended = once(child, "close").then(([code]) => code as number);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(cwd, { recursive: true });
  });
  let printed = "";
  let read = 0;
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    for (const look of waiting) look();
  });
  return {
    cwd,
    ended,
    output: () => printed,
    /** Waits for a question after the last one, and types an answer. */
    async answer(question: string, typed: string): Promise<void> {
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          const at = printed.indexOf(question, read);
          if (at < 0) return;
          read = at + question.length;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended without “${question}”: ${printed}`)));
      });
      child.stdin.write(typed);
    },
  };
}

test("asks for the folder, the server and the page, asks again after a wrong answer, and makes this app", async () => {
  const terminal = inTerminal("--no-install");
  await terminal.answer("Name of the folder [my-app]", "sales\r");
  await terminal.answer("[1]", "koa\r");
  await terminal.answer("[1]", "2\r");
  await terminal.answer("[1]", "plain\r");
  expect(await terminal.ended).toBe(0);
  expect(terminal.output()).toContain("Made sales: plain Node, SQLite, no framework.");
  const { dependencies } = JSON.parse(
    readFileSync(join(terminal.cwd, "sales", "package.json"), "utf8"),
  );
  expect(Object.keys(dependencies)).not.toContain("express");
  expect(existsSync(join(terminal.cwd, "sales", "README.md"))).toBe(true);
});

test("Enter takes the defaults, in the language of the terminal", async () => {
  const terminal = inTerminal("--no-install", "th_TH.UTF-8");
  await terminal.answer("ชื่อโฟลเดอร์ [my-app]", "\r");
  await terminal.answer("[1]", "\r");
  await terminal.answer("[1]", "\r");
  expect(await terminal.ended).toBe(0);
  expect(terminal.output()).toContain("สร้างแล้ว my-app: Express พร้อม REST, SQLite, React");
});

test("asks only for what the command line leaves open", async () => {
  const terminal = inTerminal("app --server node --no-install");
  await terminal.answer("Which page?", "2\r");
  expect(await terminal.ended).toBe(0);
  expect(terminal.output()).not.toMatch(/Which server|Name of the folder/);
});

test.each([
  ["Ctrl+C", "\u0003"],
  ["Ctrl+D", "\u0004"],
])("%s at a question ends the command, and writes nothing", async (_, key) => {
  const terminal = inTerminal("--no-install");
  await terminal.answer("Name of the folder", "sales\r");
  await terminal.answer("[1]", key);
  expect(await terminal.ended).toBe(2);
  expect(terminal.output()).toContain("Nothing was written.");
  expect(terminal.output()).not.toContain("    at ");
  expect(existsSync(join(terminal.cwd, "sales"))).toBe(false);
});
