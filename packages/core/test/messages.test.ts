import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { failure, startConversation } from "./support/conversation.ts";

const groups = { admins: { role: "ADMIN", names: ["ผู้ดูแล"] } };

describe("a message", () => {
  test("keeps its text as typed, with its mentions even in Thai text without spaces", async () => {
    const { say } = await startConversation();
    const message = await say("dao", "ขอให้@เล็กช่วยตรวจเอกสารครับ");
    expect(message.text).toBe("ขอให้@เล็กช่วยตรวจเอกสารครับ");
    expect(message.mentions).toEqual([
      { kind: "user", id: "lek", start: 5, end: 10, silent: false },
    ]);
  });

  test("mentions people by their handle too", async () => {
    const { taskwire, say } = await startConversation();
    await taskwire.system.users.put({
      id: "lek",
      name: "เล็ก",
      handle: "lek",
      role: "ADMIN_LIMITED",
    });
    expect((await say("dao", "@lek and @เล็ก")).mentions.map(({ id }) => id)).toEqual([
      "lek",
      "lek",
    ]);
  });

  test("mentions nobody who isn't in the room, even if they are on the board", async () => {
    const { say } = await startConversation();
    expect((await say("dao", "@Nok @มะลิ @Ann")).mentions).toEqual([]);
  });

  test("mentions groups only for users who may mention them", async () => {
    const { say } = await startConversation({
      mentions: { groups, aliases: { ทั้งทีม: "everyone" } },
    });
    const text = "@everyone @here @admins @ผู้ดูแล @ทั้งทีม";
    expect((await say("dao", text)).mentions.map(({ id }) => id)).toEqual([
      "everyone",
      "here",
      "admins",
      "admins",
      "everyone",
    ]);
    expect((await say("lek", text)).mentions).toEqual([]);
  });

  test("accepts a choice from a picker, which decides between two people", async () => {
    const { taskwire, as, boardId, roomId } = await startConversation();
    for (const id of ["nid1", "nid2"]) {
      await taskwire.system.users.put({ id, name: "นิด", role: "ADMIN" });
      await taskwire.system.members.add({ boardId, userId: id });
      await as("lek").roomMembers.add({ boardId, roomId, userId: id });
    }
    const post = (spans?: { kind: "user"; id: string; start: number; end: number }[]) =>
      as("lek").messages.post({ boardId, roomId, text: "@นิด ดูหน่อย", ...(spans && { spans }) });
    expect((await post()).mentions).toEqual([]);
    const chosen = { kind: "user", id: "nid2", start: 0, end: 4 } as const;
    expect((await post([chosen])).mentions).toEqual([{ ...chosen, silent: false }]);
    expect((await post([{ ...chosen, id: "ann" }])).mentions).toEqual([]);
    expect(await failure(post([{ ...chosen, end: 400 }]))).toMatchObject({ code: "invalid" });
  });

  test("mentions a large group only if its size is confirmed", async () => {
    const { taskwire, as, say, boardId, roomId } = await startConversation();
    for (let i = 0; i < 30; i++) {
      await taskwire.system.users.put({ id: `u${i}`, name: `Person ${i}`, role: "ADMIN_LIMITED" });
      await taskwire.system.members.add({ boardId, userId: `u${i}` });
      await as("lek").roomMembers.add({ boardId, roomId, userId: `u${i}` });
    }
    expect(await failure(say("dao", "@everyone"))).toMatchObject({
      code: "refused",
      details: { rule: "confirm", count: 32 },
    });
    const confirm = (count: number) =>
      as("dao").messages.post({ boardId, roomId, text: "@everyone", confirm: count });
    expect(await failure(confirm(31))).toMatchObject({ details: { rule: "confirm", count: 32 } });
    expect((await confirm(32)).mentions).toHaveLength(1);
  });

  test("mentions at most 50 people, and says how many there are", async () => {
    const { taskwire, as, say, boardId, roomId } = await startConversation();
    const names = Array.from({ length: 51 }, (_, i) => `p${i}`);
    for (const id of names) {
      await taskwire.system.users.put({ id, name: id, role: "ADMIN_LIMITED" });
      await taskwire.system.members.add({ boardId, userId: id });
      await as("lek").roomMembers.add({ boardId, roomId, userId: id });
    }
    const text = names.map((name) => `@${name}`).join(" ");
    expect(await failure(say("lek", text))).toMatchObject({
      details: { rule: "mentions", count: 51, limit: 50 },
    });
  });

  test("answers a message of its own room only", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const { id: replyTo } = await say("dao", "question");
    expect(
      (await as("lek").messages.post({ boardId, roomId, text: "answer", replyTo })).replyTo,
    ).toBe(replyTo);
    const other = await as("lek").rooms.create({ boardId, name: "Other" });
    const elsewhere = (id: string) =>
      as("lek").messages.post({ boardId, roomId: other.id, text: "x", replyTo: id });
    expect(await failure(elsewhere(replyTo))).toEqual(await failure(elsewhere("no-such-message")));
  });

  test("must not be empty or too long", async () => {
    const { say } = await startConversation();
    expect(await failure(say("lek", " \n "))).toMatchObject({ code: "invalid" });
    expect(await failure(say("lek", "x".repeat(8_001)))).toMatchObject({ code: "invalid" });
  });
});

