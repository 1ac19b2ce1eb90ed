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
  /** What the load calls its clients. */
  readonly crowd: string;
  /** Over HTTP; else over the watchers' own sockets. */
  readonly routes?: Routes;
}

/** Durable approval cycles: submit, approve, finish three subtasks; ten people watch. */
export async function cycle(): Promise<void> {
  const load = startLoad();
  const limit = await startPeer("the limit");
  const handwritten = await startPeer("hand-written");
  const taskwire = await startPeer("taskwire");
  const withInboxes = await startPeer("taskwire", [], { inboxes: true });
  progress("cycles: everybody joins the board");
  for (const { server } of [taskwire, withInboxes])
    await server.ask.settle({ people: watchers, role: "ADMIN", boardId });

  const limitWay: Way = { name: "the limit, over ws", peer: limit, crowd: "limit" };
  const handwrittenWay: Way = {
    name: "hand-written, over HTTP",
    peer: handwritten,
    crowd: "hand-written",
    routes: handwrittenRoutes,
  };
  const socketWay: Way = { name: "taskwire, over ws", peer: taskwire, crowd: "taskwire" };
  const httpWay: Way = {
    name: "taskwire, over HTTP",
    peer: taskwire,
    crowd: "taskwire",
    routes: taskwireRoutes,
  };
  const inboxWay: Way = {
    name: "with everybody's inbox",
    peer: withInboxes,
    crowd: "with inboxes",
  };
  for (const { crowd, peer } of [limitWay, handwrittenWay, socketWay, inboxWay]) {
    await load.ask.open({
      name: crowd,
      language: peer.language,
      port: peer.port,
      count: watchers,
      boardId,
    });
  }
  const cpu = new Map<Way, number[]>();

  const perSecond = async (way: Way, inFlight: number): Promise<number> => {
    const { peer, crowd, routes } = way;
    let done = { cycles: 0, seconds: 0 };
    const used = await cpuOf(peer, async () => {
      const http = routes && { http: { port: peer.port, routes } };
      done = await load.ask.cycles({ name: crowd, boardId, inFlight, ms: roundMs, ...http });
    });
    cpu.get(way)?.push(used / done.cycles);
    return done.cycles / done.seconds;
  };

  // Compiled code is what a server runs on after its first minute: without this, the first rounds measure the compiler.
  progress("cycles: everybody warms up");
  for (const way of [limitWay, handwrittenWay, socketWay, httpWay, inboxWay])
    await perSecond(way, 64);

  for (const inFlight of [1, 16, 64]) {
    const ways = [
      limitWay,
      handwrittenWay,
      socketWay,
      inboxWay,
      ...(inFlight === 64 ? [httpWay] : []),
    ];
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
    line(inboxWay.name, of(inboxWay), "cycles/s", toLimit());
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
  await Promise.all(
    [load, ...[limit, handwritten, taskwire, withInboxes].map(({ server }) => server)].map((one) =>
      one.stop(),
    ),
  );
}
