import { expect, test } from "vitest";
import type { ReactionHandler } from "../src/reactions/reactions.ts";
import type { Runtime } from "../src/runtime.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { type FakeRuntime, fakeRuntime } from "../src/testing/fake-runtime.ts";
import type { approvalWorkflow } from "../src/workflow/approval.ts";

const second = 1000;
const lease = 30 * second;

interface Setup {
  readonly storage: Storage;
  readonly runtime: FakeRuntime;
  readonly errors: unknown[];
  /** A node on the storage, with these reactions to `board.created`. */
  node(
    handlers: Record<string, ReactionHandler>,
    clock?: Runtime,
  ): Promise<ReturnType<typeof createTaskwire<typeof approvalWorkflow>>>;
}

function setup(): Setup {
  const storage = memoryStorage();
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  return {
    storage,
    runtime,
    errors,
    async node(handlers, clock: Runtime = runtime) {
      // The storage stays open for the next node when a node closes.
      const shared: Storage = { ...storage, close: async () => {} };
      const one = createTaskwire({
        storage: shared,
        runtime: clock,
        onError: (error) => errors.push(error),
      });
      for (const [name, handler] of Object.entries(handlers))
        one.react(name, "board.created", handler);
      await one.open();
      return one;
    },
  };
}

/** The clock of a node that is as good as dead: no timer of it runs any more. */
function stopped(runtime: FakeRuntime): Runtime {
  const time = runtime.now();
  return { ...runtime, now: () => time, timer: () => () => {} };
}

const jobsOf = async (storage: Storage) => {
  const pages = ["waiting", "failed"].map((status) =>
    storage.list("jobs", { index: "due", equals: { status }, limit: 100 }),
  );
  return (await Promise.all(pages)).flatMap(({ records }) => records.map(({ fields }) => fields));
};

const causeOf = (error: unknown) => String((error as Error).cause);

test("a reaction is called once with each event of its type, and leaves no job behind", async () => {
  const { storage, runtime, node } = setup();
  const called: string[] = [];
  const one = await node({
    mail: ({ type, data }) => void called.push(`${type} ${(data.board as { name: string }).name}`),
  });
  await one.system.boards.create({ name: "A" });
  const { id: boardId } = await one.system.boards.create({ name: "B" });
  await one.system.boards.edit({ boardId, name: "C" });
  await runtime.advance(5 * second);
  expect(called.sort()).toEqual(["board.created A", "board.created B"]);
  expect(await jobsOf(storage)).toEqual([]);
});

test("a reaction is not called for a failed command", async () => {
  const { runtime, node } = setup();
  const called: unknown[] = [];
  const one = await node({ mail: (event) => void called.push(event) });
  await one.system.boards.create({ id: "b", name: "A" });
  await one.system.boards.create({ id: "b", name: "A" }).catch(() => {});
  await runtime.advance(5 * second);
  expect(called).toHaveLength(1);
});

test("a failing reaction is retried with growing delays until it succeeds", async () => {
  const { storage, runtime, errors, node } = setup();
  const times: number[] = [];
  const one = await node({
    mail() {
      times.push(runtime.now());
      if (times.length < 5) throw new Error(`No. ${times.length}`);
    },
  });
  await one.system.boards.create({ name: "A" });
  await runtime.advance(120 * second);
  expect(times).toHaveLength(5);
  const waits = times.slice(1).map((time, i) => time - (times[i] as number));
  expect(waits.at(-1)).toBeGreaterThan(2 * (waits[0] as number));
  expect(errors.map(causeOf)).toEqual([
    "Error: No. 1",
    "Error: No. 2",
    "Error: No. 3",
    "Error: No. 4",
  ]);
  expect(String(errors[1])).toBe(
    'Error: The reaction "mail" failed on board.created, try 2 of 20.',
  );
  expect(await jobsOf(storage)).toEqual([]);
});

