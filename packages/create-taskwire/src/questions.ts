import { createInterface } from "node:readline/promises";
import { type Arguments, type Choice, choices } from "./arguments.ts";
import { UsageError } from "./usage-error.ts";
import type { Words } from "./words.ts";

/**
 * Asks in the terminal for the choices that the command line has left open.
 *
 * @throws {UsageError} if the person ends the questions, with Ctrl+C or Ctrl+D.
 */
export async function ask(given: Arguments, words: Words): Promise<Arguments> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<never>((_, reject) => {
    terminal.once("close", () => reject(new UsageError("Nothing was written.")));
  });
  // When all questions are answered, nobody waits for it.
  ended.catch(() => {});
  // Some versions of Node reject the question of a terminal that has ended, others leave it open.
  const question = (text: string): Promise<string> =>
    Promise.race([terminal.question(text).catch(() => ended), ended]);
  const choose = async <Name extends "server" | "page">(name: Name): Promise<Choice<Name>> => {
    const values: readonly Choice<Name>[] = choices[name];
    const lines = values.map((value, i) => `  ${i + 1}  ${words[value]}`).join("\n");
    const answer = await question(`${words[name]}\n${lines}\n[1] `);
    const found = values[Number(answer.trim() || 1) - 1] ?? values.find((one) => one === answer);
    return found ?? choose(name);
  };
  try {
    const directory =
      given.directory ?? ((await question(`${words.where} [my-app] `)).trim() || "my-app");
    const server = given.server ?? (await choose("server"));
    const page = given.page ?? (await choose("page"));
    const asksToStart = given.install && !given.start;
    const start = asksToStart && /^\s*(y|ใช่)/i.test(await question(`${words.startNow} `));
    return { ...given, directory, server, page, start: given.start || start };
  } finally {
    terminal.close();
  }
}
