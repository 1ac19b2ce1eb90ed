import { describe, expect, test } from "vitest";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { failure, startConversation } from "./support/conversation.ts";

/** The conversation, with a direct room of Dao and Lek. */
async function startDirect() {
  const storage = memoryStorage();
  const world = await startConversation({ storage });
  const { as, boardId } = world;
  const room = await as("dao").rooms.direct({ boardId, userId: "lek" });
  const on = { boardId, roomId: room.id };
  const say = (userId: string, text: string) => as(userId).messages.post({ ...on, text });
  const personOf = async (userId: string) => (await as(userId).rooms.open(on)).person;
  return { ...world, storage, room, on, say, personOf };
}

test("a direct room is of its two people, and each sees the name of the other", async () => {
  const { taskwire, as, boardId, room, on, personOf } = await startDirect();
  expect(room).toMatchObject({ direct: ["dao", "lek"], createdBy: "dao", archived: false });
  expect(await personOf("dao")).toEqual({ id: "lek", name: "เล็ก", disabled: false });
  expect(await personOf("lek")).toEqual({ id: "dao", name: "ดาว", disabled: false });
  await taskwire.system.users.put({ id: "lek", name: "Lek L.", role: "ADMIN_LIMITED" });
  const { rooms } = await as("dao").rooms.list({ boardId });
  const view = rooms.find(({ room: { id } }) => id === on.roomId);
  expect(view?.person).toMatchObject({ name: "Lek L." });
  const others = rooms.filter(({ room: { id } }) => id !== on.roomId);
  expect(others.map(({ person }) => person)).toEqual([null]);
  expect(await failure(as("nok").rooms.open(on))).toMatchObject({ code: "not_found" });
});

test("starting it again gives the same room, and changes nothing", async () => {
  const { as, boardId, room } = await startDirect();
  expect(await as("lek").rooms.direct({ boardId, userId: "dao" })).toEqual(room);
  expect(await as("dao").rooms.direct({ boardId, userId: "lek" })).toEqual(room);
});

test("the other person hears nothing of an empty room, and of each message in it", async () => {
  const { as, on, say } = await startDirect();
  const about = async (userId: string) =>
    (await as(userId).inbox.list()).notifications.filter(({ roomId }) => roomId === on.roomId);
  expect(await about("lek")).toEqual([]);
  await say("dao", "Are you there?");
  expect(await about("lek")).toMatchObject([
    { reason: "direct", actorName: "ดาว", roomName: null, excerpt: "Are you there?" },
  ]);
  expect(await about("dao")).toEqual([]);
  await as("lek").preferences.set({ target: `room:${on.roomId}`, level: "none" });
  await say("dao", "Hello?");
  expect(await about("lek")).toHaveLength(1);
});

describe("nobody changes whose room it is", () => {
  test.each(["dao", "lek"])("neither does %s", async (userId) => {
    const { as, on } = await startDirect();
    const { roomMembers, rooms } = as(userId);
    for (const call of [
      roomMembers.add({ ...on, userId: "nok" }),
      roomMembers.remove({ ...on, userId: "dao" }),
      rooms.edit({ ...on, name: "Ours" }),
      rooms.edit({ ...on, archived: true }),
    ]) {
      const { code, details } = await failure(call);
      // Lek's role allows less.
      if (code !== "forbidden")
        expect({ code, details }).toMatchObject({ details: { rule: "direct" } });
    }
    const { room, members } = await rooms.open(on);
    expect(room.name).toBe("Direct message");
    expect(members.map(({ userId }) => userId).sort()).toEqual(["dao", "lek"]);
  });

  test("not even the app's own code", async () => {
    const { taskwire, on } = await startDirect();
    const adding = taskwire.system.roomMembers.add({ ...on, userId: "nok" });
    expect(await failure(adding)).toMatchObject({ details: { rule: "direct" } });
  });
});

