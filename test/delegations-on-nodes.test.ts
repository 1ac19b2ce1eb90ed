import { createTaskwire } from "@taskwire/core";
import type { Commit, Storage } from "@taskwire/core/adapter";
import { expect, onTestFinished, test } from "vitest";
import { purchaseWith, rolesFor, startPurchase } from "../packages/core/test/approvals/purchase.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

const approval = {
  steps: {
    line: { by: { role: "FINANCE" } },
    board: { after: ["line"], by: { role: "DIRECTOR" } },
  },
} as const;

const isVote = ({ events }: Commit) => events.some(({ type }) => type === "approval.voted");

/** Counts the commits of votes that conflict. `beforeVote` runs once, after a vote was decided on. */
function watched(inner: Storage) {
  const seen = { conflicts: 0, last: undefined as Commit | undefined };
  let beforeVote: (() => Promise<unknown>) | undefined;
  const commit: Storage["commit"] = async (one) => {
    if (!isVote(one)) return inner.commit(one);
    const run = beforeVote;
    beforeVote = undefined;
    await run?.();
    const outcome = await inner.commit(one);
    if (outcome.status === "conflict") seen.conflicts++;
    else seen.last = one;
    return outcome;
  };
  const set = (run: () => Promise<unknown>) => {
    beforeVote = run;
  };
  return { storage: { ...inner, commit } as Storage, seen, set };
}

/** A purchase on one server, and a second server on the same storage. No transport connects the two. */
async function twoServers(name: string) {
  const stack = new AsyncDisposableStack();
  onTestFinished(() => stack.disposeAsync());
  const inner = storagesIn(stack, await postgresUrl())[name] as Storage;
  const { storage, seen, set } = watched(inner);
  const world = await startPurchase({ storage, approval });
  const workflow = purchaseWith(approval);
  const there = createTaskwire({
    storage: { ...inner, open: async () => {}, close: async () => {} },
    runtime: world.runtime,
    workflow,
    roles: rolesFor(workflow),
    links: { url: "https://app.example/vote" },
  });
  await there.open();
  stack.defer(() => world.taskwire.close());
  stack.defer(() => there.close());
  const { as, boardId, runtime } = world;
  /** Dan is away from now on. The other server says so. */
  const away = async (to: string) => {
    const [from, until] = [0, 86_400_000].map((ms) => new Date(runtime.now() + ms).toISOString());
    const input = { to: [to], from: String(from), until: String(until) };
    return (await there.as({ userId: "dan" }).delegations.set(input)).delegation;
  };
  /** The people whose votes this person is asked for on a task. */
  const askedFor = async (userId: "lea" | "leo", taskId: string) =>
    (await as(userId).inbox.list({ limit: 200 })).notifications.flatMap((one) =>
      one.taskId === taskId && one.reason === "approval.requested" && one.state === "open"
        ? (one.for ?? [])
        : [],
    );
  const create = async () => {
    const data = { amount: 500, supplier: "Acme", managerId: "max" };
    const input = { boardId, type: "purchase", title: "A chair", data } as const;
    return (await as("ann").tasks.create(input)).task;
  };
  const vote = ({ id: taskId, version }: { readonly id: string; readonly version: number }) =>
    as("fay").tasks.approve({ boardId, taskId, version });
  return { ...world, there, seen, set, away, askedFor, create, vote };
}

test.for(["memory", "SQLite", "PostgreSQL"])(
  "a vote asks the delegates whom another server has set, on %s",
  async (name) => {
    const { there, seen, away, askedFor, create, vote } = await twoServers(name);
    const [one, two] = [await create(), await create()];
    const delegation = await away("lea");
    await vote(one);
    expect(await askedFor("lea", one.id)).toEqual(["dan"]);
    expect(seen.conflicts).toBe(1);
    // Now this server knows the delegation, so the next vote needs one attempt.
    await vote(two);
    expect(await askedFor("lea", two.id)).toEqual(["dan"]);
    expect(seen.conflicts).toBe(1);
    const three = await create();
    await there.as({ userId: "dan" }).delegations.end({ id: delegation.id });
    await vote(three);
    expect(await askedFor("lea", three.id)).toEqual([]);
    expect(seen.conflicts).toBe(2);
  },
);

test.for(["memory", "SQLite", "PostgreSQL"])(
  "a delegation that is set between the read and the commit of a vote counts, on %s",
  async (name) => {
    const { seen, set, away, create, vote } = await twoServers(name);
    const task = await create();
    set(() => away("leo"));
    await vote(task);
    expect(seen.conflicts).toBe(1);
    // The vote itself asks Leo, and not a later job.
    const topics = seen.last?.events.map(({ topic }) => topic);
    expect(topics).toContain("user:dan");
    expect(topics).toContain("user:leo");
  },
);
