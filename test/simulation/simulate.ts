import { memoryTransport, TaskwireError } from "@taskwire/core";
import { fakeRuntime } from "@taskwire/core/testing";
import { rewindableStorage } from "../../packages/core/test/support/rewindable-storage.ts";
import { boardId, everybody, people } from "./cast.ts";
import { type Counts, noCounts } from "./counts.ts";
import { diceFrom } from "./dice.ts";
import { judgeAnswers } from "./judge/answers.ts";
import { judgeExport } from "./judge/exports.ts";
import { judgeKept } from "./judge/kept.ts";
import { judgeDeleted, judgeLeftBehind } from "./judge/left-behind.ts";
import { judgeNotificationQuotas } from "./judge/notification-quotas.ts";
import { judgePaths } from "./judge/paths.ts";
import { judgeQuotas } from "./judge/quotas.ts";
import { judgeReaction } from "./judge/reactions.ts";
import { judgeStores } from "./judge/stores.ts";
import { judgeLeaks, judgeStretches, judgeTogether } from "./judge/transcripts.ts";
import { Ledger } from "./ledger.ts";
import { type Node, startNode } from "./nodes.ts";
import type { Plan } from "./plan.ts";
import { Past } from "./reference/past.ts";
import type { RunContext } from "./run-context.ts";
import { Steps } from "./steps.ts";
import { Watcher } from "./watcher.ts";

/** Every connected client has everything within this time after the last fault, in simulated ms. */
const promisedMs = 5_000;
/** By then, users whose node died are no longer shown as present. */
const forgottenMs = 30_000;
/** By then every client is connected again: the longest silence, backoff and lease together. */
const calmMs = 90_000;

export interface Outcome {
  readonly problems: readonly string[];
  readonly counts: Counts;
}

