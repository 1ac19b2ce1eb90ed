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

/** One setup to run cycles: a server and its interface. */
interface Setup {
  readonly name: string;
  readonly peer: Peer;
  /** Name of the crowd in the load process. */
  readonly crowd: string;
  /** Set: over HTTP. Otherwise over the watchers' own sockets. */
  readonly routes?: Routes;
}

/** Durable approval cycles while ten clients watch: create, approve, complete three subtasks. */
export async function cycle(): Promise<void> {
  const load = startLoad();
  const limit = await startPeer("the limit");
  const handwritten = await startPeer("hand-written");
  const taskwire = await startPeer("taskwire");
  const withInboxes = await startPeer("taskwire", [], { inboxes: true });
  progress("cycles: everybody joins the board");
  for (const { server } of [taskwire, withInboxes])
    await server.ask.createBoard({ people: watchers, role: "ADMIN", boardId });

  const limitSetup: Setup = { name: "the limit, over ws", peer: limit, crowd: "limit" };
  const handwrittenSetup: Setup = {
    name: "hand-written, over HTTP",
    peer: handwritten,
    crowd: "hand-written",
    routes: handwrittenRoutes,
  };
  const socketSetup: Setup = { name: "taskwire, over ws", peer: taskwire, crowd: "taskwire" };
  const httpSetup: Setup = {
    name: "taskwire, over HTTP",
    peer: taskwire,
    crowd: "taskwire",
    routes: taskwireRoutes,
  };
  const inboxSetup: Setup = {
    name: "with everybody's inbox",
    peer: withInboxes,
    crowd: "with inboxes",
  };
  for (const { crowd, peer } of [limitSetup, handwrittenSetup, socketSetup, inboxSetup]) {
    await load.ask.open({
      name: crowd,
      language: peer.language,
      port: peer.port,
      count: watchers,
      boardId,
    });
  }
  const cpu = new Map<Setup, number[]>();

  const perSecond = async (setup: Setup, inFlight: number): Promise<number> => {
    const { peer, crowd, routes } = setup;
    let done = { cycles: 0, seconds: 0 };
    const used = await cpuOf(peer, async () => {
      const http = routes && { http: { port: peer.port, routes } };
      done = await load.ask.cycles({ name: crowd, boardId, inFlight, ms: roundMs, ...http });
    });
    cpu.get(setup)?.push(used / done.cycles);
    return done.cycles / done.seconds;
  };

  // Servers run compiled code after their first minute. Without a warm-up, the first rounds would
  // measure the compiler.
  progress("cycles: everybody warms up");
  for (const setup of [limitSetup, handwrittenSetup, socketSetup, httpSetup, inboxSetup])
    await perSecond(setup, 64);

  for (const inFlight of [1, 16, 64]) {
    const setups = [
      limitSetup,
      handwrittenSetup,
      socketSetup,
      inboxSetup,
      ...(inFlight === 64 ? [httpSetup] : []),
    ];
    for (const setup of setups) await perSecond(setup, inFlight);
    for (const setup of setups) cpu.set(setup, []);
    const figures = await inTurns(rounds, setups, (setup, round) => {
      progress(`cycles, ${inFlight} at once: ${setup.name}, round ${round + 1} of ${rounds}`);
      return perSecond(setup, inFlight);
    });
    const of = (setup: Setup): number => median(figures.get(setup) ?? []);
    const toLimit = (atLeast?: number): Relation => ({
      of: "the limit",
      base: of(limitSetup),
      ...(atLeast && { goal: { atLeast } }),
    });
    heading(`Durable approval cycles, ${inFlight} at once, ${watchers} sockets watching`);
    line(limitSetup.name, of(limitSetup), "cycles/s");
    line(handwrittenSetup.name, of(handwrittenSetup), "cycles/s", toLimit());
    line(socketSetup.name, of(socketSetup), "cycles/s", toLimit({ 1: 0.85, 64: 0.6 }[inFlight]));
    line(inboxSetup.name, of(inboxSetup), "cycles/s", toLimit());
    if (inFlight === 64) line(httpSetup.name, of(httpSetup), "cycles/s", toLimit(0.4));
    const goal = inFlight === 64 && { goal: { atLeast: 9 } };
    line("taskwire over hand-written", of(socketSetup), "cycles/s", {
      of: "hand-written",
      base: of(handwrittenSetup),
      ...goal,
    });
    const base = median(cpu.get(limitSetup) ?? []);
    for (const setup of setups) {
      line(`CPU of ${setup.name}`, median(cpu.get(setup) ?? []), "µs/cycle", {
        of: "the limit",
        base,
      });
    }
  }
  await Promise.all(
    [load, ...[limit, handwritten, taskwire, withInboxes].map(({ server }) => server)].map((one) =>
      one.stop(),
    ),
  );
}