test("a reaction that always fails ends as failed with its error, without delaying the others", async () => {
  const { storage, runtime, node } = setup();
  const done: string[] = [];
  const one = await node({
    poison: () => {
      throw new Error("Never");
    },
    mail: ({ id }) => void done.push(id),
  });
  for (let i = 0; i < 10; i++) await one.system.boards.create({ name: `Board ${i}` });
  await runtime.advance(20 * second);
  expect(new Set(done).size).toBe(10);
  // Twenty attempts, with a delay that doubles up to an hour.
  for (let hour = 0; hour < 24; hour++) await runtime.advance(3600 * second);
  const jobs = await jobsOf(storage);
  expect(jobs).toHaveLength(10);
  for (const job of jobs)
    expect(job).toMatchObject({
      reaction: "poison",
      status: "failed",
      attempts: 20,
      error: "Error",
    });
}, 60_000);

test("failed jobs are listed for the system only, and can be retried by it", async () => {
  const { storage, runtime, node } = setup();
  let isBroken = true;
  const done: string[] = [];
  const one = await node({
    mail(event) {
      if (isBroken) throw new Error("The mail server is gone");
      done.push(event.id);
    },
  });
  await one.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  for (const id of ["a", "b"]) await one.system.boards.create({ id, name: id });
  const { reactions: none } = await one.system.reactions.failed();
  expect(none).toEqual([]);
  for (let hour = 0; hour < 24; hour++) await runtime.advance(3600 * second);

  const { reactions, next } = await one.system.reactions.failed();
  expect(next).toBeNull();
  expect(reactions.map(({ event }) => event.subject).sort()).toEqual(["a", "b"]);
  const [first, another] = reactions;
  expect(first).toMatchObject({
    reaction: "mail",
    error: "Error",
    attempts: 20,
    event: { type: "board.created" },
  });
  expect(JSON.stringify(reactions)).not.toContain('"data"');
  const dao = one.as({ userId: "dao" }).reactions;
  const id = first?.id ?? "";
  await expect(dao.failed()).rejects.toMatchObject({ code: "forbidden" });
  await expect(dao.retry({ id })).rejects.toMatchObject({ code: "forbidden" });

  isBroken = false;
  await one.system.reactions.retry({ id });
  await runtime.advance(5 * second);
  expect(done).toEqual([first?.event.id]);
  await expect(one.system.reactions.retry({ id })).rejects.toMatchObject({ code: "not_found" });
  expect((await one.system.reactions.failed()).reactions).toEqual([another]);
  expect(await jobsOf(storage)).toHaveLength(1);
});

test("a reaction that hangs does not delay the others, and is called again when its lease has run out", async () => {
  const { runtime, errors, node } = setup();
  const done: number[] = [];
  let calls = 0;
  const one = await node({
    mail: () => void done.push(runtime.now()),
    stuck: () => (++calls === 1 ? new Promise(() => {}) : undefined),
  });
  await one.system.boards.create({ name: "A" });
  await runtime.advance(second);
  await one.system.boards.create({ name: "B" });
  await runtime.advance(2 * second);
  expect(done).toHaveLength(2);
  expect(calls).toBe(2);
  await runtime.advance(lease + 5 * second);
  expect(calls).toBe(3);
  expect(errors.map(causeOf)).toEqual([expect.stringContaining("took longer than 30 s")]);
});

test("a job of a dead node is taken over when its lease has run out, and not before", async () => {
  const { runtime, node } = setup();
  const dead = await node({ mail: () => new Promise(() => {}) }, stopped(runtime));
  await dead.system.boards.create({ name: "A" });
  await runtime.settle();
  const called: number[] = [];
  await node({ mail: () => void called.push(runtime.now()) });
  const before = runtime.now();
  await runtime.advance(lease - 5 * second);
  expect(called).toEqual([]);
  await runtime.advance(10 * second);
  expect(called).toHaveLength(1);
  expect((called[0] as number) - before).toBeGreaterThanOrEqual(lease - 5 * second);
});

