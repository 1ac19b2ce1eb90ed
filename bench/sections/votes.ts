import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTaskwire, defineRoles, defineWorkflow } from "@taskwire/core";
import type { Storage, Write } from "@taskwire/core/adapter";
import { fakeRuntime } from "@taskwire/core/testing";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { z } from "zod";
import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { inTurns } from "./peers.ts";

const voters = 10;
const votersAtOnce = 50;
const tasksInRound = 400;
const atOnce = 64;
const rounds = 25;
const timers = 100_000;

const workflowWith = (required: number | undefined) =>
  defineWorkflow({
    name: "purchase",
    initial: "asked",
    types: { purchase: { data: z.strictObject({ amount: z.number() }) } },
    states: {
      asked: { kind: "waiting", ...(required !== undefined && { approval: "sign" as const }) },
      ordered: { kind: "done" },
      denied: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: required === undefined ? true : "for" },
      reject: { from: "asked", to: "denied", decision: required === undefined ? true : "against" },
    },
    ...(required !== undefined && {
      approvals: { sign: { steps: { check: { by: { role: "VOTER" }, required } } } },
    }),
  } as never);

type Api = {
  readonly tasks: {
    create(
      input: object,
    ): Promise<{ readonly task: { readonly id: string; readonly version: number } }>;
    approve(input: object): Promise<unknown>;
  };
};

/** An app with one board, on which people can approve. Without `required`, one of them decides alone. */
async function startApp(
  stack: AsyncDisposableStack,
  required: number | undefined,
  people = voters,
) {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-votes-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const workflow = workflowWith(required);
  const grants = { "task.read": true, "task.approve": true, "task.reject": true } as const;
  const roles = defineRoles({
    workflow,
    roles: { ASKER: { "task.create": true, "task.read": true }, VOTER: grants },
  } as never);
  const storage = sqliteStorage(join(folder, "app.db"));
  const app = createTaskwire({ storage, workflow, roles, quotas: false } as never);
  await app.open();
  stack.defer(() => app.close());
  const { system } = app;
  const { id: boardId } = await system.boards.create({ name: "Purchases" });
  for (const id of ["asker", ...Array.from({ length: people }, (_, i) => `v${i}`)]) {
    const role = (id === "asker" ? "ASKER" : "VOTER") as never;
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  const as = (userId: string) => app.as({ userId }) as unknown as Api;
  const create = async () =>
    (
      await as("asker").tasks.create({
        boardId,
        type: "purchase",
        title: "A printer",
        data: { amount: 500 },
      })
    ).task;
  return { as, boardId, create };
}

type App = Awaited<ReturnType<typeof startApp>>;

/** Runs these calls, so many at once. Returns how many ended in a second. */
async function perSecond(calls: readonly (() => Promise<unknown>)[]): Promise<number> {
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < calls.length) await calls[next++]?.();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (calls.length * 1_000) / (performance.now() - start);
}

/** Approves new tasks, each by so many people. Only the approvals are timed. */
async function approvals({ as, boardId, create }: App, votes: number): Promise<number> {
  const tasks: { readonly id: string; readonly version: number }[] = [];
  for (let i = 0; i < tasksInRound / votes; i++) tasks.push(await create());
  return perSecond(
    Array.from({ length: votes }, (_, vote) =>
      tasks.map(({ id: taskId, version }, i) => () => {
        const voter = `v${(i + vote) % voters}`;
        return as(voter).tasks.approve({ boardId, taskId, version });
      }),
    ).flat(),
  );
}

/** Fifty people vote on one task at one instant. */
async function fiftyAtOnce({ as, boardId, create }: App) {
  const { id: taskId, version } = await create();
  const start = performance.now();
  const votes = Array.from({ length: votersAtOnce }, (_, i) =>
    as(`v${i}`).tasks.approve({ boardId, taskId, version }),
  );
  const settled = await Promise.allSettled(votes);
  const ms = performance.now() - start;
  const repeats = settled.filter(
    (one) => one.status === "rejected" && one.reason?.code === "unavailable",
  );
  const counted = settled.filter(({ status }) => status === "fulfilled").length;
  return { ms, counted, repeats: repeats.length, others: votersAtOnce - counted - repeats.length };
}

/** A round of due-checks, with so many timers that are not due yet. */
async function dueCheck(stack: AsyncDisposableStack): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-timers-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const real = sqliteStorage(join(folder, "app.db"));
  let lists = 0;
  let spent = 0;
  const timed: Storage = Object.create(real, {
    list: {
      value: async (collection: string, query: never) => {
        const start = performance.now();
        const page = await real.list(collection, query);
        if (collection === "timers") {
          lists++;
          spent += performance.now() - start;
        }
        return page;
      },
    },
  });
  const runtime = fakeRuntime();
  const workflow = workflowWith(2);
  const roles = defineRoles({
    workflow,
    roles: { VOTER: { "task.read": true, "task.approve": true, "task.reject": true } },
  } as never);
  const app = createTaskwire({ storage: timed, runtime, workflow, roles } as never);
  await app.open();
  stack.defer(() => app.close());
  const at = new Date(runtime.now() + 86_400_000).toISOString();
  for (let i = 0; i < timers; i += 1_000) {
    const writes = Array.from({ length: 1_000 }, (_, n): Write => {
      const fields = { boardId: "b", at };
      return { kind: "insert", collection: "timers", id: `task-${i + n}`, fields };
    });
    await real.commit({ reads: [], writes, events: [], result: "null" });
  }
  lists = 0;
  spent = 0;
  for (let i = 0; i < 20; i++) await runtime.advance(1_000);
  return spent / Math.max(1, lists);
}

/** Votes compared with simple approvals, fifty voters at one instant, and the look for what is due. */
export async function votes(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  progress("votes: two apps on SQLite");
  const simple = await startApp(stack, undefined);
  const voting = await startApp(stack, 2);
  const all = await startApp(stack, votersAtOnce, votersAtOnce);
  for (let i = 0; i < 2; i++) {
    await approvals(simple, 1);
    await approvals(voting, 2);
  }
  const ones = [simple, voting] as const;
  const figures = await inTurns(rounds, ones, (one) => approvals(one, one === simple ? 1 : 2));
  const of = (one: App) => median(figures.get(one) ?? []);
  heading(
    `Votes on SQLite, ${atOnce} at once, in one process`,
    `${voters} people are on the board. In the simple workflow one of them approves. In the other one, two votes pass a step: each vote has a receipt, and the second one decides.`,
  );
  line("approvals of the simple workflow", of(simple), "a second");
  line("votes", of(voting), "a second", {
    ...{ of: "approvals", base: of(simple) },
    goal: goals.votes.ofApprovals,
  });
  progress("votes: fifty people at one instant");
  const { ms, counted, repeats, others } = await fiftyAtOnce(all);
  line("fifty votes on one task at one instant", ms, "ms");
  line("  counted", counted, "votes");
  line("  told to repeat (`unavailable`)", repeats, "votes");
  line("  lost or refused otherwise", others, "votes");
  progress(`votes: ${timers} timers`);
  line(`a look for due timers among ${timers}`, await dueCheck(stack), "ms", {
    goal: goals.votes.dueCheckMs,
  });
}
