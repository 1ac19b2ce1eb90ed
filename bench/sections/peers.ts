import type { Language, Load } from "../load/main.ts";
import { type Running, start } from "../processes.ts";
import type { BareServer } from "../servers/bare.ts";
import type { HandwrittenServer } from "../servers/handwritten.ts";
import type { LimitServer } from "../servers/limit.ts";
import type { RowsServer } from "../servers/rows.ts";
import type { SocketIoServer } from "../servers/socketio.ts";
import type { SocketIoPgServer } from "../servers/socketio-pg.ts";
import type { TaskwireServer, Setup as TaskwireSetup } from "../servers/taskwire.ts";

/** The servers of the bench, with the protocol of their clients. */
const servers = {
  "bare ws": { file: "./servers/bare.ts", language: "bare" },
  "socket.io": { file: "./servers/socketio.ts", language: "socket.io" },
  "the limit": { file: "./servers/limit.ts", language: "taskwire" },
  "hand-written": { file: "./servers/handwritten.ts", language: "hand-written" },
  "socket.io + pg": { file: "./servers/socketio-pg.ts", language: "socket.io" },
  "bare SQLite": { file: "./servers/rows.ts", language: "bare" },
  taskwire: { file: "./servers/taskwire.ts", language: "taskwire" },
} as const satisfies { [name: string]: { file: string; language: Language } };

interface Kinds {
  readonly "bare ws": BareServer;
  readonly "socket.io": SocketIoServer;
  readonly "the limit": LimitServer;
  readonly "hand-written": HandwrittenServer;
  readonly "socket.io + pg": SocketIoPgServer;
  readonly "bare SQLite": RowsServer;
  readonly taskwire: TaskwireServer;
}

/** Options of a server. */
export type Setup = TaskwireSetup & { readonly tells?: boolean };

export type PeerName = keyof Kinds;

export interface Peer<N extends PeerName = PeerName> {
  readonly name: N;
  readonly language: Language;
  readonly server: Running<Kinds[N]>;
  readonly port: number;
}

export const startLoad = (): Running<Load> => start<Load>("./load/main.ts");

export async function startPeer<N extends PeerName>(
  name: N,
  flags: readonly string[] = [],
  setup: Setup = {},
): Promise<Peer<N>> {
  const { file, language } = servers[name];
  const server = start<Kinds[N]>(file, flags);
  const port = await (server.ask as Running<TaskwireServer>["ask"]).listen(setup);
  return { name, language, server, port };
}

/** With `BENCH_QUICK=1` everything is measured once, to see that it runs. */
export const isQuick = process.env.BENCH_QUICK !== undefined;

/**
 * How long each server works before it is measured, in ms. A server runs compiled code only after some
 * thousand commands. With a shorter warm-up, the figures would show the compiler: the larger a
 * server's code, the longer it takes to be compiled.
 */
export const warmUpMs = isQuick ? 1_000 : 12_000;

/** CPU time that the peers' processes use while something runs, in µs. */
export async function cpuOf(
  peers: Peer | readonly Peer[],
  run: () => Promise<unknown>,
): Promise<number> {
  const cpu = async () => {
    const times = [peers]
      .flat()
      .map(({ server }) => (server.ask as Running<BareServer>["ask"]).cpu());
    return (await Promise.all(times)).reduce((sum, time) => sum + time, 0);
  };
  const before = await cpu();
  await run();
  return (await cpu()) - before;
}

/**
 * Measures each in turn, several times, so that a disturbance affects all alike. Returns the
 * figures of each.
 */
export async function inTurns<T>(
  rounds: number,
  ones: readonly T[],
  measure: (one: T, round: number) => Promise<number>,
): Promise<Map<T, number[]>> {
  const figures = new Map<T, number[]>(ones.map((one) => [one, []]));
  const turns = isQuick ? 1 : rounds;
  for (let round = 0; round < turns; round++) {
    for (const one of ones) figures.get(one)?.push(await measure(one, round));
  }
  return figures;
}
