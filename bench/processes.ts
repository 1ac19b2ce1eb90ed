import { type ChildProcess, fork } from "node:child_process";
import { tmpdir } from "node:os";

/** The functions that a process offers to the one that started it. */
export type Answers = { readonly [name: string]: (input: never) => unknown };

/** The other process's functions, each returning a promise. */
export type Remote<A extends Answers> = {
  readonly [N in keyof A]: (...input: Parameters<A[N]>) => Promise<Awaited<ReturnType<A[N]>>>;
};

export interface Running<A extends Answers> {
  readonly ask: Remote<A>;
  stop(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Called in a child process: answers the calls of the process that {@link start}ed it. */
export function answer(answers: Answers): void {
  process.on("message", async ({ id, name, input }: Question) => {
    try {
      const value = await answers[name]?.(input as never);
      process.send?.({ id, value } satisfies Answer);
    } catch (error) {
      process.send?.({
        id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies Answer);
    }
  });
  process.on("disconnect", () => process.exit());
}

/**
 * Starts a child process, so that its CPU and memory can be measured. `BENCH_PROFILE=taskwire`
 * writes its CPU profile.
 */
export function start<A extends Answers>(file: string, flags: readonly string[] = []): Running<A> {
  const isProfiled =
    process.env.BENCH_PROFILE !== undefined && file.includes(process.env.BENCH_PROFILE);
  const child: ChildProcess = fork(new URL(file, import.meta.url), {
    execArgv: [
      ...process.execArgv,
      ...flags,
      "--expose-gc",
      "--disable-warning=ExperimentalWarning",
      ...(isProfiled ? ["--cpu-prof", `--cpu-prof-dir=${tmpdir()}/taskwire-profiles`] : []),
    ],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let isStopping = false;
  child.on("message", ({ id, value, error }: Answer) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(value);
    else one?.reject(new Error(`${file}: ${error}`));
  });
  const exited = new Promise<void>((resolve) => {
    child.on("exit", (code, signal) => {
      if (!isStopping)
        for (const { reject } of waiting.values())
          reject(new Error(`${file} ended (${code ?? signal})`));
      resolve();
    });
  });
  const ask = new Proxy({} as Remote<A>, {
    get: (_target, name: string) => (input: unknown) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        child.send({ id, name, input } satisfies Question);
      }),
  });
  return {
    ask,
    stop() {
      isStopping = true;
      child.disconnect();
      return exited;
    },
  };
}
