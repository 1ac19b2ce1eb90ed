import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ServerProcess } from "../kill/server-process.ts";
import { prepare, type Work, workDuring } from "../kill/work.ts";
import { type Dice, diceOf } from "../simulation/dice.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

const kinds = ["cut at a byte", "cut", "swallow", "black hole", "half open", "slow"] as const;
type Kind = (typeof kinds)[number];

/** The result of one schedule. */
export interface ScheduleResult {
  readonly problems: readonly string[];
  readonly acknowledged: number;
  readonly done: { readonly [K in Kind]: number };
}

/** Disturbs the connections between a server and its workers as drawn from the seed. */
export async function playSchedule(seed: number): Promise<ScheduleResult> {
  const dice = diceOf(seed);
  const folder = mkdtempSync(join(tmpdir(), "taskwire-lines-"));
  await using things = new AsyncDisposableStack();
  things.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.db");
  await prepare(path);
  // Silence is noticed within half a second, on both sides.
  const server = things.use(new ServerProcess(path, { pingMs: 250, pongMs: 250 }));
  await server.start();
  const proxy = things.use(await TcpProxy.to(server.port));
  const done = Object.fromEntries(kinds.map((kind) => [kind, 0])) as { [K in Kind]: number };
  const url = () => `ws://127.0.0.1:${proxy.port}/taskwire`;
  const { problems, acknowledged } = await workDuring({ path, url }, async (work) => {
    await work.more(4);
    // Each kind once, in random order, and a few more.
    const kindsToPlay = [
      ...shuffled(kinds, dice),
      ...Array.from({ length: dice.between(2, 6) }, () => dice.pick(kinds)),
    ];
    for (const kind of kindsToPlay) {
      await disturb(kind, proxy, work, dice);
      done[kind]++;
      await work.more(dice.between(1, 6));
    }
  });
  return { problems, acknowledged, done };
}

async function disturb(kind: Kind, proxy: TcpProxy, work: Work, dice: Dice): Promise<void> {
  switch (kind) {
    case "cut at a byte":
      // About the length of one or two commands with their answers.
      await proxy.cutAfter(dice.pick(["up", "down"]), dice.between(0, 1_200));
      return;
    case "cut":
      proxy.cut();
      return;
    case "swallow":
      // Connections that are made after this call still work.
      proxy.swallow();
      return;
    case "black hole":
      proxy.blackHole();
      break;
    case "half open":
      proxy.halfOpen();
      break;
    case "slow":
      proxy.slow(dice.between(1, 120));
      await work.more(dice.between(1, 8));
      break;
  }
  await sleep(dice.between(0, 800));
  proxy.heal();
}

function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  return list
    .map((one) => ({ one, place: dice.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
