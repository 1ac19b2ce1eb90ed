import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Records } from "./run.ts";

/** The state of one person in the Python client. */
export interface Dump {
  readonly records: Records;
  readonly acknowledged: readonly string[];
  readonly connections: number;
}

/** The interpreter for which Debian installs packages. Another one may be first on PATH. */
const interpreter = process.env.PYTHON ?? "/usr/bin/python3";

const cure =
  "The test of the Python client needs Python 3.9 or newer with websockets: apt-get install python3-websockets, or set PYTHON to an interpreter that has it.";

/** The Python client in a process of its own. */
export class PythonClient implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: Interface;
  readonly #ended: Promise<never>;
  #errors = "";

  constructor(args: readonly string[]) {
    const driver = fileURLToPath(new URL("./driver.py", import.meta.url));
    this.#process = spawn(interpreter, [driver, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.on("error", (error) => {
      this.#errors += `${cure} ${error.message}`;
    });
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    this.#lines = createInterface(this.#process.stdout);
    this.#ended = once(this.#process, "close").then(() => {
      const isMissing = this.#errors.includes("No module named 'websockets'");
      throw new Error(`${isMissing ? cure : "The Python client has ended."}\n${this.#errors}`);
    });
    this.#ended.catch(() => {});
  }

  /** Sends a line, and resolves to the answer: each person's state. */
  async ask(line: "stop" | "look"): Promise<{ readonly [login: string]: Dump }> {
    const answer = once(this.#lines, "line");
    this.#process.stdin.write(`${line}\n`);
    const [text] = await Promise.race([answer, this.#ended]);
    const parsed = JSON.parse(String(text));
    if (parsed.refused) throw new Error(`A command was refused: ${parsed.refused}`);
    if (this.#errors) throw new Error(this.#errors);
    return parsed;
  }

  /** Resolves when each person's next command is acknowledged. */
  async works(): Promise<void> {
    const count = (dumps: { readonly [login: string]: Dump }) =>
      Object.values(dumps).map(({ acknowledged }) => acknowledged.length);
    const before = count(await this.ask("look"));
    const end = performance.now() + 60_000;
    for (;;) {
      const dumps = await this.ask("look");
      const now = count(dumps);
      if (now.every((times, i) => times > (before[i] ?? 0))) return;
      if (performance.now() > end) {
        const connections = Object.values(dumps).map((one) => one.connections);
        throw new Error(
          `Nothing was acknowledged for a minute: ${now}, connections ${connections}`,
        );
      }
      await sleep(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "close");
    this.#process.kill("SIGKILL");
    await ended;
  }
}
