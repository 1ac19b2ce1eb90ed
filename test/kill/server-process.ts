import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Limits } from "@taskwire/core/protocol";

const program = fileURLToPath(new URL("./server.ts", import.meta.url));

/** The server process, replaced after each kill. */
export class ServerProcess implements AsyncDisposable {
  readonly #path: string;
  readonly #limits: Partial<Limits>;
  #process: ChildProcess | undefined;
  #port = 0;

  constructor(path: string, limits: Partial<Limits> = {}) {
    this.#path = path;
    this.#limits = limits;
  }

  /** The port of the current or last process. */
  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/taskwire`;
  }

  async start(): Promise<void> {
    const args = [
      "--conditions=@taskwire/source",
      program,
      this.#path,
      JSON.stringify(this.#limits),
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#process = child;
    const died = once(child, "exit").then(([code, signal]) => {
      throw new Error(`The server ended before it listened: ${code ?? signal}`);
    });
    const [line] = await Promise.race([once(child.stdout, "data"), died]);
    died.catch(() => {});
    this.#port = Number(line);
  }

  /** Sends SIGKILL and waits for the process to end. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    this.#process = undefined;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
