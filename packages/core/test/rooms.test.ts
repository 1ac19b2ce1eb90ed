import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { failure, startConversation } from "./support/conversation.ts";

describe("a room", () => {
  test("is visible to its members only, whatever the role of others", async () => {
    const { as, boardId, roomId } = await startConversation();
    expect((await as("dao").rooms.list({ boardId })).rooms.map(({ room }) => room.name)).toEqual([
      "Showroom",
    ]);
    expect(await as("nok").rooms.list({ boardId })).toEqual({ rooms: [], next: null });
    expect(await failure(as("nok").rooms.open({ boardId, roomId }))).toEqual(
      await failure(as("nok").rooms.open({ boardId, roomId: "no-such-room" })),
    );
  });

  test("shows a later member all earlier messages, and none of them as unread", async () => {
    const { as, say, boardId, roomId, runtime } = await startConversation();
    await say("lek", "before");
    await runtime.advance(1_000);
    await as("dao").roomMembers.add({ boardId, roomId, userId: "nok" });
    const { messages, readMarker } = await as("nok").rooms.open({ boardId, roomId });
    expect(messages.map(({ text }) => text)).toEqual(["before"]);
    expect(readMarker).toBeNull();
    expect((await as("nok").rooms.list({ boardId })).rooms[0]?.unread).toBe(0);
  });

  test("accepts nobody who isn't on the board, with the same answer as for a user who doesn't exist", async () => {
    const { as, boardId, roomId } = await startConversation();
    const add = (userId: string) => failure(as("dao").roomMembers.add({ boardId, roomId, userId }));
    expect(await add("ann")).toMatchObject({ code: "invalid" });
    expect(await add("ann")).toEqual(await add("nobody"));
    const create = failure(as("dao").rooms.create({ boardId, name: "Other", memberIds: ["ann"] }));
    expect(await create).toEqual(await add("nobody"));
  });

  test("accepts nobody twice", async () => {
    const { as, boardId, roomId } = await startConversation();
    expect(
      await failure(as("lek").roomMembers.add({ boardId, roomId, userId: "dao" })),
    ).toMatchObject({
      code: "refused",
      details: { rule: "member" },
    });
  });

  test("loses a member who is removed from the board at the same moment", async () => {
    const { as, taskwire, boardId, roomId } = await startConversation();
    await as("nok").members.remove({ boardId, userId: "lek" });
    await taskwire.system.members.add({ boardId, userId: "lek" });
    expect((await as("lek").rooms.list({ boardId })).rooms).toEqual([]);
    expect(
      (await as("dao").roomMembers.list({ boardId, roomId })).members.map(({ userId }) => userId),
    ).toEqual(["dao"]);
  });

  test("never prevents a removal from the board, even from the most rooms with the longest names", async () => {
    const { as, boardId, runtime } = await startConversation({
      notifications: false,
      quotas: { roomsCreated: null },
    });
    const name = "🚪".repeat(200);
    // Including the room that they are in already.
    for (let i = 1; i < 500; i++) await as("lek").rooms.create({ boardId, name });
    expect(await failure(as("lek").rooms.create({ boardId, name }))).toMatchObject({
      details: { rule: "rooms" },
    });
    const other = await as("dao").rooms.create({ boardId, name });
    const taken = as("dao").roomMembers.add({ boardId, roomId: other.id, userId: "lek" });
    expect(await failure(taken)).toMatchObject({ details: { rule: "rooms" } });
    await as("nok").members.remove({ boardId, userId: "lek" });
    await runtime.advance(1_000);
    expect(await failure(as("lek").rooms.list({ boardId }))).toMatchObject({ code: "not_found" });
  });

  test("can only be entered again by being added, after leaving", async () => {
    const { as, boardId, roomId } = await startConversation();
    await as("dao").rooms.leave({ boardId, roomId });
    expect(await failure(as("dao").rooms.open({ boardId, roomId }))).toMatchObject({
      code: "not_found",
    });
    await as("lek").roomMembers.add({ boardId, roomId, userId: "dao" });
    expect((await as("dao").rooms.open({ boardId, roomId })).room.name).toBe("Showroom");
  });

  test("accepts nothing new while it is archived, and stays readable", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const message = await say("lek", "before");
    await as("lek").rooms.edit({ boardId, roomId, archived: true });
    expect(await failure(say("lek", "after"))).toMatchObject({
      code: "refused",
      details: { rule: "archived" },
    });
    const edited = as("lek").messages.edit({
      boardId,
      roomId,
      messageId: message.id,
      text: "other",
    });
    expect(await failure(edited)).toMatchObject({ details: { rule: "archived" } });
    expect((await as("dao").rooms.open({ boardId, roomId })).messages).toHaveLength(1);
    await as("lek").rooms.edit({ boardId, roomId, archived: false });
    await say("lek", "after");
  });

  test("shows its members' new names at once", async () => {
    const { as, taskwire, boardId, roomId } = await startConversation();
    await taskwire.system.users.put({
      id: "lek",
      name: "Lek Suksai",
      handle: "lek",
      role: "ADMIN_LIMITED",
    });
    const { members } = await as("dao").rooms.open({ boardId, roomId });
    expect(members.find(({ userId }) => userId === "lek")).toMatchObject({
      name: "Lek Suksai",
      handle: "lek",
    });
  });

  test("two concurrent additions of one user add them once", async () => {
    const { as, boardId, roomId } = await startConversation();
    const add = (by: string) => as(by).roomMembers.add({ boardId, roomId, userId: "nok" });
    const outcomes = await Promise.allSettled([add("dao"), add("lek")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await as("nok").roomMembers.list({ boardId, roomId })).members).toHaveLength(3);
  });
});

