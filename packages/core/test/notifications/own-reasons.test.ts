import { expect, test } from "vitest";
import { z } from "zod";
import { operationsFor } from "../../src/engine/operation/definition.ts";
import type { AnyReason } from "../../src/model/reason.ts";
import type { Candidate } from "../../src/notifications/request.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";

const reasons = {
  overdue: {
    words: { en: "Overdue" },
    passes: { all: true, mentions: false, none: false },
  },
  large_expense: {
    words: { en: "Large expense", th: "ค่าใช้จ่ายสูง" },
    passes: { all: true, mentions: true, none: false },
  },
  fraud: { words: { en: "Possible fraud" }, passes: "critical" },
} as const;

type OwnReason = "overdue" | "large_expense" | "fraud";

const { command } = operationsFor({ events: ["task.flagged"], reasons });

const flagOperation = (candidatesOf: () => readonly Candidate<AnyReason>[], roomId?: string) =>
  command({
    name: "tasks.flag",
    target: "task",
    permission: "member",
    summary: "Tell people of a task.",
    route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/flag" },
    input: z.strictObject({ boardId: z.string(), taskId: z.string() }),
    output: z.null(),
    run(context, { boardId, taskId }) {
      context.emit({
        topic: `board:${boardId}`,
        type: "task.flagged",
        subject: taskId,
        audience: null,
        notify: {
          about: `task:${taskId}`,
          boardId,
          taskId,
          ...(roomId !== undefined && { roomId }),
          candidates: candidatesOf() as Candidate<OwnReason>[],
        },
      });
      return null;
    },
  });

/** Dao and Nok (ADMIN), and Lek (ADMIN_LIMITED), who requested a task. `flag` notifies the candidates. */
async function start(storage: Storage = memoryStorage()) {
  let candidates: readonly Candidate<AnyReason>[] = [];
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    storage,
    runtime,
    reasons,
    operations: { "tasks.flag": flagOperation(() => candidates) },
    events: ["task.flagged"],
    onError: (error) => errors.push(error),
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  const people = { dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED" } as const;
  for (const [id, role] of Object.entries(people)) {
    await taskwire.system.users.put({ id, name: id, role });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const as = (userId: keyof typeof people) => taskwire.as({ userId });
  const { task } = await as("lek").tasks.create({ boardId, title: "A trip" });
  const on = { boardId, taskId: task.id };
  return {
    taskwire,
    runtime,
    errors,
    as,
    on,
    /** Runs the operation as Dao, with these candidates. */
    async flag(...given: readonly Candidate<AnyReason>[]) {
      candidates = given;
      return as("dao").tasks.flag(on);
    },
    /** The reasons of a person's notifications of `task.flagged`, oldest first. */
    async flagged(userId: keyof typeof people) {
      const { notifications } = await as(userId).inbox.list();
      return notifications
        .filter(({ type }) => type === "task.flagged")
        .map((one) => one.reasons)
        .reverse();
    },
  };
}

test("a reason of the app's own notifies people, and preferences decide about it by its levels (C10)", async () => {
  const { flag, flagged, as, on, runtime } = await start();
  const all = (reason: OwnReason): Candidate<OwnReason> => ({ to: { members: "board" }, reason });
  await flag(all("large_expense"), all("overdue"), all("fraud"));
  // Nok's level is the default, `mentions`; Lek requested the task and so follows it.
  expect(await flagged("nok")).toEqual([["fraud", "large_expense"]]);
  expect(await flagged("lek")).toEqual([["fraud", "large_expense", "overdue"]]);
  await as("nok").preferences.set({ target: `task:${on.taskId}`, level: "all" });
  await flag(all("overdue"));
  expect((await flagged("nok")).at(-1)).toEqual(["overdue"]);
  await as("nok").preferences.set({ target: `task:${on.taskId}`, level: "none" });
  await as("lek").preferences.set({
    target: `board:${on.boardId}`,
    muteUntil: new Date(runtime.now() + 1_000_000).toISOString(),
  });
  await flag(all("large_expense"), all("fraud"));
  expect((await flagged("nok")).at(-1)).toEqual(["fraud"]);
  expect((await flagged("lek")).at(-1)).toEqual(["fraud"]);
});

test("the strongest reason comes first: critical ones, then those that reach everybody, then those for followers", async () => {
  const { flag, as } = await start();
  const to = "lek";
  const given = ["comment", "mention", "overdue", "assigned", "large_expense", "fraud"] as const;
  await flag(...given.map((reason) => ({ to, reason })));
  const [newest] = (await as("lek").inbox.list()).notifications;
  expect(newest).toMatchObject({
    reason: "fraud",
    critical: true,
    reasons: ["fraud", "large_expense", "assigned", "mention", "overdue", "comment"],
  });
});

test("a person switches off a reason of the app's own, but neither a critical one nor one that there isn't", async () => {
  const { flag, flagged, as, on } = await start();
  const target = `task:${on.taskId}`;
  const { off } = await as("lek").preferences.set({ target, off: ["overdue", "large_expense"] });
  expect(off).toEqual(["large_expense", "overdue"]);
  await flag({ to: "lek", reason: "large_expense" });
  expect(await flagged("lek")).toEqual([]);
  await expect(as("lek").preferences.set({ target, off: ["fraud"] })).rejects.toMatchObject({
    code: "invalid",
    message: '"fraud" can\'t be switched off: it is always sent. Leave it out.',
  });
  // @ts-expect-error
  const unknown = as("lek").preferences.set({ target, off: ["large_expence"] });
  await expect(unknown).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(/^There is no reason "large_expence"; .*large_expense/),
  });
});

