import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A running process of the example. */
export interface Subprocess<Info> {
  /** The data that it passed to {@link reportReady}. */
  readonly info: Info;
  /** Resolves when the process has ended, for any reason. */
  readonly exited: Promise<unknown>;
  readonly pid: number;
  /** Asks it to finish its work and end. Resolves when it has ended. */
  stop(): Promise<unknown>;
}

/** A process ended before it was ready. It has printed the reason itself. */
export class SubprocessError extends Error {}

/** Starts a file of this folder as a process. Resolves when it calls {@link reportReady}. */
export async function startSubprocess<Info>(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Subprocess<Info>> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...env },
    // Ctrl-C signals a whole process group at once. In groups of their own, they end in order.
    detached: true,
  });
  const exited = once(child, "exit");
  const info = await Promise.race([
    once(child, "message").then(([info]) => info as Info),
    exited.then(([code, signal]) => {
      throw new SubprocessError(`${file} ended before it was ready (${code ?? signal}).`);
    }),
  ]);
  return {
    info,
    exited,
    pid: child.pid ?? 0,
    stop() {
      if (child.connected) child.disconnect();
      return exited;
    },
  };
}

/**
 * Called by a process that {@link startSubprocess} started: reports that it is ready. It closes
 * when the parent calls `stop()`, and also when the parent is gone.
 */
export function reportReady(info: object, close: () => Promise<unknown>): void {
  process.once("disconnect", () => {
    close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.(info);
}
