import type { Goal } from "../report.ts";
import { heading, line, median, progress } from "../report.ts";
import { inTurns, type Peer, startLoad, startPeer } from "./peers.ts";

const watchers = 10;
const boardId = "cycle";
const rounds = 3;
const roundMs = 1_000;

const handwrittenRoutes = {
  create: "/tasks",
  approve: "/tasks/:taskId/approve",
  complete: "/subtasks/:subtaskId/complete",
};

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

  const perSecond = async ({ name, port }: Peer, inFlight: number, ms: number): Promise<number> => {
    const http = name === "hand-written" && { http: { port, routes: handwrittenRoutes } };
    const { cycles, seconds } = await load.ask.cycles({ name, boardId, inFlight, ms, ...http });
    return cycles / seconds;
  };
  const goals: { readonly [inFlight: number]: Goal } = { 1: { atLeast: 0.85 }, 64: { atLeast: 0.6 } };
  for (const peer of peers) await perSecond(peer, 16, roundMs);

  for (const inFlight of [1, 16, 64]) {
    const figures = await inTurns(rounds, peers, (peer, round) => {
      progress(`cycles, ${inFlight} at once: ${peer.name}, round ${round + 1} of ${rounds}`);
      return perSecond(peer, inFlight, roundMs);
    });
    const of = (peer: Peer): number => median(figures.get(peer) ?? []);
    const goal = goals[inFlight];
    heading(`Durable approval cycles, ${inFlight} at once, ${watchers} sockets watching`);
    line("the limit, over ws", of(limit), "cycles/s");
    line("hand-written, over HTTP", of(handwritten), "cycles/s", { of: "the limit", base: of(limit) });
    line("taskwire, over ws", of(taskwire), "cycles/s", { of: "the limit", base: of(limit), ...(goal && { goal }) });
    line("", of(taskwire), "cycles/s", {
      of: "hand-written",
      base: of(handwritten),
      ...(inFlight === 64 && { goal: { atLeast: 9 } }),
    });
  }
  await Promise.all([load, ...peers.map(({ server }) => server)].map((one) => one.stop()));
}
