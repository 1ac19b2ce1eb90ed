import { setTimeout as sleep } from "node:timers/promises";
import { type Listener, openListeners } from "./listener.ts";
import { type Server, startServer, until } from "./start.ts";

const people = Array.from({ length: 20 }, (_, i) => `p${i}`);
const sales = "board:sales";
const bulk = "board:bulk";
/** The longest description allowed, so that socket buffers fill. */
const descriptionSize = 8_000;
const fillEveryMs = 100;

export interface StallOptions {
  readonly clients: number;
  readonly stalled: number;
  /** Rounds with stalled readers and as many without, in turn. */
  readonly rounds: number;
  /** Number of events in a round, and the time between two of them in ms. */
  readonly events: number;
  readonly everyMs: number;
}

/** The result of one round. */
export interface Round {
  readonly isStalled: boolean;
  /** Delay of the events for the clients that read, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Growth of the server's memory for each stalled reader, in bytes. */
  readonly residentEach: number;
  readonly heapEach: number;
  /** Number of closed clients by close code. */
  readonly closes: { readonly [code: number]: number };
  /** Close codes read by the stalled clients that read again once they were closed. */
  readonly codesRead: readonly number[];
  readonly problems: readonly string[];
}

/**
 * Many clients follow a board. Some of them also follow a second board with large events, and stop
 * reading.
 */
export async function stall(
  options: StallOptions,
  progress: (round: Round) => void = () => {},
): Promise<readonly Round[]> {
  const { clients, stalled, rounds } = options;
  await using server = await startServer({ perAddress: clients });
  await server.ask.createBoards({ people, boards: ["sales", "bulk"] });
  const userId = (i: number) => people[i % people.length] as string;
  const others = await openListeners(
    Array.from({ length: clients - stalled }, (_, i) => ({
      port: server.port,
      userId: userId(i),
      topics: [sales],
    })),
  );
  // A first round, so that later ones measure no cold start.
  await playRound(server, others, false, { ...options, events: 10 });
  const all: Round[] = [];
  for (let i = 0; i < rounds * 2; i++) {
    const round = await playRound(server, others, i % 2 === 0, options);
    all.push(round);
    progress(round);
  }
  for (const one of others) one.destroy();
  return all;
}

async function playRound(
  { ask, port }: { ask: Server; port: number },
  others: readonly Listener[],
  isStalled: boolean,
  { stalled: count, events, everyMs }: StallOptions,
): Promise<Round> {
  const some = await openListeners(
    Array.from({ length: count }, (_, i) => ({
      port,
      userId: people[i % people.length] as string,
      topics: [sales, bulk],
    })),
  );
  const everybody = [...others, ...some];
  const head = others[0]?.positions.get(sales)?.number ?? 0;
  for (const { delays } of others) delays.length = 0;
  const { closes: closesBefore } = await ask.state();
  const base = await ask.memory();
  await ask.peak();
  if (isStalled) for (const one of some) one.pause();
  const writer = others[0] as Listener;
  let isFilling = true;
  const filling = (async () => {
    while (isFilling) {
      await ask.createTasks({ boardId: "bulk", userId: "p0", tasks: 5, size: descriptionSize });
      await sleep(fillEveryMs);
    }
  })();
  const own = closesOf(closesBefore);
  const closing = isStalled
    ? until(
        ask,
        ({ closes, sessions }) => own(closes) >= count || sessions <= others.length,
        120_000,
      )
    : Promise.resolve(undefined);
  for (let i = 0; i < events; i++) {
    void writer.call("tasks.create", {
      boardId: "sales",
      title: `at ${performance.now().toFixed(3)}`,
    });
    await sleep(everyMs);
  }
  await closing;
  // Half of the stalled clients read again; the others are cut off.
  const readers = isStalled ? some.filter((_, i) => i % 2 === 0) : [];
  for (const one of readers) one.resume();
  const codesRead = await Promise.all(readers.map(({ ended }) => ended));
  isFilling = false;
  await filling;
  const steady = isStalled ? others : everybody;
  await Promise.all(steady.map((one) => one.reaches(sales, head + events)));
  const peak = await ask.peak();
  if (!isStalled) for (const one of some) one.destroy();
  const { closes, errors } = await until(ask, ({ sessions }) => sessions === others.length);
  for (const one of some) one.destroy();
  const delays = others.flatMap((one) => one.delays).sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor(delays.length * share)] ?? Number.NaN;
  return {
    isStalled,
    p50: at(0.5),
    p99: at(0.99),
    residentEach: (peak.resident - base.resident) / count,
    heapEach: (peak.heap - base.heap) / count,
    closes: Object.fromEntries(
      Object.entries(closes).flatMap(([code, times]) => {
        const fresh = times - (closesBefore[Number(code)] ?? 0);
        return fresh > 0 ? [[code, fresh]] : [];
      }),
    ),
    codesRead,
    problems: [...everybody.flatMap(({ problems }) => problems), ...errors].slice(0, 10),
  };
}

const sum = (closes: { readonly [code: number]: number }): number =>
  Object.values(closes).reduce((all, times) => all + times, 0);
const closesOf = (before: { readonly [code: number]: number }) => {
  const start = sum(before);
  return (closes: { readonly [code: number]: number }): number => sum(closes) - start;
};
