import { start } from "../../bench/processes.ts";
import { attacks, type Target } from "./attacks.ts";
import type { OtherPerson } from "./other-person.ts";
import { boardId, type HostileServer, hostile } from "./shared.ts";

export interface HostileReport {
  /** Answers to the other person, and the others than 200. */
  readonly answers: number;
  readonly failures: number;
  /** The 95th percentile of the time that they took, in ms. */
  readonly p95Ms: number;
  /** The highest resident memory of the server, in MiB. */
  readonly peakMiB: number;
  readonly errors: readonly string[];
}

/** Lets three limited people do their worst for a time, while another one asks for `/me`. */
export async function attacked(ms: number, tasks: number): Promise<HostileReport> {
  const file = new URL("./server.ts", import.meta.url).href;
  const server = start<HostileServer>(file, ["--max-old-space-size=800"]);
  const other = start<OtherPerson>(new URL("./other-person.ts", import.meta.url).href);
  try {
    const { port, cursor } = await server.ask.listen(tasks);
    await server.ask.peak();
    let isOver = false;
    const target: Target = { port, boardId, cursor, isOver: () => isOver };
    const running = hostile.flatMap((userId) =>
      Object.values(attacks).map((attack) => attack(target, userId)),
    );
    const { times, failures } = await other.ask.ask({ port, ms });
    const peakMiB = (await server.ask.peak()) / 1024 / 1024;
    isOver = true;
    await Promise.all(running);
    times.sort((a, b) => a - b);
    const p95Ms = times[Math.floor(times.length * 0.95)] ?? 0;
    return { answers: times.length, failures, p95Ms, peakMiB, errors: await server.ask.errors() };
  } finally {
    await Promise.all([server.stop(), other.stop()]);
  }
}
