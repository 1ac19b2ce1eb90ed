import { expect, test } from "vitest";
import { createTaskwire, memoryStorage } from "../src/index.ts";

/**
 * A room, or its board, is deleted while no job runs. Lek is in it, and a message and a comment mention
 * her.
 */
async function deleteWithoutJobs(what: "room" | "board") {
  const inner = memoryStorage();
  const topics = new Set<string>();
  let hasJobs = false;
  const taskwire = createTaskwire({
    storage: {
      ...inner,
      async commit(commit) {
        for (const { topic } of commit.events) topics.add(topic);
        return inner.commit(commit);
      },
      // Only the runner of the jobs asks for several reactions at once.
      list: async (collection, query) =>
        !hasJobs && collection === "jobs" && query.each
          ? { records: [], next: null }
          : inner.list(collection, query),
    },
  });
  await taskwire.open();
  const { system } = taskwire;
  await system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const lek = { id: "lek", role: "ADMIN" } as const;
  await system.users.put({ ...lek, name: "Swordfish", handle: "swordfish" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  await dao.members.add({ boardId, userId: "lek" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Cars", memberIds: ["lek"] });
  const { task } = await dao.tasks.create({ boardId, title: "Sell" });
  await dao.messages.post({ boardId, roomId, text: "Hello @swordfish, the word is marlin" });
  await dao.comments.post({ boardId, taskId: task.id, text: "Hello @swordfish" });
  if (what === "room") await dao.rooms.delete({ boardId, roomId });
  else await dao.boards.delete({ boardId });
  return {
    taskwire,
    rename: (name: string) => system.users.put({ ...lek, name, handle: name.toLowerCase() }),
    /** Disables the account of the person who deleted the place. */
    disable: () => system.users.put({ id: "dao", name: "Dao", role: "ADMIN", disabled: true }),
    /** The log of the deleted place. */
    log: async () =>
      JSON.stringify(
        await inner.events({
          topic: what === "room" ? `room:${roomId}` : `board:${boardId}`,
          ...{ before: "end", limit: 1_000 },
        }),
      ),
    /** Everything in the logs, and the records of the deleted place. */
    async stored() {
      const pages = [...topics].map((topic) =>
        inner.events({ topic, before: "end", limit: 1_000 }),
      );
      const indexes = {
        messages: "room",
        comments: "task",
        room_members: "room",
        members: "board",
      };
      const lists = Object.entries(indexes).map(([name, index]) =>
        inner.list(name, { index, equals: {}, limit: 1_000 }),
      );
      return JSON.stringify([await Promise.all(pages), await Promise.all(lists)]);
    },
    async runJobs() {
      hasJobs = true;
      const jobs = async () =>
        (await inner.list("jobs", { index: "due", equals: {}, limit: 10 })).records;
      // A commit wakes the runner.
      await system.users.put({ id: "nok", name: "Nok", role: "ADMIN" });
      await expect.poll(jobs, { timeout: 30_000 }).toEqual([]);
    },
  };
}

test.each(["room", "board"] as const)(
  "an erasure finds the name in a %s that is still being deleted (H15)",
  async (what) => {
    const { taskwire, rename, stored } = await deleteWithoutJobs(what);
    await rename("Marlin");
    await taskwire.users.erase("lek");
    const left = await stored();
    for (const word of ["wordfish", "arlin"]) expect(left).not.toContain(word);
    await taskwire.close();
  },
);

test.each(["room", "board"] as const)(
  "a person's new name is not kept in the log of a %s that is being deleted (H15)",
  async (what) => {
    const { taskwire, rename, log, runJobs } = await deleteWithoutJobs(what);
    await rename("Marlin");
    await runJobs();
    const left = await log();
    expect(left).toContain("records.deleted");
    for (const word of ["wordfish", "arlin"]) expect(left).not.toContain(word);
    await taskwire.close();
  },
);

test.each(["room", "board"] as const)(
  "the deletion of a %s ends although the account of the person who began it is disabled meanwhile",
  async (what) => {
    const { taskwire, disable, stored, runJobs } = await deleteWithoutJobs(what);
    await disable();
    expect(await stored()).toContain("marlin");
    await runJobs();
    expect(await stored()).not.toContain("marlin");
    const { notifications } = await taskwire.as({ userId: "lek" }).inbox.list({});
    expect(notifications[0]).toMatchObject({
      reason: "removed",
      actor: "dao",
      about: expect.stringMatching(`^${what}:`),
    });
    await taskwire.close();
  },
);