/** Plays a plan and returns the problems it found. The same plan always plays the same way. */
export async function simulate(plan: Plan, trace?: (text: string) => void): Promise<Outcome> {
  const runtime = fakeRuntime({ seed: plan.seed });
  const dice = diceFrom(runtime.random);
  const past = new Past();
  const counts = noCounts();
  const context: RunContext = {
    plan,
    runtime,
    dice,
    counts,
    past,
    problems: [],
    disk: rewindableStorage(),
    transport: memoryTransport(),
    hasFaults: false,
    storage: "up",
    isDeaf: false,
    age: 0,
    times: [],
    uncounted: new Set(),
    onReaction: (event) => problems.push(...judgeReaction(event, context)),
    committedAt: 0,
    endedSessions: new Set(),
    onMemberRead() {},
    ...(trace && { trace }),
  };
  const { problems } = context;
  const nodes: Node[] = [];
  for (let more = plan.nodes; more > 0; more--) nodes.push(await startNode(context));
  const present = everybody.slice(0, plan.people);
  await prepare(nodes[0] as Node);

  const reach = (isFaulty: boolean) => () => {
    const alive = nodes.filter(({ isDead }) => !isDead);
    return alive.length === 0 || (isFaulty && context.hasFaults && dice.chance(0.1))
      ? undefined
      : dice.pick(alive);
  };
  const watch = (userId: string, isFaulty: boolean) =>
    new Watcher({ userId, context, isFaulty, reach: reach(isFaulty) });
  const goers = present.map((userId) => watch(userId, true));
  const stayers = present.slice(0, plan.stayers).map((userId) => watch(userId, false));
  const all = [...goers, ...stayers];
  await runtime.advance(500);

  context.hasFaults = true;
  const prepared = past.now.moment;
  const ledger = new Ledger(context);
  const steps = new Steps({
    context,
    ledger,
    nodes,
    people: present,
    goers,
    stayers,
    first: prepared,
  });
  for (const step of plan.steps) {
    await steps.take(step);
    await runtime.advance(step.wait);
    problems.push(...(await judgeDeleted(context.disk, past.now)));
  }
  await comeToRest();
  problems.push(...(await judgeAtRest()));
  counts.newcomers += past.now.newlyInvolved;
  counts.voided += past.now.voided;
  for (const watcher of all) {
    problems.push(...judgeStretches(watcher, past), ...judgeLeaks(watcher, past));
    problems.push(...judgeAnswers(watcher.answers, past));
  }
  for (const [i, stayer] of stayers.entries())
    problems.push(...judgeTogether(goers[i] as Watcher, stayer, past));
  problems.push(...(await judgePresence()));
  for (const text of steps.sending) problems.push(`a store is still sending ${text}`);
  if (!(await hasJobs())) problems.push(...past.now.staleNotifications);
  problems.push(...judgeAnswers(steps.answers, past), ...ledger.judge(past), ...past.now.problems);
  problems.push(...judgeQuotas(past, plan.quotas ?? {}, ledger.quotaRefusals));
  problems.push(...judgeNotificationQuotas(past, context, prepared));
  problems.push(...(await judgeKept(context.disk, past.now)));
  problems.push(...(await judgeLeftBehind(context.disk, past.now)));
  await end();
  return { problems, counts };

  /**
   * Compares the answers of a node with what clients hold. A command that waited for an answer on a
   * dead connection may still take effect meanwhile. Then it waits and compares again.
   */
  async function judgeAtRest(): Promise<string[]> {
    for (let tries = 1; ; tries++) {
      const { moment } = past.now;
      const wrong: string[] = [];
      try {
        for (const watcher of all)
          wrong.push(...(await judgeStores(watcher, nodes[0], past, soon)));
        if (nodes.length > 0) {
          const reader = { watcher: dice.pick(goers), node: dice.pick(nodes) };
          wrong.push(...(await judgePaths({ ...reader, past, dice, soon })));
          const { node, watcher } = reader;
          const about = { node, disk: context.disk, now: past.now };
          wrong.push(...(await soon(judgeExport(watcher.userId, about))));
        }
      } catch (error) {
        if (past.now.moment === moment) throw error;
      }
      if (past.now.moment === moment || tries === 5) return wrong;
      await comeToRest();
    }
  }

  /** Sessions that the app has ended, and that go on. */
  function outlived(): string[] {
    const open = nodes.flatMap(({ taskwire }) => taskwire.sessions.list());
    return open
      .filter(({ id }) => context.endedSessions.has(id))
      .map(({ userId }) => `a session of ${userId} outlived its end`);
  }

  /** Whether jobs are postponed, as they are while a clock runs ahead. */
  async function hasJobs(): Promise<boolean> {
    const query = { index: "due", equals: { status: "waiting" }, limit: 1 };
    return (await context.disk.list("jobs", query)).records.length > 0;
  }

  /**
   * Ends all faults. Connected clients must have everything within 5 s, the others once they are
   * back.
   */
  async function comeToRest(): Promise<void> {
    // Timers of earlier steps end first.
    await runtime.advance(2_000);
    context.hasFaults = false;
    context.storage = "up";
    context.isDeaf = false;
    for (const { line } of goers) {
      line.stall(false);
      line.slow(undefined);
    }
    const healed = runtime.now();
    for (let waited = 0; waited < calmMs; waited += 500) {
      for (const watcher of all) watcher.comeBack();
      await runtime.advance(500);
      const now = runtime.now();
      const quietSince = Math.max(healed, context.committedAt);
      const lacking = all.filter(({ missing }) => missing.length > 0);
      const isSettled =
        lacking.length === 0 &&
        all.every(({ unended }) => unended.length === 0) &&
        steps.sending.length === 0 &&
        outlived().length === 0 &&
        past.now.staleNotifications.length === 0;
      if (isSettled && now - quietSince >= 1_500) return;
      const late = lacking.filter(
        ({ openSince, line }) =>
          openSince !== undefined &&
          !line.isHole &&
          now - Math.max(openSince, quietSince) > promisedMs,
      );
      const ended = now - quietSince > promisedMs ? outlived() : [];
      problems.push(...ended);
      const isLast = waited + 500 >= calmMs;
      const unended = all.filter((one) => one.unended.length > 0);
      for (const one of isLast ? new Set([...lacking, ...unended]) : late)
        problems.push(
          `${now - healed} ms after the last fault ${one.name} (${one.client.status}) ${[...one.missing, ...one.unended].join(", ")}`,
        );
      if (late.length > 0 || ended.length > 0) return;
    }
  }

  /**
   * Once all is quiet, everybody must be shown exactly the users who are present. Users whose node
   * died are gone by then.
   */
  async function judgePresence(): Promise<string[]> {
    for (let waited = 0; ; waited += 500) {
      // A command on a dead connection waits until that is noticed, so it may still take somebody
      // off the board.
      const here = [...new Set(all.flatMap((one) => (one.isOnBoard ? [one.userId] : [])))]
        .sort()
        .join();
      const wrong = all.flatMap(({ name, isOnBoard, presence }) => {
        if (!isOnBoard || !presence) return [];
        const shown = presence
          .getSnapshot()
          .users?.map(({ id }) => id)
          .join();
        return shown === here ? [] : [`${name} is shown ${shown}, there are ${here}`];
      });
      if (wrong.length === 0 || waited >= forgottenMs * plan.slowness) return wrong;
      await runtime.advance(500);
    }
  }

  /** Closes everything and checks that no timers or sessions are left. */
  async function end(): Promise<void> {
    if (counts.holes > 0) {
      // By then each server has noticed its dead connections.
      await runtime.advance(14_000);
      const open = nodes.reduce((sum, { taskwire }) => sum + taskwire.sessions.size, 0);
      if (open > all.length)
        problems.push(`${open} connections are open, of ${all.length} clients`);
    }
    for (const watcher of all) watcher.close();
    await runtime.advance(10);
    for (const { name, life } of all)
      if (life.timers > 0) problems.push(`${name} left ${life.timers} timers behind`);
    for (const node of nodes) await soon(node.taskwire.close({ deadlineMs: 0 }));
    await runtime.advance(5_000);
    for (const { timers, taskwire } of nodes) {
      if (timers > 0) problems.push(`a node left ${timers} timers behind`);
      if (taskwire.sessions.size > 0)
        problems.push(`a node left ${taskwire.sessions.size} sessions behind`);
    }
  }

  async function prepare({ taskwire }: Node): Promise<void> {
    for (const id of present)
      await soon(taskwire.system.users.put({ id, name: id, role: people[id] }));
    const chief = taskwire.as({ userId: "chief" });
    await soon(taskwire.system.boards.create({ id: boardId, name: "Sales" }));
    await soon(taskwire.system.members.add({ boardId, userId: "chief" }));
    for (const userId of present.slice(1)) await soon(chief.members.add({ boardId, userId }));
    // A quota may not allow all of them.
    const members = plan.quotas?.membersPerRoom ?? present.length;
    if (dice.chance(0.5))
      await soon(
        chief.rooms.create({ boardId, name: "Hall", memberIds: present.slice(1, members) }),
      );
  }

  /** Waits for a call while the simulated clock advances. */
  async function soon<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = promise.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    for (let i = 0; i < 400 && !isDone; i++) await runtime.advance(i < 20 ? 0 : 10);
    if (!isDone) throw new TaskwireError("internal", "A call of the run's own did not end.");
    return done;
  }
}
