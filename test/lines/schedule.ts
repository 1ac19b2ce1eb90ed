import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Crew, prepare, workThrough } from "../kill/crew.ts";
import { Victim } from "../kill/victim.ts";
import { type Dice, diceOf } from "../simulation/dice.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

const kinds = ["cut at a byte", "cut", "swallow", "black hole", "half open", "slow"] as const;
type Kind = (typeof kinds)[number];

/** What one schedule did, and what went wrong. */
export interface Played {
  readonly problems: readonly string[];
  readonly acknowledged: number;
  readonly done: { readonly [K in Kind]: number };
}

/** Plays what a seed says with the lines between a server and people at work on it. */
export async function playSchedule(seed: number): Promise<Played> {
  const dice = diceOf(seed);
  const folder = mkdtempSync(join(tmpdir(), "taskwire-lines-"));
  await using things = new AsyncDisposableStack();
  things.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.db");
  await prepare(path);
  // Who hears nothing notices it within half a second, on both sides.
  const victim = things.use(new Victim(path, { pingMs: 250, pongMs: 250 }));
  await victim.start();
  const proxy = things.use(await TcpProxy.to(victim.port));
  const done = Object.fromEntries(kinds.map((kind) => [kind, 0])) as { [K in Kind]: number };
  const url = () => `ws://127.0.0.1:${proxy.port}/taskwire`;
  const { problems, acknowledged } = await workThrough({ path, url }, async (crew) => {
    await crew.more(4);
    // Each kind once, in an order of its own, and some more.
    const harms = [
      ...shuffled(kinds, dice),
      ...Array.from({ length: dice.between(2, 6) }, () => dice.pick(kinds)),
    ];
    for (const kind of harms) {
      await harm(kind, proxy, crew, dice);
      done[kind]++;
      await crew.more(dice.between(1, 6));
    }
  });
  return { problems, acknowledged, done };
}

async function harm(kind: Kind, proxy: TcpProxy, crew: Crew, dice: Dice): Promise<void> {
  switch (kind) {
    case "cut at a byte":
      // About as long as what goes back and forth for one or two commands.
      await proxy.cutAfter(dice.pick(["up", "down"]), dice.between(0, 1_200));
      return;
    case "cut":
      proxy.cut();
      return;
    case "swallow":
      // Not all of them: a line that was just being made is as good as new.
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
      await crew.more(dice.between(1, 8));
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
