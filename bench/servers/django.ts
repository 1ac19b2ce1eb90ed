import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/support/free-port.ts";
import type { Running } from "../processes.ts";
import type { Peer } from "../sections/peers.ts";
import type { BareServer } from "./bare.ts";
import { temporaryFile } from "./cycle-tables.ts";

const python = "/usr/bin/python3";
/** The ticks in which Linux counts CPU time have 10 ms. */
const tick = 10_000;

/** The CPU time of a process so far, in µs. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * tick;
}

function isInstalled(): boolean {
  try {
    execFileSync(python, ["-c", "import django, channels, daphne"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the server of `django_app.py` with Debian's packages. Returns the reason if they are not
 * installed.
 */
export async function startDjango({
  people,
  boardId,
}: {
  readonly people: number;
  readonly boardId: string;
}): Promise<{ readonly peer: Peer } | { readonly reason: string }> {
  if (process.platform !== "linux") return { reason: "only on Linux" };
  if (!isInstalled())
    return { reason: "`apt install python3-django-channels python3-daphne` is missing" };
  const port = await freePort();
  const file = fileURLToPath(new URL("./django_app.py", import.meta.url));
  const child = spawn(python, [file, `${port}`, temporaryFile("django.db"), `${people}`, boardId], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  process.on("exit", () => child.kill("SIGKILL"));
  const isReady = once(createInterface({ input: child.stdout }), "line").then(() => true);
  if (!(await Promise.race([isReady, once(child, "exit").then(() => false)])))
    return { reason: "it did not start" };
  const ask = { cpu: async () => cpuOf(child.pid ?? 0) };
  const stop = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  const server = { ask, stop } as unknown as Running<BareServer>;
  return { peer: { name: "bare ws", language: "hand-written", server, port } };
}
