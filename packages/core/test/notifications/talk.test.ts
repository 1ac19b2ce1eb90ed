import { expect, test } from "vitest";
import { startOffice } from "../support/office.ts";

/** The office, with a room of everybody but Mali, and a task requested by Lek. */
async function startTalk() {
  const office = await startOffice({ mentions: { groups: { admins: { role: "ADMIN" } } } });
  const { boardId } = office;
  const dao = office.as("dao");
  const room = await dao.rooms.create({ boardId, name: "Showroom", memberIds: ["nok", "lek"] });
  const taskId = await office.submit("lek");
  const quiet = async () => {
    for (const userId of ["dao", "nok", "lek", "mali"]) await office.as(userId).inbox.read({});
  };
  await quiet();
  const since = new Set<string>();
  for (const userId of ["dao", "nok", "lek", "mali"])
    for (const { id } of await office.rows(userId)) since.add(id);
  const rows = async (userId: string) =>
    (await office.rows(userId)).filter(({ id }) => !since.has(id));
  const told = async (userId: string) =>
    (await rows(userId)).map(({ reasons, state, resolution }) =>
      [reasons.join(", "), ...(state === "open" ? [] : [resolution ?? state])].join(": "),
    );
  const say = (userId: string, text: string) =>
    office.as(userId).messages.post({ boardId, roomId: room.id, text });
  const comment = (userId: string, text: string, replyTo?: string) =>
    office.as(userId).comments.post({ boardId, taskId, text, ...(replyTo && { replyTo }) });
  return { ...office, roomId: room.id, taskId, rows, told, say, comment };
}

test("a message notifies the mentioned users, and no other member of the room", async () => {
  const talk = await startTalk();
  await talk.say("dao", "See this, @nok");
  expect(await talk.told("nok")).toEqual(["mention"]);
  expect(await talk.told("lek")).toEqual([]);
  expect((await talk.rows("nok"))[0]).toMatchObject({
    excerpt: "See this, @nok",
    roomId: talk.roomId,
    actor: "dao",
  });
});

test("a user mentioned twice and as part of a group gets one notification with the strongest reason; the author gets none", async () => {
  const talk = await startTalk();
  await talk.say("dao", "@nok @nok @admins");
  expect(await talk.told("nok")).toEqual(["mention, mention.group"]);
  expect(await talk.told("dao")).toEqual([]);
});

test("users are not notified of mentioning themselves", async () => {
  const talk = await startTalk();
  await talk.say("lek", "@lek");
  expect(await talk.told("lek")).toEqual([]);
});

test("a user who isn't in the room is not mentioned there", async () => {
  const talk = await startTalk();
  await talk.say("dao", "@mali");
  expect(await talk.told("mali")).toEqual([]);
});

test("@everyone works for users who may use it, and for nobody else", async () => {
  const talk = await startTalk();
  await talk.say("dao", "@everyone hello");
  expect([await talk.told("nok"), await talk.told("lek"), await talk.told("mali")]).toEqual([
    ["mention.everyone"],
    ["mention.everyone"],
    [],
  ]);
  await talk.say("lek", "@everyone me too");
  expect(await talk.told("nok")).toHaveLength(1);
});

test("a user with level all for the room or board is notified of every message", async () => {
  const talk = await startTalk();
  await talk.as("lek").preferences.set({ target: `room:${talk.roomId}`, level: "all" });
  await talk.as("nok").preferences.set({ target: `board:${talk.boardId}`, level: "all" });
  await talk.as("mali").preferences.set({ target: `board:${talk.boardId}`, level: "all" });
  await talk.say("dao", "Hello");
  expect([await talk.told("lek"), await talk.told("nok"), await talk.told("mali")]).toEqual([
    ["message"],
    ["message"],
    [],
  ]);
  await talk.as("nok").preferences.set({ target: `room:${talk.roomId}`, level: "mentions" });
  await talk.say("dao", "Hello again");
  expect(await talk.told("nok")).toEqual(["message"]);
});

test("an answer notifies the author of the answered text", async () => {
  const talk = await startTalk();
  const { id } = await talk.say("lek", "Who is there?");
  await talk
    .as("nok")
    .messages.post({ boardId: talk.boardId, roomId: talk.roomId, text: "I", replyTo: id });
  expect(await talk.told("lek")).toEqual(["reply"]);
});

test("a comment notifies the requester, the assignees, earlier commenters and mentioned users", async () => {
  const talk = await startTalk();
  await talk.comment("nok", "Why?");
  expect([await talk.told("lek"), await talk.told("dao"), await talk.told("nok")]).toEqual([
    ["comment"],
    [],
    [],
  ]);
  await talk.comment("lek", "Because. @dao");
  expect([await talk.told("nok"), await talk.told("dao")]).toEqual([["comment"], ["mention"]]);
});

test("a mention of a user who may not see the task is no mention", async () => {
  const talk = await startTalk();
  await talk.comment("lek", "@mali");
  expect(await talk.told("mali")).toEqual([]);
});

test("an edit notifies only newly mentioned users, and each only once", async () => {
  const talk = await startTalk();
  const { boardId, roomId } = talk;
  const { id: messageId } = await talk.say("lek", "Hello @dao");
  const edit = (text: string) => talk.as("lek").messages.edit({ boardId, roomId, messageId, text });
  await edit("Hello @dao and @nok");
  expect([await talk.told("dao"), await talk.told("nok")]).toEqual([["mention"], ["mention"]]);
  await edit("Hello @dao and you");
  expect(await talk.told("nok")).toEqual(["mention: edited_out"]);
  await edit("Hello @dao and you, @nok");
  expect([await talk.told("dao"), await talk.told("nok")]).toEqual([
    ["mention"],
    ["mention: edited_out"],
  ]);
});