describe("a person who can't be reached", () => {
  test("has left: the other can read on, and can't bring them back (H6)", async () => {
    const { as, boardId, room, on, say, personOf } = await startDirect();
    await say("lek", "Bye");
    await as("lek").rooms.leave(on);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await as("dao").rooms.direct({ boardId, userId: "lek" })).id).toBe(room.id);
      expect(await failure(as("lek").rooms.open(on))).toMatchObject({ code: "not_found" });
      expect(await failure(say("dao", "Wait"))).toMatchObject({ details: { rule: "alone" } });
    }
    expect(await personOf("dao")).toMatchObject({ name: "เล็ก", disabled: false });
    const { rooms } = await as("lek").rooms.list({ boardId });
    expect(rooms.map(({ room: { id } }) => id)).not.toContain(room.id);
  });

  test("has left: a new room after a deletion doesn't bring them back either", async () => {
    const { taskwire, as, boardId, room, on } = await startDirect();
    await as("lek").rooms.leave(on);
    await taskwire.system.rooms.delete(on);
    const again = await as("dao").rooms.direct({ boardId, userId: "lek" });
    expect(again.id).not.toBe(room.id);
    const inAgain = { boardId, roomId: again.id };
    expect(await failure(as("lek").rooms.open(inAgain))).toMatchObject({ code: "not_found" });
    expect((await as("lek").rooms.direct({ boardId, userId: "dao" })).id).toBe(again.id);
    expect((await as("dao").rooms.open(inAgain)).members).toHaveLength(2);
  });

  test("both have left: each comes back alone", async () => {
    const { as, boardId, on } = await startDirect();
    for (const userId of ["dao", "lek"]) await as(userId).rooms.leave(on);
    await as("dao").rooms.direct({ boardId, userId: "lek" });
    expect((await as("dao").rooms.open(on)).members.map(({ userId }) => userId)).toEqual(["dao"]);
    await as("lek").rooms.direct({ boardId, userId: "dao" });
    expect((await as("lek").rooms.open(on)).members).toHaveLength(2);
    // After they came back, it is as if they had never left.
    await as("dao").messages.post({ ...on, text: "Hello" });
  });

  test("was removed from the board and is on it again: the room brings them back", async () => {
    const { taskwire, as, boardId, on } = await startDirect();
    await taskwire.system.members.remove({ boardId, userId: "lek" });
    await taskwire.system.members.add({ boardId, userId: "lek" });
    await as("dao").rooms.direct({ boardId, userId: "lek" });
    expect((await as("lek").rooms.open(on)).members).toHaveLength(2);
  });

  test("has left, and comes back by starting it themselves", async () => {
    const { as, boardId, room, on } = await startDirect();
    await as("lek").rooms.leave(on);
    expect((await as("lek").rooms.direct({ boardId, userId: "dao" })).id).toBe(room.id);
    expect((await as("lek").rooms.open(on)).members).toHaveLength(2);
  });

  test("is disabled or erased: the room can be read, nothing can be written, and none is started", async () => {
    const { taskwire, as, boardId, on, room, say, personOf } = await startDirect();
    await say("lek", "My PIN is safe");
    await taskwire.system.users.put({
      id: "lek",
      name: "เล็ก",
      role: "ADMIN_LIMITED",
      disabled: true,
    });
    expect(await personOf("dao")).toMatchObject({ disabled: true });
    expect(await failure(say("dao", "Lek?"))).toMatchObject({ details: { rule: "alone" } });
    expect((await as("dao").rooms.direct({ boardId, userId: "lek" })).id).toBe(room.id);
    const other = as("nok").rooms.direct({ boardId, userId: "lek" });
    expect(await failure(other)).toMatchObject({ details: { rule: "disabled" } });
    await taskwire.users.erase("lek");
    expect(await personOf("dao")).toEqual({ id: "lek", name: "Former member", disabled: true });
    expect(JSON.stringify(await as("dao").rooms.open(on))).not.toContain("เล็ก");
  });

  test("is off the board: the answer is the same as for somebody who doesn't exist", async () => {
    const { taskwire, as, boardId, on, say } = await startDirect();
    await taskwire.system.members.remove({ boardId, userId: "lek" });
    expect(await failure(say("dao", "Lek?"))).toMatchObject({ details: { rule: "alone" } });
    expect((await as("dao").rooms.open(on)).room.direct).toEqual(["dao", "lek"]);
    const missing = await failure(as("dao").rooms.direct({ boardId, userId: "nobody" }));
    expect(missing.code).toBe("invalid");
    for (const userId of ["lek", "ann"])
      expect(await failure(as("dao").rooms.direct({ boardId, userId }))).toEqual(missing);
  });
});

test("a role has to allow it", async () => {
  const roles = defineRoles({
    extends: approvalRoles,
    roles: { ADMIN_LIMITED: { "room.direct": false } },
  });
  const { as, boardId } = await startConversation({ roles });
  const starting = as("lek").rooms.direct({ boardId, userId: "dao" });
  expect(await failure(starting)).toMatchObject({ code: "forbidden" });
  await as("dao").rooms.direct({ boardId, userId: "lek" });
});

test("a direct room has two different people", async () => {
  const { taskwire, as, boardId } = await startDirect();
  const alone = as("dao").rooms.direct({ boardId, userId: "dao" });
  expect(await failure(alone)).toMatchObject({ details: { rule: "person" } });
  const host = taskwire.system.rooms.direct({ boardId, userId: "dao" });
  expect(await failure(host)).toMatchObject({ details: { rule: "person" } });
});

test("the record that names a direct room goes with the room and with the board", async () => {
  const { runtime, taskwire, as, boardId, on, storage } = await startDirect();
  const named = async () =>
    (await storage.list("direct_rooms", { index: "board", equals: {}, limit: 10 })).records.length;
  await as("dao").rooms.direct({ boardId, userId: "nok" });
  expect(await named()).toBe(2);
  await as("dao").rooms.delete(on);
  expect(await named()).toBe(1);
  await taskwire.system.boards.delete({ boardId });
  await runtime.settle();
  expect(await named()).toBe(0);
});
