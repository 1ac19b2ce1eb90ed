import { expect } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { office, startTimed, timedRoles, timedWith } from "./timed.ts";

/**
 * A server's own way to the storage. After it is killed, nothing more gets through; a commit that is under way is
 * kept or lost, and the server never learns which.
 */
function lineTo(storage: Storage, random: () => number) {
  const never = new Promise<never>(() => {});
  let isDead = false;
  const through = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (isDead) return never;
      const result = await call(...args);
      return isDead ? never : result;
    };
  };
  const line: Storage = {
    open: through((collections) => storage.open(collections)),
    close: async () => {},
    get: through((refs, key) => storage.get(refs, key)),
    list: through((collection, query) => storage.list(collection, query)),
    count: through((collection, query) => storage.count(collection, query)),
    events: through((query) => storage.events(query)),
    heads: through((topics) => storage.heads(topics)),
    trim: through((what) => storage.trim(what)),
    async commit(commit) {
      if (isDead) return never;
      await Promise.resolve();
      if (isDead && random() < 0.5) return never;
      const outcome = await storage.commit(commit);
      return isDead ? never : outcome;
    },
  };
  const kill = () => {
    isDead = true;
  };
  return { line, kill };
}

const minuteMs = 60_000;

/**
 * Two servers check the deadlines of many tasks while they are killed and started again, at random moments in the
 * middle of their checks. In the end, each escalation, reminder and lapse has happened once.
 */
export async function killNodes({
  kills,
  tasks,
  random,
}: {
  readonly kills: number;
  readonly tasks: number;
  readonly random: () => number;
}): Promise<void> {
  const approval = {
    calendar: "office",
    steps: {
      line: {
        by: { role: "FINANCE" },
        deadline: {
          after: { hours: 9 },
          remind: [{ before: { hours: 2 } }],
          escalate: [{ after: { hours: 3 }, to: { role: "CHIEF" } }],
          action: "lapse",
        },
      },
    },
  } as const;
  const first = await startTimed({ approval, storage: memoryStorage() });
  const { clock, storage, boardId, create } = first;
  const taskIds = [first.on.taskId];
  while (taskIds.length < tasks) {
    clock.jump(minuteMs);
    taskIds.push((await create()).id);
  }
  await first.taskwire.close();
  const workflow = timedWith(approval);
  const start = async () => {
    const { line, kill } = lineTo(storage, random);
    let isDead = false;
    const taskwire = createTaskwire({
      storage: line,
      // A killed server has no timers.
      runtime: {
        ...clock.runtime,
        timer: (ms, run, holds) => clock.runtime.timer(ms, () => isDead || run(), holds),
      },
      workflow,
      roles: timedRoles(workflow),
      calendars: { office },
      onError: () => {},
    });
    await taskwire.open();
    return {
      taskwire,
      kill() {
        isDead = true;
        kill();
      },
    };
  };
  const nodes = [await start(), await start()];
  const step = (10 * 60 * minuteMs) / kills;
  for (let i = 0; i < kills; i++) {
    clock.jump(step);
    const running = clock.advance(1_500);
    // Some microtasks later, in the middle of a check.
    for (let wait = Math.floor(random() * 60); wait > 0; wait--) await Promise.resolve();
    const victim = random() < 0.5 ? 0 : 1;
    nodes[victim]?.kill();
    await running;
    nodes[victim] = await start();
  }
  await clock.advance(5_000);
  clock.jump(10 * 60 * minuteMs);
  await clock.advance(10_000);
  // A deadline that has moved is a working hour later.
  clock.jump(4 * 24 * 60 * minuteMs);
  await clock.advance(10_000);
  const [survivor] = nodes;
  if (!survivor) throw new Error("no server is left");
  for (const taskId of taskIds) {
    const { events } = await survivor.taskwire.system.tasks.history({
      boardId,
      taskId,
      limit: 100,
    });
    const types = events.map(({ type }) => type).filter((type) => !/created|opened/.test(type));
    // Between two steps no server runs for three minutes, so a deadline in this time moves once.
    expect(types.filter((type) => type === "deadline.moved").length).toBeLessThan(2);
    expect(types.filter((type) => type !== "deadline.moved").reverse(), taskId).toEqual([
      "approval.escalated",
      "approval.reminded",
      "approval.overdue",
      "task.lapse",
    ]);
  }
  const left = await storage.list("timers", { index: "due", equals: {}, limit: 10 });
  expect(left.records).toEqual([]);
  for (const { taskwire } of nodes) await taskwire.close();
}
