import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { inTurns, startLoad, startPeer } from "./peers.ts";

const clients = 1000;
const missed = 100;
const rounds = 5;
const boardId = "catchup";

/** A thousand clients return at once and need the events they missed. */
export async function catchup(): Promise<void> {
  const load = startLoad();
  const bare = await startPeer("bare ws");
  const taskwire = await startPeer("taskwire", [], { withoutInboxes: true });
  progress("catching up: a thousand people join the board");
  await taskwire.server.ask.createBoard({ people: clients, role: "ADMIN", boardId });
  await load.ask.open({
    name: "first",
    language: "taskwire",
    port: taskwire.port,
    count: 1,
    boardId,
  });
  const after = await load.ask.cursor("first");
  await load.ask.close("first");
  await taskwire.server.ask.createTasks({ boardId, tasks: missed });
  const peers = [bare, taskwire];
  const returnAtOnce = (peer: (typeof peers)[number]) =>
    load.ask.returnAtOnce({
      port: peer.port,
      count: clients,
      boardId,
      missed,
      ...(peer === taskwire && { after }),
    });
  for (const peer of peers) await returnAtOnce(peer);
  const figures = await inTurns(rounds, peers, (peer, round) => {
    progress(`catching up: ${peer.name}, round ${round + 1} of ${rounds}`);
    return returnAtOnce(peer);
  });
  heading(
    `${clients} clients return at once, each missing ${missed} events: until the last one has all, connecting included`,
    "taskwire reads the missed events from its log, and checks the rights of each client. The other server sends a prepared text from memory.",
  );
  const base = median(figures.get(bare) ?? []);
  line("bare ws, replay from memory", base, "ms");
  line("taskwire, from the log", median(figures.get(taskwire) ?? []), "ms", {
    of: "replay from memory",
    base,
    goal: goals.catchUp,
  });
  await Promise.all([load.stop(), ...peers.map(({ server }) => server.stop())]);
}
