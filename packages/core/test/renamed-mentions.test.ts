import { expect, onTestFinished, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";

/** Two servers on one storage, without a transport. Ann, Bob and Cho are on a board and in a room. */
async function twoServers() {
  const storage = memoryStorage();
  const [here, there] = [createTaskwire({ storage }), createTaskwire({ storage })];
  for (const one of [here, there]) {
    onTestFinished(() => one.close());
    await one.open();
  }
  const put = (id: string, name: string) =>
    there.system.users.put({ id, name, handle: null, role: "ADMIN" });
  const { id: boardId } = await there.system.boards.create({ name: "Sales" });
  const { id: roomId } = await there.system.rooms.create({ boardId, name: "Hall" });
  for (const userId of ["ann", "bob", "cho"]) {
    await put(userId, `${userId} First`);
    await there.system.members.add({ boardId, userId });
    await there.system.roomMembers.add({ boardId, roomId, userId });
  }
  const ann = here.as({ userId: "ann" });
  const { task } = await ann.tasks.create({ boardId, title: "Trip" });
  const taskId = task.id;
  const ids = (mentions: readonly { readonly id: string }[]) => mentions.map(({ id }) => id);
  return {
    ...{ there, put, boardId, roomId },
    inRoom: async (text: string) =>
      ids((await ann.messages.post({ boardId, roomId, text })).mentions),
    onTask: async (text: string) =>
      ids((await ann.comments.post({ boardId, taskId, text })).mentions),
  };
}

test("a mention finds a person by the name that another server gave them, and not by the old name", async () => {
  const { put, inRoom, onTask } = await twoServers();
  for (const mentioned of [inRoom, onTask]) expect(await mentioned("@bob First")).toEqual(["bob"]);
  await put("bob", "Robert");
  for (const mentioned of [inRoom, onTask]) {
    expect(await mentioned("@Robert")).toEqual(["bob"]);
    expect(await mentioned("@bob First")).toEqual([]);
    expect(await mentioned("@cho First")).toEqual(["cho"]);
  }
});

test("a mention finds a person whom another server has just added, and nobody who has left", async () => {
  const { there, put, boardId, roomId, inRoom, onTask } = await twoServers();
  for (const mentioned of [inRoom, onTask]) expect(await mentioned("@dan First")).toEqual([]);
  await put("dan", "dan First");
  await there.system.members.add({ boardId, userId: "dan" });
  await there.system.roomMembers.add({ boardId, roomId, userId: "dan" });
  for (const mentioned of [inRoom, onTask]) expect(await mentioned("@dan First")).toEqual(["dan"]);
  await there.system.members.remove({ boardId, userId: "dan" });
  for (const mentioned of [inRoom, onTask]) expect(await mentioned("@dan First")).toEqual([]);
});