test.each<[what: string, candidate: Candidate<AnyReason>, says: string]>([
  [
    "a reason that nobody declared",
    { to: "lek", reason: "large_expence" },
    'the reason "large_expence", which is not declared; the nearest are large_expense',
  ],
  [
    "a reason that every object has",
    { to: "dao", reason: "constructor" },
    'the reason "constructor"',
  ],
  [
    "a role that there isn't",
    { to: { members: "board", role: "BOSS" }, reason: "fraud" },
    'people with the role "BOSS", which is not defined; there are ADMIN, ADMIN_LIMITED',
  ],
  [
    "the members of no room",
    { to: { members: "room" }, reason: "fraud" },
    'give `roomId`, or use members: "board"',
  ],
])(
  "an operation that notifies for or to %s fails, and nothing is stored",
  async (_what, candidate, says) => {
    const { flag, as, on, errors } = await start();
    await expect(flag(candidate)).rejects.toThrow(says);
    expect(String(errors[0])).toContain('The event "task.flagged" notifies');
    expect((await as("dao").tasks.history(on)).events.map(({ type }) => type)).toEqual([
      "task.created",
    ]);
  },
);

test("a person whom an operation names as a follower follows, unless they chose otherwise for the task itself", async () => {
  const { flag, flagged, as, on } = await start();
  await flag({ to: "nok", reason: "follower" });
  await flag({ to: "nok", reason: "overdue" });
  expect(await flagged("nok")).toEqual([["follower"], ["overdue"]]);
  // A level for the whole board says less than being named.
  await as("nok").preferences.set({ target: `board:${on.boardId}`, level: "mentions" });
  await flag({ to: "nok", reason: "follower" });
  expect(await flagged("nok")).toHaveLength(3);
  await as("nok").preferences.set({ target: `task:${on.taskId}`, level: "mentions" });
  await flag({ to: "nok", reason: "follower" });
  expect(await flagged("nok")).toHaveLength(3);
});

test("a client learns the app's reasons with their words when it connects", async () => {
  const { taskwire, runtime } = await start();
  const frames: string[] = [];
  const session = taskwire.sessions.connect(
    {
      send: (frame) => void frames.push(typeof frame === "string" ? frame : frame.text),
      buffered: () => 0,
      drained: async () => {},
      close() {},
    },
    { authenticate: async (userId) => ({ userId }), token: "nok" },
  );
  await runtime.settle();
  session.ended();
  expect(JSON.parse(frames[0] as string)).toMatchObject({ type: "welcome", reasons });
});

test("a notification stays readable when a newer version of the app has its reason no more", async () => {
  const storage = memoryStorage();
  const { flag, taskwire, runtime } = await start({ ...storage, close: async () => {} });
  await flag({ to: "lek", reason: "large_expense" });
  const next = createTaskwire({ storage, runtime });
  await next.open();
  const lek = next.as({ userId: "lek" });
  const { notifications } = await lek.inbox.list();
  expect(notifications[0]).toMatchObject({ reason: "large_expense", excerpt: null });
  const { outcomes } = await lek.notifications.explain({
    eventId: notifications[0]?.eventId as string,
  });
  expect(outcomes).toMatchObject([{ reason: "large_expense", outcome: "notified" }]);
  await next.close();
  await taskwire.close();
});