describe("a posted message", () => {
  test("can be edited by its author, and is marked as edited", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const { id: messageId } = await say("lek", "@ดาว come");
    const edited = await as("lek").messages.edit({ boardId, roomId, messageId, text: "come" });
    expect(edited).toMatchObject({ text: "come", mentions: [] });
    expect(edited.editedAt).not.toBeNull();
  });

  test("that is edited to the same text stays unchanged", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const { id: messageId, version } = await say("lek", "same");
    const edited = await as("lek").messages.edit({ boardId, roomId, messageId, text: "same" });
    expect(edited).toMatchObject({ version, editedAt: null });
  });

  test("disappears from the record, the history and the log when it is deleted", async () => {
    const storage = memoryStorage();
    const { as, say, boardId, roomId } = await startConversation({ storage });
    const { id: messageId } = await say("lek", "a secret word");
    await as("lek").messages.edit({ boardId, roomId, messageId, text: "another secret word" });
    await as("dao").messages.delete({ boardId, roomId, messageId });
    const { messages } = await as("dao").rooms.open({ boardId, roomId });
    expect(messages).toMatchObject([{ id: messageId, text: "", mentions: [], deletedBy: "dao" }]);
    const log = await storage.events({ topic: `room:${roomId}`, before: "end", limit: 100 });
    expect(JSON.stringify(log)).not.toContain("secret");
    expect(JSON.stringify(log)).toContain(messageId);
  });

  test("can't be changed or answered after it was deleted, and is deleted only once", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    const { id: messageId } = await say("lek", "oops");
    const [first] = await Promise.all(
      ["lek", "dao"].map((who) => as(who).messages.delete({ boardId, roomId, messageId })),
    );
    const again = await as("dao").messages.delete({ boardId, roomId, messageId });
    expect(again.deletedAt).toBe(first?.deletedAt);
    const edit = as("lek").messages.edit({ boardId, roomId, messageId, text: "x" });
    expect(await failure(edit)).toMatchObject({ code: "refused", details: { rule: "deleted" } });
    const answer = as("lek").messages.post({ boardId, roomId, text: "x", replyTo: messageId });
    expect(await failure(answer)).toMatchObject({ code: "refused", details: { rule: "deleted" } });
  });

  test("posted by many at once is stored by all of them, without a conflict", async () => {
    const { as, say, boardId, roomId } = await startConversation();
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => say(i % 2 ? "lek" : "dao", `message ${i}`)),
    );
    const { messages } = await as("dao").rooms.history({ boardId, roomId, limit: 200 });
    expect(new Set(messages.map(({ text }) => text)).size).toBe(60);
  });

  test("with one key is posted once", async () => {
    const { as, boardId, roomId } = await startConversation();
    const post = () =>
      as("lek").messages.post({ boardId, roomId, text: "once" }, { key: "only-once" });
    const said = await Promise.all([post(), post(), post(), post(), post()]);
    expect(new Set(said.map(({ id, version }) => `${id} ${version}`)).size).toBe(1);
    expect((await as("lek").rooms.history({ boardId, roomId })).messages).toHaveLength(1);
  });
});

test("suggestions in a room: its members first, then others marked as not in the room, and nobody of another board", async () => {
  const { as, say, boardId, roomId } = await startConversation({ mentions: { groups } });
  await say("dao", "@เล็ก");
  const ask = async (userId: string, query: string) =>
    (await as(userId).messages.suggest({ boardId, roomId, query })).suggestions;
  expect((await ask("dao", "")).map(({ id }) => id)).toEqual([
    "lek",
    "admins",
    "everyone",
    "here",
    "dao",
    "nok",
    "mali",
  ]);
  expect(await ask("dao", "Nok")).toMatchObject([
    { id: "nok", member: false, reason: "not_in_room" },
  ]);
  expect((await ask("dao", "Ann")).filter(({ kind }) => kind === "user")).toEqual([]);
  expect(await ask("lek", "ever")).toEqual([]);
});
