import { answer } from "../processes.ts";
import { Crowd } from "./crowd.ts";
import { type Cycle, overHttp, overWebSocket, type Routes, runCycles } from "./cycles.ts";
import { bare, type Dialect, socketIo, taskwire } from "./dialect.ts";
import { RawHttp } from "./raw-http.ts";

export type Language = "bare" | "socket.io" | "taskwire";

interface Open {
  /** Name of the crowd in later calls. */
  readonly name: string;
  readonly language: Language;
  readonly port: number;
  readonly count: number;
  readonly boardId: string;
}

interface Cycles {
  readonly name: string;
  readonly boardId: string;
  readonly inFlight: number;
  readonly ms: number;
  /** Set: cycles run over HTTP on this port instead of the crowd's sockets. */
  readonly http?: { readonly port: number; readonly routes: Routes };
}

const crowds = new Map<string, Crowd>();

const dialectOf = (language: Language, boardId: string): Dialect =>
  language === "taskwire" ? taskwire(boardId) : language === "bare" ? bare : socketIo;

function crowdOf(name: string): Crowd {
  const crowd = crowds.get(name);
  if (!crowd) throw new Error(`There is no crowd ${name}`);
  return crowd;
}

const eventsOfCycle = 9;

const answers = {
  async open({ name, language, port, count, boardId }: Open) {
    const crowd = new Crowd(dialectOf(language, boardId));
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
  async cycles({ name, boardId, inFlight, ms, http }: Cycles) {
    const crowd = crowdOf(name);
    const connections = http ? Array.from({ length: inFlight }, () => new RawHttp(http.port)) : [];
    const cycle: Cycle = http
      ? overHttp(connections, http.routes, boardId)
      : overWebSocket(crowd, boardId);
    const before = crowd.deliveries;
    const result = await runCycles(cycle, inFlight, ms);
    // All watchers must have received every event.
    await crowd.delivered(before + result.cycles * eventsOfCycle * crowd.members.length);
    for (const connection of connections) connection.destroy();
    return result;
  },
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
      ? taskwire(boardId, after)
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
