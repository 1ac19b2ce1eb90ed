import type { Routes } from "../load/cycles.ts";
import { heading, line, median, progress, type Relation } from "../report.ts";
import { cpuOf, inTurns, type Peer, startLoad, startPeer } from "./peers.ts";

const watchers = 10;
const boardId = "cycle";
const rounds = 3;
const roundMs = 900;

const handwrittenRoutes: Routes = {
  create: "/tasks",
  approve: "/tasks/:taskId/approve",
  complete: "/subtasks/:subtaskId/complete",
};
const taskwireRoutes: Routes = {
  create: "/api/boards/:boardId/tasks",
  approve: "/api/boards/:boardId/tasks/:taskId/approve",
  complete: "/api/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/complete",
};

/** One way to get cycles done: a server, and how it is asked. */
interface Way {
  readonly name: string;
  readonly peer: Peer;
  /** Over HTTP; else over the watchers' own sockets. */
  readonly routes?: Routes;
}

/** Durable approval cycles: submit, approve, finish three subtasks; ten people watch. */
export async function cycle(): Promise<void> {
  const load = startLoad();
  const limit = await startPeer("the limit");
  const handwritten = await startPeer("hand-written");
  const taskwire = await startPeer("taskwire");
  const peers: Peer[] = [limit, handwritten, taskwire];
  progress("cycles: everybody joins the board");
  await taskwire.server.ask.settle({ people: watchers, role: "ADMIN", boardId });
  for (const { name, language, port } of peers) await load.ask.open({ name, language, port, count: watchers, boardId });

  const limitWay: Way = { name: "the limit, over ws", peer: limit };
  const handwrittenWay: Way = { name: "hand-written, over HTTP", peer: handwritten, routes: handwrittenRoutes };
  const socketWay: Way = { name: "taskwire, over ws", peer: taskwire };
  const httpWay: Way = { name: "taskwire, over HTTP", peer: taskwire, routes: taskwireRoutes };
  const cpu = new Map<Way, number[]>();

  const perSecond = async (way: Way, inFlight: number): Promise<number> => {
    const { peer, routes } = way;
    let done = { cycles: 0, seconds: 0 };
    const used = await cpuOf(peer, async () => {
      const http = routes && { http: { port: peer.port, routes } };
      done = await load.ask.cycles({ name: peer.name, boardId, inFlight, ms: roundMs, ...http });
    });
    cpu.get(way)?.push(used / done.cycles);
    return done.cycles / done.seconds;
  };

  for (const inFlight of [1, 16, 64]) {
    const ways = [limitWay, handwrittenWay, socketWay, ...(inFlight === 64 ? [httpWay] : [])];
    for (const way of ways) await perSecond(way, inFlight);
    for (const way of ways) cpu.set(way, []);
    const figures = await inTurns(rounds, ways, (way, round) => {
      progress(`cycles, ${inFlight} at once: ${way.name}, round ${round + 1} of ${rounds}`);
      return perSecond(way, inFlight);
    });
    const of = (way: Way): number => median(figures.get(way) ?? []);
    const toLimit = (atLeast?: number): Relation => ({
      of: "the limit",
      base: of(limitWay),
      ...(atLeast && { goal: { atLeast } }),
    });
    heading(`Durable approval cycles, ${inFlight} at once, ${watchers} sockets watching`);
    line(limitWay.name, of(limitWay), "cycles/s");
    line(handwrittenWay.name, of(handwrittenWay), "cycles/s", toLimit());
    line(socketWay.name, of(socketWay), "cycles/s", toLimit({ 1: 0.85, 64: 0.6 }[inFlight]));
    if (inFlight === 64) line(httpWay.name, of(httpWay), "cycles/s", toLimit(0.4));
    const goal = inFlight === 64 && { goal: { atLeast: 9 } };
    line("taskwire over hand-written", of(socketWay), "cycles/s", {
      of: "hand-written",
      base: of(handwrittenWay),
      ...goal,
    });
    const base = median(cpu.get(limitWay) ?? []);
    for (const way of ways) {
      line(`CPU of ${way.name}`, median(cpu.get(way) ?? []), "µs/cycle", { of: "the limit", base });
    }
  }
  await Promise.all([load, ...peers.map(({ server }) => server)].map((one) => one.stop()));
}
