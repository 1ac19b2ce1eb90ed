import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { cpuOf, inTurns, type Peer, startLoad, startPeer } from "./peers.ts";

const sockets = 1000;
const boardId = "fanout";
const rounds = 5;

/** The CPU time of one event, for each of a thousand sockets. */
export async function fanout(): Promise<void> {
  const load = startLoad();
  const bare = await startPeer("bare ws");
  const socketIo = await startPeer("socket.io");
  const taskwire = await startPeer("taskwire", [], { withoutInboxes: true });
  const peers: Peer[] = [bare, socketIo, taskwire];
  progress("fan-out: a thousand people join the board");
  await taskwire.server.ask.createBoard({ people: sockets, role: "ADMIN", boardId });
  for (const { name, language, port } of peers)
    await load.ask.open({ name, language, port, count: sockets, boardId });

  for (const inFlight of [1, 8] as const) {
    const events = inFlight === 1 ? 40 : 80;
    for (const { name } of peers) await load.ask.fire({ name, events, inFlight });
    const figures = await inTurns(rounds, peers, async (peer, round) => {
      progress(`fan-out, ${inFlight} in flight: ${peer.name}, round ${round + 1} of ${rounds}`);
      return (
        (await cpuOf(peer, () => load.ask.fire({ name: peer.name, events, inFlight }))) /
        events /
        sockets
      );
    });
    const of = (peer: Peer): number => median(figures.get(peer) ?? []);
    heading(
      `Fan-out to ${sockets} sockets, ${inFlight} event${inFlight > 1 ? "s" : ""} in flight: CPU of the server per delivery`,
      "One event goes to all sockets. An event is in flight until the last socket has it. Nobody is notified here, because the other servers have no inboxes.",
    );
    const base = of(bare);
    line("bare ws", base, "µs");
    line("socket.io", of(socketIo), "µs", { of: "bare ws", base });
    line("taskwire", of(taskwire), "µs", {
      of: "bare ws",
      base,
      goal: goals.fanOut[inFlight],
    });
  }
  await Promise.all([load, ...peers.map(({ server }) => server)].map((one) => one.stop()));
}
