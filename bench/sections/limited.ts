import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { cpuOf, inTurns, startLoad, startPeer } from "./peers.ts";

const sockets = 1000;
const rounds = 5;
const events = 40;

/**
 * The CPU time of an event that concerns one of a thousand users who see only tasks they are
 * involved in.
 */
export async function limited(): Promise<void> {
  const load = startLoad();
  const taskwire = await startPeer("taskwire", [], { withoutInboxes: true });
  const boards = [
    { boardId: "all", role: "ADMIN", listeners: sockets },
    { boardId: "involved", role: "ADMIN_LIMITED", listeners: 1 },
  ] as const;
  for (const { boardId, role } of boards) {
    progress(`limited: a thousand ${role} join a board`);
    await taskwire.server.ask.createBoard({ people: sockets, role, boardId });
    await load.ask.open({
      name: boardId,
      language: "taskwire",
      port: taskwire.port,
      count: sockets,
      boardId,
    });
    await load.ask.fire({
      name: boardId,
      events,
      inFlight: 1,
      listeners: role === "ADMIN" ? sockets : 1,
    });
  }
  const figures = await inTurns(rounds, boards, async ({ boardId, listeners }, round) => {
    progress(`limited: ${boardId}, round ${round + 1} of ${rounds}`);
    return (
      (await cpuOf(taskwire, () =>
        load.ask.fire({ name: boardId, events, inFlight: 1, listeners }),
      )) / events
    );
  });
  heading(
    `One event on a board with ${sockets} people connected: CPU of the server per event, its command included`,
    "People who see all tasks get every event. People who see only their own tasks get the events of those; here each event concerns one of them. Nobody is notified.",
  );
  const base = median(figures.get(boards[0]) ?? []);
  line("all ADMIN", base, "µs");
  line("all ADMIN_LIMITED, one involved", median(figures.get(boards[1]) ?? []), "µs", {
    of: "all ADMIN",
    base,
    goal: goals.limited,
  });
  await Promise.all([load.stop(), taskwire.server.stop()]);
}
