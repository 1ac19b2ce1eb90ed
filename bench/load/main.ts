import { answer } from "../processes.ts";
import { Crowd } from "./crowd.ts";
import { type Cycle, overHttp, overWebSocket, type Routes, runCycles } from "./cycles.ts";
import { bare, type Dialect, handwritten, socketIo, taskwire } from "./dialect.ts";
import { RawHttp } from "./raw-http.ts";

export type Language = "bare" | "hand-written" | "socket.io" | "taskwire";

interface Open {
  /** Name of the crowd in later calls. */
  readonly name: string;
  readonly language: Language;
  readonly port: number;
  readonly count: number;
  readonly boardId: string;
  /** The number of the first client's person. Default: 0. */
  readonly first?: number;
  /** Set: each client follows its own inbox too. */
  readonly followsInbox?: boolean;
}

interface Cycles {
  readonly name: string;
  readonly boardId: string;
  readonly inFlight: number;
  readonly ms: number;
  /** More crowds, each with its board: the cycles take turns on all boards. */
  readonly more?: readonly { readonly name: string; readonly boardId: string }[];
  /** Set: cycles run over HTTP on this port instead of the crowd's sockets. */
  readonly http?: { readonly port: number; readonly routes: Routes };
}

const crowds = new Map<string, Crowd>();

const dialectOf = ({ language, boardId, followsInbox = false }: Open): Dialect =>
  ({
    taskwire: () => taskwire(boardId, { followsInbox }),
    bare: () => bare,
    "hand-written": () => handwritten(boardId),
    "socket.io": () => socketIo(boardId),
  })[language]();

function crowdOf(name: string): Crowd {
  const crowd = crowds.get(name);
  if (!crowd) throw new Error(`There is no crowd ${name}`);
  return crowd;
}

const eventsOfCycle = 9;
/** If nothing about an inbox arrives for so long, everything has arrived. */
const quietMs = 100;

const answers = {
  async open(crowdToOpen: Open) {
    const { name, port, count, first } = crowdToOpen;
    const crowd = new Crowd(dialectOf(crowdToOpen), first);
    crowds.set(name, crowd);
    await crowd.open(port, count);
  },
  /** Connects more clients of a crowd through another server. */
  join: ({ name, port, count }: { name: string; port: number; count: number }) =>
    crowdOf(name).open(port, count),
  close(name: string) {
    crowdOf(name).destroy();
    crowds.delete(name);
  },
  /** Resolves to the time it took, in ms. */
  async fire({
    name,
    ...how
  }: {
    name: string;
    events: number;
    inFlight: number;
    listeners?: number;
  }) {
    const start = performance.now();
    await crowdOf(name).fire(how);
    return performance.now() - start;
  },
  /**
   * Runs cycles until everything that they caused has arrived. `told` is the number of frames about
   * somebody's own inbox.
   */
  async cycles({ name, boardId, more = [], inFlight, ms, http }: Cycles) {
    const watched = [{ name, boardId }, ...more].map((one) => ({
      ...one,
      crowd: crowdOf(one.name),
    }));
    const connections = http ? Array.from({ length: inFlight }, () => new RawHttp(http.port)) : [];
    const boards = watched.map(({ crowd, boardId }) => ({
      crowd,
      cycle: http ? overHttp(connections, http.routes, boardId) : overWebSocket(crowd, boardId),
      due: crowd.deliveries,
      told: crowd.told,
    }));
    const cycle: Cycle = async (index) => {
      const board = boards[index % boards.length] as (typeof boards)[number];
      await board.cycle(index);
      board.due += eventsOfCycle * board.crowd.members.length;
    };
    const result = await runCycles(cycle, inFlight, ms);
    // All watchers must have received every event.
    await Promise.all(boards.map(({ crowd, due }) => crowd.delivered(due)));
    const told = boards.map(async ({ crowd, told }) => {
      if (crowd.told > told) await crowd.quiet(quietMs);
      return crowd.told - told;
    });
    for (const connection of connections) connection.destroy();
    const sum = (await Promise.all(told)).reduce((all, one) => all + one, 0);
    return { ...result, told: sum };
  },
  /** How many frames about inboxes a crowd has got. */
  told: (name: string) => crowdOf(name).told,
  /** Resolves when nothing about an inbox arrives any more. */
  quiet: (name: string) => crowdOf(name).quiet(quietMs),
  /** The cursor of a crowd's first client. */
  cursor: (name: string) => crowdOf(name).members[0]?.person.cursor ?? "",
  /**
   * Connects many clients at once, each behind by `missed` events. Resolves to the time until the
   * last one has them all, in ms.
   */
  async returnAtOnce({
    port,
    count,
    boardId,
    missed,
    after,
  }: {
    port: number;
    count: number;
    boardId: string;
    missed: number;
    after?: string;
  }) {
    const isTaskwire = after !== undefined;
    const dialect = isTaskwire
      ? taskwire(boardId, { after })
      : { ...bare, greet: replay, read: readReplay(missed) };
    const crowd = new Crowd(dialect);
    const start = performance.now();
    await crowd.open(port, count, count);
    await crowd.delivered(count * missed);
    const ms = performance.now() - start;
    if (crowd.deliveries !== count * missed)
      throw new Error(`Got ${crowd.deliveries} events instead of ${count * missed}`);
    crowd.destroy();
    return ms;
  },
};

const replay: Dialect["greet"] = (socket, person) => {
  socket.send("replay");
  person.ready();
};

const readReplay =
  (missed: number): Dialect["read"] =>
  (payload, _socket, person) => {
    if (payload[0] === 0x5b) person.got(missed);
  };

export type Load = typeof answers;
answer(answers);
