import { setTimeout as sleep } from "node:timers/promises";
import { gather, type Listener } from "./listener.ts";
import { type Server, startServer, until } from "./start.ts";

const people = Array.from({ length: 20 }, (_, i) => `p${i}`);
const sales = "board:sales";
const bulk = "board:bulk";
/** As long as a description may be, so that sockets fill. */
const descriptionSize = 8_000;
const fillEveryMs = 100;

export interface Stalling {
  readonly clients: number;
  readonly stalled: number;
  /** Rounds with and without stalled readers, in turns. */
  readonly rounds: number;
  /** Events of a round that everybody gets, and between two of them, in ms. */
  readonly events: number;
  readonly everyMs: number;
}

/** One round. */
export interface Round {
  readonly isStalled: boolean;
  /** How late the events were at those who read, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** How much more memory the server had than before, for each stalled reader, in bytes. */
  readonly residentEach: number;
  readonly heapEach: number;
  /** Those who were paused: by the code that the server closed them with. */
  readonly closes: { readonly [code: number]: number };
  /** Of those who began to read again once they were closed, the codes that they read. */
  readonly codesRead: readonly number[];
  readonly problems: readonly string[];
}

/** A board that many follow, while some of them, who follow a second board with much in it, read nothing any more. */
export async function stall(
  options: Stalling,
  progress: (round: Round) => void = () => {},
): Promise<readonly Round[]> {
  const { clients, stalled, rounds } = options;
  await using server = await startServer({ perAddress: clients });
  await server.ask.settle({ people, boards: ["sales", "bulk"] });
  const userId = (i: number) => people[i % people.length] as string;
  const others = await gather(
    Array.from({ length: clients - stalled }, (_, i) => ({
      port: server.port,
      userId: userId(i),
      topics: [sales],
    })),
  );
  // What is used for the first time is not what is measured.
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
  { stalled: count, events, everyMs }: Stalling,
): Promise<Round> {
  const some = await gather(
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
      await ask.submit({ boardId: "bulk", userId: "p0", tasks: 5, size: descriptionSize });
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
  // Every second one of the stalled reads on now; the rest is cut off.
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
