import type { Running } from "../processes.ts";
import { heading, line, progress } from "../report.ts";
import type { BareServer } from "../servers/bare.ts";
import { type PeerName, startLoad, startPeer } from "./peers.ts";

const sockets = 2000;
const boardId = "memory";

/** What a connection holds on to that does nothing. */
export async function memory(): Promise<void> {
  const load = startLoad();
  const heap = new Map<PeerName, number>();
  const resident = new Map<PeerName, number>();
  for (const name of ["bare ws", "socket.io", "taskwire"] as const) {
    progress(`memory: ${name}`);
    const { server, language, port } = await startPeer(name);
    const { memory: read } = server.ask as Running<BareServer>["ask"];
    if (name === "taskwire")
      await (server as Awaited<ReturnType<typeof startPeer<"taskwire">>>["server"]).ask.settle({
        people: sockets,
        role: "ADMIN",
        boardId,
      });
    // The first ones make what the process keeps for good; they stay, so that nothing of theirs is given back meanwhile.
    await load.ask.open({ name: "first", language, port, count: 100, boardId });
    const before = await read();
    await load.ask.open({ name, language, port, count: sockets, boardId });
    const after = await read();
    heap.set(name, (after.heap - before.heap) / sockets / 1024);
    resident.set(name, (after.resident - before.resident) / sockets / 1024);
    await load.ask.close(name);
    await load.ask.close("first");
    await server.stop();
  }
  heading(`Memory per idle connection, of ${sockets}`);
  for (const [unit, figures] of [
    ["KiB heap", heap],
    ["KiB resident", resident],
  ] as const) {
    const base = figures.get("bare ws") ?? 0;
    line("bare ws", base, unit);
    line("socket.io", figures.get("socket.io") ?? 0, unit, { of: "bare ws", base });
    // The goal is about all that a connection costs the machine, the system's side and the socket's native part included.
    const goal = unit === "KiB resident" ? { goal: { atMost: 1.35 } } : {};
    line("taskwire", figures.get("taskwire") ?? 0, unit, { of: "bare ws", base, ...goal });
  }
  await load.stop();
}