test("a read notification stays when its mention is edited out; one with another reason stays open", async () => {
  const talk = await startTalk();
  const { boardId, taskId } = talk;
  const { id: commentId } = await talk.comment("nok", "@dao @lek");
  await talk.as("dao").inbox.read({});
  await talk.as("nok").comments.edit({ boardId, taskId, commentId, text: "nothing" });
  expect([await talk.told("dao"), await talk.told("lek")]).toEqual([
    ["mention: read"],
    ["mention, comment"],
  ]);
});

test("a deleted text is removed from every inbox", async () => {
  const talk = await startTalk();
  const { boardId, roomId } = talk;
  const { id: messageId } = await talk.say("lek", "a secret for @dao and @nok");
  await talk.as("dao").inbox.done({ ids: [(await talk.rows("dao"))[0]?.id ?? ""] });
  await talk.as("lek").messages.delete({ boardId, roomId, messageId });
  expect(await talk.rows("nok")).toMatchObject([
    { state: "resolved", resolution: "deleted", excerpt: null },
  ]);
  expect(await talk.rows("dao")).toMatchObject([{ state: "done", excerpt: null }]);
});

test("a muted room notifies nobody until the mute ends, not even of mentions; a request gets through", async () => {
  const talk = await startTalk();
  const { boardId, roomId } = talk;
  const muteUntil = new Date(talk.runtime.now() + 60_000).toISOString();
  await talk.as("nok").preferences.set({ target: `room:${roomId}`, muteUntil });
  await talk.as("nok").preferences.set({ target: `board:${boardId}`, muteUntil });
  await talk.say("dao", "@nok");
  expect(await talk.told("nok")).toEqual([]);
  await talk.submit("lek", "Another");
  expect(await talk.told("nok")).toEqual(["approval.requested"]);
  await talk.runtime.advance(60_001);
  await talk.say("dao", "@nok");
  expect(await talk.told("nok")).toEqual(["approval.requested", "mention"]);
});

test("switching off one reason leaves the others", async () => {
  const talk = await startTalk();
  await talk.as("nok").preferences.set({
    target: `board:${talk.boardId}`,
    off: ["mention.everyone", "mention.group"],
  });
  await talk.say("dao", "@everyone");
  await talk.say("dao", "@admins");
  expect(await talk.told("nok")).toEqual([]);
  await talk.say("dao", "@admins, first @nok");
  expect(await talk.told("nok")).toEqual(["mention"]);
});

test("a follower of a task is notified of its comments whatever their level for the board; the level for the task wins", async () => {
  const talk = await startTalk();
  await talk.as("lek").preferences.set({ target: `board:${talk.boardId}`, level: "none" });
  await talk.comment("nok", "One");
  expect(await talk.told("lek")).toEqual(["comment"]);
  await talk.as("lek").preferences.set({ target: `task:${talk.taskId}`, level: "mentions" });
  await talk.comment("nok", "Two");
  expect(await talk.told("lek")).toEqual(["comment"]);
  await talk.comment("nok", "Three, @lek");
  expect(await talk.told("lek")).toEqual(["comment", "mention"]);
});

test("a user removed from a room is notified of that, has no other open notification of it, and none of its text", async () => {
  const talk = await startTalk();
  const { boardId, roomId } = talk;
  await talk.say("dao", "a secret for @nok");
  await talk.as("dao").roomMembers.remove({ boardId, roomId, userId: "nok" });
  expect(await talk.rows("nok")).toMatchObject([
    { state: "resolved", resolution: "access_lost", excerpt: null },
    { reason: "removed", about: `room:${roomId}`, excerpt: null },
  ]);
});

test("a user added to a room is notified", async () => {
  const talk = await startTalk();
  const { boardId, roomId } = talk;
  await talk.as("dao").roomMembers.add({ boardId, roomId, userId: "mali" });
  expect(await talk.told("mali")).toEqual(["member"]);
});

test("naming more than eight people needs the permission to mention groups (H10)", async () => {
  const office = await startOffice();
  const { boardId, taskwire } = office;
  const names = Array.from({ length: 12 }, (_, i) => `p${i}`);
  for (const id of names) {
    await taskwire.system.users.put({ id, name: id, handle: id, role: "ADMIN_LIMITED" });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const memberIds = [...names, "lek"];
  const { id: roomId } = await office.as("dao").rooms.create({ boardId, name: "Room", memberIds });
  const say = (userId: string, count: number) =>
    office.as(userId).messages.post({
      boardId,
      roomId,
      text: names
        .slice(0, count)
        .map((name) => `@${name}`)
        .join(" "),
    });
  await expect(say("lek", 9)).rejects.toMatchObject({
    code: "refused",
    details: { rule: "mentions", limit: 8, count: 9 },
  });
  await say("lek", 8);
  await say("dao", 12);
  const { id: messageId } = await say("lek", 1);
  const text = names.map((name) => `@${name}`).join(" ");
  await expect(
    office.as("lek").messages.edit({ boardId, roomId, messageId, text }),
  ).rejects.toMatchObject({ code: "refused" });
});

test("only requests for decisions reach a person who muted the board (H10)", async () => {
  const office = await startOffice();
  const { boardId, taskwire } = office;
  const muteUntil = "2099-01-01T00:00:00.000Z";
  await office.as("nok").preferences.set({ target: `board:${boardId}`, level: "none", muteUntil });
  for (let i = 0; i < 3; i++)
    for (const role of ["ADMIN_LIMITED", null])
      await taskwire.system.members.change({ boardId, userId: "nok", role });
  expect(await office.told("nok")).toEqual([]);
  await office.submit("lek");
  expect(await office.told("nok")).toEqual(["task.created: approval.requested"]);
});
