import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";

const people = Array.from({ length: 60 }, (_, i) => `p${i}`);

/**
 * Two nodes and a board of 60 people, so many that jobs change their notifications. The ids of each node begin with
 * a letter, as if their clocks were far apart.
 */
async function startNodes(first: string, second: string) {
  const inner = memoryStorage();
  const held = { changes: false };
  const storage = {
    ...inner,
    async close() {},
    async list(...[collection, query]: Parameters<typeof inner.list>) {
      const page = await inner.list(collection, query);
      if (!held.changes || collection !== "jobs") return page;
      const isOther = ({ fields }: (typeof page.records)[number]) =>
        fields.reaction !== "taskwire.changes";
      return { ...page, records: page.records.filter(isOther) };
    },
  };
  const runtime = fakeRuntime();
  const importer = createTaskwire({ storage, runtime, notifications: false });
  await importer.open();
  const { users, boards, members } = importer.system;
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const id of ["lek", ...people]) {
    const role = id === "lek" ? "ADMIN_LIMITED" : "ADMIN";
    await users.put({ id, name: id, handle: id, role });
    await members.add({ boardId, userId: id });
  }
  const errors: unknown[] = [];
  async function start(letter: string) {
    const own = { ...runtime, id: () => `${letter}-${runtime.id()}` };
    const onError = (error: unknown) => void errors.push(error);
    const node = createTaskwire({ storage, runtime: own, onError });
    await node.open();
    return node;
  }
  const [one, other] = [await start(first), await start(second)];
  await runtime.settle();
  const listed = (userId: string) =>
    inner.list("notifications", { index: "inbox", equals: { userId }, limit: 100 });
  const all = async () => (await Promise.all(people.map(listed))).flatMap(({ records }) => records);
  return {
    ...{ one, other, runtime, boardId, held, errors, all },
    /** How many people have an open request to decide. */
    asked: async () =>
      (await all()).filter(
        ({ fields }) => fields.reason === "approval.requested" && fields.state === "open",
      ).length,
  };
}

const orders = [
  ["a", "b"],
  ["b", "a"],
] as const;

test.each(orders)(
  "a decision resolves all requests, whatever the clocks say (%s, %s)",
  async (...order) => {
    const { one, other, runtime, boardId, asked, errors } = await startNodes(...order);
    const { task } = await one.as({ userId: "lek" }).tasks.create({ boardId, title: "Plates" });
    await runtime.advance(10_000);
    expect(await asked()).toBe(60);
    await decide(other.as({ userId: "p0" }), "approve", { boardId, taskId: task.id });
    await runtime.advance(60_000);
    expect(await asked()).toBe(0);
    expect(errors).toEqual([]);
  },
);

test.each(orders)(
  "a late job resolves no newer request, whatever the clocks say (%s, %s)",
  async (...order) => {
    const { one, other, runtime, boardId, asked, held, errors } = await startNodes(...order);
    const { task } = await one.as({ userId: "lek" }).tasks.create({ boardId, title: "Plates" });
    const taskId = task.id;
    await runtime.advance(10_000);
    held.changes = true;
    await decide(other.as({ userId: "p0" }), "reject", { boardId, taskId, reason: "No money." });
    await one.as({ userId: "lek" }).tasks.resubmit({ boardId, taskId });
    await runtime.advance(5_000);
    held.changes = false;
    await runtime.advance(60_000);
    expect(await asked()).toBe(60);
    expect(errors).toEqual([]);
  },
);

test.each(orders)(
  "no notification keeps a deleted text, whatever the clocks say (%s, %s)",
  async (...order) => {
    const { one, other, runtime, boardId, all, errors } = await startNodes(...order);
    const p0 = one.as({ userId: "p0" });
    const { id: roomId } = await p0.rooms.create({
      boardId,
      name: "All",
      memberIds: people.slice(1),
    });
    await runtime.advance(10_000);
    const message = await p0.messages.post({
      boardId,
      roomId,
      text: "@everyone SECRET",
      confirm: 60,
    });
    await runtime.advance(10_000);
    const words = async () =>
      (await all()).filter(({ fields }) => JSON.stringify(fields).includes("SECRET")).length;
    expect(await words()).toBe(59);
    await other.as({ userId: "p0" }).messages.delete({ boardId, roomId, messageId: message.id });
    await runtime.advance(60_000);
    expect(await words()).toBe(0);
    expect(errors).toEqual([]);
  },
);
