import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { diceOf } from "../simulation/dice.ts";
import { freePort } from "../support/free-port.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { actors } from "./actors.ts";
import { PythonClient } from "./python-client.ts";
import { Rest } from "./rest.ts";

const main = fileURLToPath(new URL("../../examples/server/src/main.ts", import.meta.url));

/** Those who use the Python client. Nok loses and regains her role meanwhile. */
const pythonists = ["nok", "alice"];

export interface PythonReport {
  /** Differences between the records of the Python client and REST, and commands that were lost or doubled. */
  readonly problems: readonly string[];
  readonly acknowledged: number;
  readonly connections: number;
  readonly records: number;
}

/** Lets the Python client work with the example server through cuts and restarts, while others act. */
export async function runPython(
  seed: number,
  cuts: number,
  restarts: number,
): Promise<PythonReport> {
  const dice = diceOf(seed);
  const folder = mkdtempSync(join(tmpdir(), "taskwire-python-"));
  await using things = new AsyncDisposableStack();
  things.defer(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  let server = await startExample(port, folder);
  things.defer(() => stop(server, "SIGKILL"));
  const proxy = things.use(await TcpProxy.to(port));
  const url = `http://127.0.0.1:${port}`;
  const rest = new Rest(url);
  const taskId = await rest.firstTask("dao");
  const python = things.use(
    new PythonClient([`ws://127.0.0.1:${proxy.port}/taskwire`, url, taskId, ...pythonists]),
  );
  const others = actors(rest, dice, taskId);
  for (let cut = 1; cut <= cuts; cut++) {
    await python.works();
    await sleep(dice.between(0, 200));
    if (dice.chance(0.5)) proxy.cut();
    else
      await Promise.race([
        proxy.cutAfter(dice.pick(["up", "down"]), dice.between(0, 1_500)),
        sleep(2_000),
      ]);
    if (cut % 10 === 0) console.log(`${cut} of ${cuts} cuts`);
    if (cut % Math.floor(cuts / restarts) !== 0) continue;
    await stop(server, dice.pick(["SIGKILL", "SIGTERM"]));
    server = await startExample(port, folder);
  }
  await others.stop();
  // Awaited here, because the client ends with this function.
  return await compared(python, rest, taskId);
}

/** Compares every record, until all are the same or 20 s are over. */
async function compared(python: PythonClient, rest: Rest, taskId: string): Promise<PythonReport> {
  await python.ask("stop");
  let problems: string[] = [];
  for (let tries = 0; tries < 40; tries++) {
    await sleep(500);
    const dumps = await python.ask("look");
    problems = [];
    let counts = { acknowledged: 0, connections: 0, records: 0 };
    for (const login of pythonists) {
      const dump = dumps[login];
      if (!dump) throw new Error(`The Python client says nothing about ${login}.`);
      const expected = await rest.recordsOf(login, taskId);
      problems.push(...differences(login, dump.records, expected, taskId));
      problems.push(...notOnce(dump.acknowledged, expected));
      counts = {
        acknowledged: counts.acknowledged + dump.acknowledged.length,
        connections: counts.connections + dump.connections,
        records: counts.records + Object.values(expected).flat().length,
      };
    }
    if (problems.length === 0) return { problems, ...counts };
  }
  return { problems, acknowledged: 0, connections: 0, records: 0 };
}

export type Records = { readonly [collection: string]: readonly StoredRecord[] };
export type StoredRecord = { readonly id: string; readonly [field: string]: unknown };

function differences(login: string, seen: Records, expected: Records, taskId: string): string[] {
  return Object.entries(expected).flatMap(([collection, records]) => {
    // Comments on other tasks arrive too, but earlier ones were not loaded.
    const own = (seen[collection] ?? []).filter(
      (one) => collection !== "comments" || one.taskId === taskId,
    );
    const byId = new Map(own.map((one) => [one.id, one]));
    const ids = new Set([...byId.keys(), ...records.map(({ id }) => id)]);
    const rightById = new Map(records.map((one) => [one.id, one]));
    return [...ids].flatMap((id) => {
      const [one, right] = [byId.get(id), rightById.get(id)];
      if (!one || !right)
        return `${login} ${collection} ${id} is only in ${one ? "Python" : "REST"}`;
      const fields = new Set([...Object.keys(one), ...Object.keys(right)]);
      return [...fields].flatMap((field) =>
        isDeepStrictEqual(one[field], right[field])
          ? []
          : `${login} ${collection} ${id} ${field}: ${JSON.stringify(one[field])}, REST ${JSON.stringify(right[field])}`,
      );
    });
  });
}

/** The texts of commands that had no effect although they were acknowledged, or more than one. */
function notOnce(texts: readonly string[], { messages = [], tasks = [] }: Records): string[] {
  const counts = new Map<unknown, number>();
  for (const { text, title } of [...messages, ...tasks] as { text?: string; title?: string }[])
    counts.set(text ?? title, (counts.get(text ?? title) ?? 0) + 1);
  return texts.flatMap((text) =>
    counts.get(text) === 1 ? [] : `"${text}" was done ${counts.get(text) ?? 0} times`,
  );
}

async function startExample(port: number, folder: string): Promise<ChildProcess> {
  const { NODE_ENV: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--conditions=@taskwire/source", main], {
    env: { ...inherited, PORT: String(port), DATA_DIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("The example server did not start.");
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  ended.catch(() => {});
  child.stdout.resume();
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
