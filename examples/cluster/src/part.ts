import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of the example, and what it said when it was ready. */
export interface Part<Word> {
  readonly word: Word;
  /** Resolves when it is gone, for whatever reason. */
  readonly gone: Promise<unknown>;
  readonly pid: number;
  /** Lets it finish what it is doing. */
  stop(): Promise<unknown>;
}

/** A part of the example ended before it was ready. The part itself has printed why. */
export class PartFailed extends Error {}

/** Starts one of the files beside this one; resolves when it has said that it is {@link ready}. */
export async function startPart<Word>(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Part<Word>> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...env },
    // Ctrl-C goes to all processes of a group at once; here they end in order.
    detached: true,
  });
  const gone = once(child, "exit");
  const word = await Promise.race([
    once(child, "message").then(([word]) => word as Word),
    gone.then(([code, signal]) => {
      throw new PartFailed(`${file} ended before it was ready (${code ?? signal}).`);
    }),
  ]);
  return {
    word,
    gone,
    pid: child.pid ?? 0,
    stop() {
      if (child.connected) child.disconnect();
      return gone;
    },
  };
}

/** In a process that was started so: says the word, and closes when it is told to, or when the one who started it is gone. */
export function ready(word: object, close: () => Promise<unknown>): void {
  process.once("disconnect", () => {
    close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.(word);
}
