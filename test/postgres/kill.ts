import { randomUUID } from "node:crypto";
import type { Commit } from "@taskwire/core/adapter";
import pg from "pg";
import type { PostgresServer } from "../support/postgres-server.ts";
import { logOf, markOf, openAt } from "./counting.ts";

const workers = 24;

export interface KillReport {
  readonly problems: string[];
  readonly acknowledged: number;
  /** Commits that ended with unknown outcome and were repeated. */
  readonly unknown: number;
  /**
   * The longest time from a kill (or from the server's restart) to the next acknowledgement, in ms.
   */
  readonly slowest: number;
}

/**
 * Kills something that the storage needs, `cycles` times under load. Returns everything that was
 * lost or doubled.
 */
async function killUnderLoad(
  url: string,
  schema: string,
  cycles: number,
  kill: () => Promise<void>,
): Promise<KillReport> {
  const storage = await openAt(url, { schema, timeout: 5_000 });
  const acknowledged = new Map<string, number>();
  const problems: string[] = [];
  let unknown = 0;
  let isWorking = true;
  let wake: () => void = () => {};

  /** Repeats the same command with the same key until it gets an answer, as clients do. */
  async function commitUntilAnswered(command: Commit): Promise<number> {
    for (;;) {
      try {
        const outcome = await storage.commit(command);
        if (outcome.status === "conflict") throw new Error("a conflict");
        return outcome.numbers[0] ?? 0;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code !== "unknown_outcome" && code !== "unavailable") throw error;
        if (code === "unknown_outcome") unknown++;
        await new Promise((wake) => setTimeout(wake, 10));
      }
    }
  }
  const work = Array.from({ length: workers }, async (_, worker) => {
    for (let count = 0; isWorking; count++) {
      const text = `${worker}-${count}`;
      acknowledged.set(text, await commitUntilAnswered(markOf(text)));
      wake();
    }
  });
  const until = async (count: number) => {
    while (acknowledged.size < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  let slowest = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    await until(acknowledged.size + 20 + Math.floor(Math.random() * 60));
    await kill();
    const killed = performance.now();
    await until(acknowledged.size + 1);
    slowest = Math.max(slowest, performance.now() - killed);
  }
  isWorking = false;
  await Promise.all(work);
  const log = await logOf(storage);
  const numbers = new Map<string, number>();
  for (const { subject, number } of log) {
    if (numbers.has(subject)) problems.push(`${subject} was done twice`);
    numbers.set(subject, number);
  }
  for (const [text, number] of acknowledged) {
    if (numbers.get(text) !== number)
      problems.push(`${text} was acknowledged as ${number}, and is ${numbers.get(text)}`);
  }
  await storage.close();
  return { problems: problems.slice(0, 20), acknowledged: acknowledged.size, unknown, slowest };
}

/** Terminates all of the storage's backends at once, `cycles` times. */
export async function killBackends(url: string, cycles: number): Promise<KillReport> {
  const schema = `kill_${randomUUID().replaceAll("-", "")}`;
  const killer = new pg.Client({ connectionString: url });
  await killer.connect();
  try {
    return await killUnderLoad(`${url}?application_name=${schema}`, schema, cycles, async () => {
      await killer.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
        [schema],
      );
    });
  } finally {
    await killer.end();
  }
}

/** Kills the postmaster with SIGKILL and restarts it on the same data, `cycles` times. */
export function killPostmaster(server: PostgresServer, cycles: number): Promise<KillReport> {
  return killUnderLoad(server.url, `kill_${randomUUID().replaceAll("-", "")}`, cycles, async () => {
    await server.kill();
    await server.restart();
  });
}
