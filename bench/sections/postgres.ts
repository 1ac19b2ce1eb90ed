import { PostgresServer } from "../../test/support/postgres-server.ts";
import { goals } from "../goals.ts";
import { start } from "../processes.ts";
import { heading, line, median, progress } from "../report.ts";
import type { PostgresWork, Way } from "../servers/postgres-work.ts";
import { inTurns } from "./peers.ts";

const rounds = 5;
const roundMs = 1_200;
const alone = 200;

/**
 * One durable command on PostgreSQL: written by hand in five round trips, and through the storage,
 * which batches concurrent commands.
 */
export async function postgres(): Promise<void> {
  progress("PostgreSQL starts");
  await using server = await PostgresServer.start();
  const work = start<PostgresWork>("./servers/postgres-work.ts");
  await work.ask.open({ url: server.url });
  const ways: readonly Way[] = ["five round trips", "taskwire"];
  for (const inFlight of [64, 256] as const) {
    for (const way of ways) await work.ask.load({ way, inFlight, ms: roundMs });
    const cpu = new Map<Way, number[]>(ways.map((way) => [way, []]));
    const figures = await inTurns(rounds, ways, async (way, round) => {
      progress(`PostgreSQL, ${inFlight} at once: ${way}, round ${round + 1} of ${rounds}`);
      const before = server.cpu();
      const done = await work.ask.load({ way, inFlight, ms: roundMs });
      cpu.get(way)?.push(done.cpu + (server.cpu() - before) / done.count);
      return done.perSecond;
    });
    const [byHand = Number.NaN, ours = Number.NaN] = ways.map((way) =>
      median(figures.get(way) ?? []),
    );
    const [cpuByHand = Number.NaN, cpuOfOurs = Number.NaN] = ways.map((way) =>
      median(cpu.get(way) ?? []),
    );
    heading(
      `Commands on PostgreSQL, ${inFlight} at once on 16 topics`,
      "A command reads a record, changes it, appends an event of 300 bytes and stores a key, durably. By hand it takes five round trips on one of 16 connections.",
    );
    line("five round trips, 16 connections", byHand, "commands/s");
    line("taskwire's storage", ours, "commands/s", {
      of: "five round trips",
      base: byHand,
      goal: goals.postgres[inFlight],
    });
    line("CPU of both sides, by hand", cpuByHand, "µs/command");
    line("CPU of both sides, taskwire", cpuOfOurs, "µs/command", {
      of: "five round trips",
      base: cpuByHand,
    });
  }
  const figures = await inTurns(
    rounds,
    ["bare insert", "two statements", "five round trips", "taskwire"] as const,
    (way, round) => {
      progress(`PostgreSQL, one at a time: ${way}, round ${round + 1} of ${rounds}`);
      return work.ask.alone({ way, count: alone });
    },
  );
  const of = (way: Way): number => median(figures.get(way) ?? []);
  heading(
    "The same, one at a time, median",
    "The time of one command while nothing else happens, over the time to insert one row.",
  );
  const base = of("bare insert");
  line("bare insert", base, "ms");
  line("by hand in two statements", of("two statements"), "ms", { of: "bare insert", base });
  line("by hand in five round trips", of("five round trips"), "ms", { of: "bare insert", base });
  line("taskwire: read, then commit", of("taskwire"), "ms", {
    of: "bare insert",
    base,
    goal: goals.postgresAlone,
  });
  await work.ask.close();
  await work.stop();
}
