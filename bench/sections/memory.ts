import { setTimeout as sleep } from "node:timers/promises";
import { goals } from "../goals.ts";
import type { Running } from "../processes.ts";
import { heading, line, progress } from "../report.ts";
import type { BareServer } from "../servers/bare.ts";
import { isQuick, type PeerName, startLoad, startPeer } from "./peers.ts";

const sockets = 4000;
const settleMs = isQuick ? 0 : 14_000;
const boardId = "memory";

// The space for young objects grows by megabytes at any time, which would hide everything else.
const steady = ["--max-semi-space-size=1"];

/** The memory of a connection that does nothing. */
export async function memory(): Promise<void> {
  const load = startLoad();
  const heap = new Map<PeerName, number>();
  const resident = new Map<PeerName, number>();
  for (const name of ["bare ws", "socket.io", "taskwire"] as const) {
    progress(`memory: ${name}`);
    const { server, language, port } = await startPeer(name, steady);
    const { memory: read } = server.ask as Running<BareServer>["ask"];
    if (name === "taskwire")
      await (server as Awaited<ReturnType<typeof startPeer<"taskwire">>>["server"]).ask.createBoard(
        {
          people: sockets,
          role: "ADMIN",
          boardId,
        },
      );
    // The first connections create what a process keeps for good. They stay open, so that none of
    // their memory is freed meanwhile.
    await load.ask.open({ name: "first", language, port, count: 100, boardId });
    const before = await read();
    await load.ask.open({ name, language, port, count: sockets, boardId });
    // A server may forget what a person has just done.
    await sleep(settleMs);
    const after = await read();
    heap.set(name, (after.heap - before.heap) / sockets / 1024);
    resident.set(name, (after.resident - before.resident) / sockets / 1024);
    await load.ask.close(name);
    await load.ask.close("first");
    await server.stop();
  }
  heading(
    `Memory per idle connection, of ${sockets}`,
    "Each connection has authenticated and follows one board, and nothing happens. Measured after a garbage collection, as the growth of the JavaScript heap. The native part of a socket (buffers of the system's libraries) is the same for all servers.",
  );
  const heapOf = (name: PeerName): number => heap.get(name) ?? 0;
  const base = heapOf("bare ws");
  line("bare ws, JavaScript", base, "KiB");
  line("socket.io, JavaScript", heapOf("socket.io"), "KiB", { of: "bare ws", base });
  line("taskwire, JavaScript", heapOf("taskwire"), "KiB", {
    of: "bare ws",
    base,
    goal: goals.idle.javaScript,
  });
  // The native part of a socket is the same for all servers. It is measured on the plainest server,
  // because the garbage of the others would hide it.
  const native = Math.max(0, (resident.get("bare ws") ?? 0) - base);
  const whole = base + native;
  line("bare ws, with the native part", whole, "KiB");
  line("socket.io, with the native part", heapOf("socket.io") + native, "KiB", {
    of: "bare ws",
    base: whole,
  });
  line("taskwire, with the native part", heapOf("taskwire") + native, "KiB", {
    of: "bare ws",
    base: whole,
    goal: goals.idle.withNative,
  });
  await load.stop();
}