describe("unread messages", () => {
  test("are those of others after the read marker", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const first = await say("dao", "one");
    await say("dao", "two");
    await say("lek", "my own");
    const unread = async () => (await as("lek").rooms.list({ boardId })).rooms[0]?.unread;
    expect(await unread()).toBe(2);
    await as("lek").rooms.read({ boardId, roomId, messageId: first.id });
    expect(await unread()).toBe(1);
  });

  test.each(["own", "deleted"])("are found before 120 %s ones (I10)", async (kind) => {
    const { as, say, boardId, roomId } = await startConversation();
    const unread = async (userId: string) =>
      (await as(userId).rooms.list({ boardId })).rooms[0]?.unread;
    const marker = await say("dao", "read");
    for (const by of ["lek", "dao"])
      await as(by).rooms.read({ boardId, roomId, messageId: marker.id });
    for (let i = 0; i < 3; i++) await say("dao", `new ${i}`);
    for (let i = 0; i < 120; i++) {
      const { id: messageId } = await say("lek", `${i}`);
      if (kind === "deleted") await as("lek").messages.delete({ boardId, roomId, messageId });
    }
    expect([await unread("lek"), await unread("dao")]).toEqual([3, kind === "deleted" ? 0 : 100]);
    await say("dao", "one more");
    expect(await unread("lek")).toBe(4);
  });

  test("are counted without a read marker too, from when the person was added (I10)", async () => {
    const { as, say, boardId, roomId, runtime } = await startConversation();
    await say("lek", "before");
    await runtime.advance(1_000);
    await as("lek").roomMembers.add({ boardId, roomId, userId: "nok" });
    for (let i = 0; i < 2; i++) await say("lek", "new");
    for (let i = 0; i < 120; i++) await say("nok", `${i}`);
    expect((await as("nok").rooms.list({ boardId })).rooms[0]?.unread).toBe(2);
  });

  test("are counted without their texts, and the last message is its beginning (H8)", async () => {
    const inner = memoryStorage();
    let read = 0;
    const storage = {
      ...inner,
      list: async (...[collection, query]: Parameters<typeof inner.list>) => {
        const page = await inner.list(collection, query);
        if (collection === "messages") read += page.records.length;
        return page;
      },
    };
    const { as, say, boardId } = await startConversation({ storage });
    for (let i = 0; i < 30; i++) await say("dao", "น้ำ ".repeat(2_000));
    read = 0;
    const answer = await as("lek").rooms.list({ boardId });
    expect(answer.rooms[0]).toMatchObject({ unread: 30 });
    expect(answer.rooms[0]?.lastMessage?.text).toBe(`${"น้ำ ".repeat(70)}…`);
    expect(JSON.stringify(answer).length).toBeLessThan(2_000);
    expect(read).toBe(1);
  });

  test("are counted from a read marker that only moves forward", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const [first, second] = [await say("dao", "one"), await say("dao", "two")];
    const read = (messageId: string) => as("lek").rooms.read({ boardId, roomId, messageId });
    await Promise.all([read(second.id), read(first.id), read(second.id)]);
    expect((await read(first.id)).readMarker.messageId).toBe(second.id);
    expect((await as("lek").rooms.list({ boardId })).rooms[0]).toMatchObject({
      unread: 0,
      readMarker: { messageId: second.id },
    });
  });

  test("can't be marked as read beyond the last message", async () => {
    const { as, boardId, roomId } = await startConversation();
    const read = as("lek").rooms.read({ boardId, roomId, messageId: "zzzz" });
    expect(await failure(read)).toMatchObject({ code: "not_found" });
  });
});