test("a job left before its start is done by the next node that starts", async () => {
  const { runtime, node } = setup();
  const one = await node({ mail: () => {} });
  // The node closes at the moment of the commit.
  const created = one.system.boards.create({ name: "A" });
  const closed = one.close();
  await created.catch(() => {});
  await closed;
  const called: string[] = [];
  await node({ mail: ({ type }) => void called.push(type) });
  await runtime.advance(lease + 2 * second);
  expect(called).toEqual(["board.created"]);
});

test("only one of two nodes does a job", async () => {
  const { runtime, node } = setup();
  const called: string[] = [];
  const one = await node({ mail: ({ id }) => void called.push(id) });
  await node({ mail: ({ id }) => void called.push(id) });
  for (let i = 0; i < 30; i++) await one.system.boards.create({ name: `Board ${i}` });
  await runtime.advance(60 * second);
  expect(called).toHaveLength(30);
  expect(new Set(called).size).toBe(30);
});

test("jobs of a reaction unknown to this node are left for a node that knows it, and delay nothing", async () => {
  const { storage, runtime, node } = setup();
  const newer = await node({ fax: () => new Promise(() => {}) }, stopped(runtime));
  for (let i = 0; i < 20; i++) await newer.system.boards.create({ name: `Board ${i}` });
  const called: string[] = [];
  const older = await node({ mail: ({ id }) => void called.push(id) });
  await older.system.boards.create({ name: "A" });
  await runtime.advance(lease * 3);
  expect(called).toHaveLength(1);
  const left = await jobsOf(storage);
  expect(left).toHaveLength(20);
  for (const job of left)
    expect(job).toMatchObject({ reaction: "fax", status: "waiting", error: null });
});

test("two reactions can't have the same name, because a job would not know its reaction", async () => {
  const one = createTaskwire({ storage: memoryStorage(), runtime: fakeRuntime() });
  one.react("mail", "board.created", () => {});
  expect(() => one.react("mail", "task.created", () => {})).toThrow(
    'There is a reaction "mail" already',
  );
});

test("refuses a reaction to an unknown type, and one registered after events may have passed", async () => {
  const one = createTaskwire({ storage: memoryStorage(), runtime: fakeRuntime() });
  // @ts-expect-error
  expect(() => one.react("mail", "board.craeted", () => {})).toThrow(
    "the nearest are board.created, ",
  );
  // @ts-expect-error
  expect(() => one.react("mail", "*", () => {})).toThrow('No event has the type "*"');
  await one.open();
  expect(() => one.react("mail", "board.created", () => {})).toThrow(
    'Register the reaction "mail" before open()',
  );
  await one.close();
});

test("a reaction that waits while its text is deleted is not called with it, and no job has it (H5)", async () => {
  const storage = memoryStorage();
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  const one = createTaskwire({ storage, runtime, onError: (error) => errors.push(error) });
  const seen: string[] = [];
  let isBroken = true;
  one.react("index", "message.posted", ({ data }) => {
    if (isBroken) throw new RangeError(`Can't index ${JSON.stringify(data)}`);
    seen.push(JSON.stringify(data));
  });
  one.react("forget", "message.deleted", ({ data }) => void seen.push(JSON.stringify(data)));
  await one.open();
  await one.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const { id: boardId } = await one.system.boards.create({ name: "Sales" });
  await one.system.members.add({ boardId, userId: "dao" });
  const dao = one.as({ userId: "dao" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Planning" });
  const post = (text: string) => dao.messages.post({ boardId, roomId, text });
  const [secret] = [await post("swordfish"), await post("hello")];
  await runtime.advance(second / 2);
  expect(errors.map(causeOf).join()).toContain("swordfish");
  const waiting = await jobsOf(storage);
  expect(waiting.map(({ error }) => error)).toEqual(["RangeError", "RangeError"]);
  expect(JSON.stringify(waiting)).not.toContain("swordfish");
  await dao.messages.delete({ boardId, roomId, messageId: secret.id });
  isBroken = false;
  await runtime.advance(60 * second);
  expect(seen).toHaveLength(2);
  expect(seen.join()).toContain("hello");
  expect(seen.join()).not.toContain("swordfish");
  expect(await jobsOf(storage)).toEqual([]);
  await one.close();
});
