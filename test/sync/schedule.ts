import { memoryStorage, memoryTransport, TaskwireError } from "@taskwire/core";
import { fakeRuntime } from "@taskwire/core/testing";
import { Actions } from "./actions.ts";
import { boardId, people } from "./cast.ts";
import {
  difference,
  judgeAnswers,
  judgeLeaks,
  judgeStretches,
  judgeTogether,
  shapeOf,
  shapeOfSnapshot,
} from "./check.ts";
import { type Counts, noCounts } from "./counts.ts";
import { diceFrom } from "./dice.ts";
import { type Ground, type Node, startNode } from "./nodes.ts";
import { Reference } from "./reference.ts";
import { Watcher } from "./watcher.ts";

/** Longest wait for calm, in simulated ms: longer than the longest backoff, silence and lease together. */
const calmMs = 240_000;

/** Plays one random schedule, and says what was wrong with it. The same seed gives the same schedule. */
export async function play(seed: number): Promise<{ problems: string[]; counts: Counts }> {
  const runtime = fakeRuntime({ seed });
  const dice = diceFrom(runtime.random);
  const reference = new Reference(`board:${boardId}`);
  const counts = noCounts();
  const ground: Ground = {
    runtime,
    dice,
    counts,
    problems: [],
    storage: memoryStorage(),
    transport: memoryTransport(),
    isRough: false,
    limits: {
      pingMs: 4_000,
      pongMs: 3_000,
      callsPerSecond: 200,
      callBurst: 200,
      bufferedBytes: dice.pick([32_000, 1_000_000]),
      backlogEvents: dice.pick([6, 20, 5_000]),
    },
    lookedUp() {},
    committed(events) {
      counts.commits++;
      reference.record(events);
    },
  };
  // The first node stays; the others come and go.
  const stable = await startNode(ground);
  const nodes: Node[] = [stable];
  for (let more = dice.between(0, 2); more > 0; more--) nodes.push(await startNode(ground));
  await prepare(stable);

  const reach = () => {
    const alive = nodes.filter(({ isDead }) => !isDead);
    return ground.isRough && dice.chance(0.1) ? undefined : dice.pick(alive);
  };
  const watcherOf = (userId: string, name: string, isRough: boolean) =>
    new Watcher({
      name: `${userId} (${name})`,
      userId,
      boardId,
      ground,
      isRough,
      reach: isRough ? reach : () => stable,
      head: () => reference.head,
    });
  const stayers = Object.keys(people).map((userId) => watcherOf(userId, "stays", false));
  const goers = Object.keys(people).map((userId) => watcherOf(userId, "comes and goes", true));
  await runtime.advance(1_000);

  ground.isRough = true;
  const actions = new Actions({ ground, nodes, stable, goers, reference });
  for (let step = dice.between(15, 40); step > 0; step--) {
    await actions.step();
    await runtime.advance(dice.pick([0, 0, 5, 20, 100, 700, 3_000]));
  }
  ground.isRough = false;
  for (const { line } of goers) line.stall(false);

  counts.newcomers += reference.newcomers;
  const problems: string[] = [];
  const all = [...stayers, ...goers];
  if (!(await calm())) problems.push(...all.filter((watcher) => !isCalm(watcher)).map(describe));
  for (const [i, goer] of goers.entries()) problems.push(...judgeTogether(stayers[i] as Watcher, goer));
  for (const watcher of all) {
    problems.push(...judgeStretches(watcher, reference), ...judgeLeaks(watcher, reference));
    problems.push(...judgeAnswers(watcher.userId, watcher.answers, reference));
    problems.push(...(await judgeStore(watcher)));
  }
  for (const answer of actions.answers) problems.push(...judgeAnswers(answer.userId, [answer], reference));
  problems.push(...ground.problems, ...reference.problems, ...actions.problems);
  for (const watcher of all) watcher.close();
  for (const node of nodes) node.kill();
  return { problems, counts };

  function isCalm({ userId, number, client, store }: Watcher): boolean {
    const { status } = store.getSnapshot();
    if (reference.sight(userId, reference.head) === "none") return status === "gone";
    return status === "ready" && client.status === "live" && number === reference.head;
  }

  function describe({ name, number, client, store }: Watcher): string {
    const closed = client.closed ? ` (${client.closed.code} ${client.closed.reason})` : "";
    return `${name} is ${client.status}${closed} at ${number} of ${reference.head}, the store is ${store.getSnapshot().status}`;
  }

  async function calm(): Promise<boolean> {
    // What was still to come, comes.
    await runtime.advance(5_000);
    for (let waited = 0; waited < calmMs; waited += 1_000) {
      for (const watcher of all) watcher.comeBack();
      await runtime.advance(1_000);
      if (all.every(isCalm)) return true;
    }
    return false;
  }

  /** The board that a client holds at the end is the one that is kept, as far as this person may see it. */
  async function judgeStore({ userId, name, store }: Watcher): Promise<string[]> {
    if (reference.sight(userId, reference.head) === "none") return [];
    const snapshot = store.getSnapshot();
    const kept = await soon(stable.taskwire.as({ userId }).boards.open({ boardId }));
    const ids = kept.tasks.map(({ id }) => id).sort();
    const wrong = difference(shapeOfSnapshot(snapshot), shapeOf(kept)).map((text) => `${name} ${text}`);
    if (ids.join() !== reference.visible(userId).join()) wrong.push(`${name} is shown other tasks than theirs: ${ids}`);
    return wrong;
  }

  async function prepare({ taskwire }: Node): Promise<void> {
    for (const [id, role] of Object.entries(people)) await soon(taskwire.system.users.put({ id, name: id, role }));
    const chief = taskwire.as({ userId: "chief" });
    await soon(chief.boards.create({ id: boardId, name: "Sales" }));
    for (const userId of Object.keys(people).slice(1)) await soon(chief.members.add({ boardId, userId }));
  }

  /** Waits for something that needs the clock to go on. */
  async function soon<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = promise.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    for (let i = 0; i < 100 && !isDone; i++) await runtime.advance(10);
    if (!isDone) throw new TaskwireError("internal", "A call of the schedule's own did not end.");
    return done;
  }
}