describe("I7: reading a room", () => {
  /** A room with so many messages that mention Lek, and one of another room. */
  async function startMentions(count: number, text: string) {
    const world = await startConversation();
    const { as, boardId } = world;
    const other = await as("dao").rooms.create({ boardId, name: "Other", memberIds: ["lek"] });
    await as("dao").messages.post({ boardId, roomId: other.id, text: "@เล็ก elsewhere" });
    const unread = async () => (await as("lek").inbox.open()).unread;
    const others = await unread();
    for (let i = 0; i < count; i++) await world.say("dao", `@เล็ก ${i} ${text}`);
    const newest = async () =>
      (await as("dao").rooms.history({ ...place(world), limit: 1 })).messages[0]?.id as string;
    return { ...world, unread, others, newest };
  }
  const place = ({ boardId, roomId }: { boardId: string; roomId: string }) => ({ boardId, roomId });

  test.each([
    [402, "", 2],
    [260, "ก".repeat(400), 2],
    [3, "", 1],
  ])("marks all of its %i notifications, a part in each call", async (count, text, calls) => {
    const world = await startMentions(count, text);
    const { as, unread, others, newest } = world;
    expect(await unread()).toBe(count + others);
    const messageId = await newest();
    // A later message is not read yet.
    await world.say("dao", "@เล็ก later");
    let made = 0;
    for (let more = true; more; made++) {
      const result = await as("lek").rooms.read({ ...place(world), messageId });
      expect(result.readMarker).toMatchObject({ messageId, version: expect.any(Number) });
      expect(result.readMarker.version).toBeGreaterThan(0);
      ({ more } = result);
    }
    expect(made).toBeGreaterThanOrEqual(calls);
    expect(await unread()).toBe(others + 1);
  });
});

test("the pages of a room's history contain each message once, while others keep posting", async () => {
  const storage = memoryStorage();
  const { as, say, boardId, roomId } = await startConversation({ storage });
  const said: string[] = [];
  for (let i = 0; i < 25; i++) said.push((await say(i % 2 ? "lek" : "dao", `message ${i}`)).id);
  const older: string[] = [];
  let before: string | null | undefined;
  do {
    const page = await as("dao").rooms.history({
      boardId,
      roomId,
      limit: 4,
      ...(before && { before }),
    });
    older.push(...page.messages.map(({ id }) => id));
    before = page.next;
    await say("lek", "meanwhile");
  } while (before);
  expect(older.reverse()).toEqual(said);
  const newer = await as("dao").rooms.history({
    boardId,
    roomId,
    after: said[20] as string,
    limit: 3,
  });
  expect(newer.messages.map(({ id }) => id)).toEqual(said.slice(21, 24));
  expect(newer.next).toBe(said[23]);
});

test("a history is read in one direction only", async () => {
  const { as, boardId, roomId } = await startConversation();
  expect(
    await failure(as("lek").rooms.history({ boardId, roomId, before: "a", after: "b" })),
  ).toMatchObject({
    code: "invalid",
  });
});

test("reading a room marks the notifications about it as read, up to there", async () => {
  const { as, say, boardId, roomId } = await startConversation();
  const first = await say("dao", "@เล็ก one");
  await say("dao", "@เล็ก two");
  const unread = async () => (await as("lek").inbox.open()).unread;
  const before = await unread();
  await as("lek").rooms.read({ boardId, roomId, messageId: first.id });
  expect(await unread()).toBe(before - 1);
  const { notifications } = await as("lek").inbox.list({ state: "read" });
  expect(notifications.map(({ messageId }) => messageId)).toEqual([first.id]);
});
