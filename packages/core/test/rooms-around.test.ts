import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { failure, startConversation } from "./support/conversation.ts";

/** A room with so many messages, whose texts are their numbers. */
async function startLong(count: number) {
  const world = await startConversation();
  const { as, say, boardId, roomId } = world;
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await say(i % 2 ? "lek" : "dao", `${i}`)).id);
  const around = (messageId: string, limit: number, userId = "lek") =>
    as(userId).rooms.around({ boardId, roomId, messageId, limit });
  return { ...world, ids, around };
}

const texts = (messages: readonly { readonly text: string }[]) =>
  messages.map(({ text }) => Number(text)).reverse();

describe("rooms.around", () => {
  test("gives half of the messages from before, half from after, and the message itself", async () => {
    const { ids, around } = await startLong(20);
    const found = await around(ids[10] ?? "", 5);
    expect(texts(found.messages)).toEqual([8, 9, 10, 11, 12]);
    expect(found).toMatchObject({ older: ids[8], newer: ids[12] });
    expect(found.authors.map(({ id }) => id).sort()).toEqual(["dao", "lek"]);
  });

  test.each([
    [0, 5, [0, 1, 2, 3, 4], null, 4],
    [1, 5, [0, 1, 2, 3, 4], null, 4],
    [19, 5, [15, 16, 17, 18, 19], 15, null],
    [10, 1, [10], 10, 10],
    [10, 2, [9, 10], 9, 10],
    [10, 200, Array.from({ length: 20 }, (_, i) => i), null, null],
    [2, 5, [0, 1, 2, 3, 4], null, 4],
  ])("message %i with a limit of %i", async (which, limit, shown, older, newer) => {
    const { ids, around } = await startLong(20);
    const found = await around(ids[which] ?? "", limit);
    expect(texts(found.messages)).toEqual(shown);
    expect([found.older, found.newer]).toEqual([older, newer].map((i) => ids[i ?? -1] ?? null));
  });

  test("its two positions lead to all other messages, each once", async () => {
    const { as, boardId, roomId, ids, around } = await startLong(20);
    const found = await around(ids[7] ?? "", 3);
    const seen = found.messages.map(({ id }) => id);
    const { history } = as("lek").rooms;
    for (let before = found.older; before; ) {
      const page = await history({ boardId, roomId, before, limit: 4 });
      seen.push(...page.messages.map(({ id }) => id));
      before = page.next;
    }
    for (let after = found.newer; after; ) {
      const page = await history({ boardId, roomId, after, limit: 4 });
      seen.unshift(...page.messages.map(({ id }) => id).reverse());
      after = page.next;
    }
    expect(seen.reverse()).toEqual(ids);
  });

  test("shows a deleted message in its place, without its text", async () => {
    const { as, boardId, roomId, ids, around } = await startLong(9);
    const messageId = ids[4] ?? "";
    const author = as("dao");
    await author.messages.delete({ boardId, roomId, messageId });
    const { messages } = await around(messageId, 3);
    expect(messages.map(({ id }) => id)).toEqual([ids[5], ids[4], ids[3]]);
    expect(messages[1]).toMatchObject({ text: "", deletedBy: "dao" });
  });

  test("answers people outside of the room as if there were no such room", async () => {
    const { as, boardId, roomId, ids } = await startLong(3);
    const messageId = ids[1] ?? "";
    const ask = (userId: string, room: string, message: string) =>
      failure(as(userId).rooms.around({ boardId, roomId: room, messageId: message }));
    for (const userId of ["nok", "ann"]) {
      const answer = await ask(userId, "no-such-room", "no-such-message");
      expect(answer.code).toBe("not_found");
      expect(await ask(userId, roomId, messageId)).toEqual(answer);
    }
    const other = await as("lek").rooms.create({ boardId, name: "Other" });
    const missing = await ask("lek", roomId, "no-such-message");
    expect(missing.code).toBe("not_found");
    expect(await ask("lek", other.id, messageId)).toEqual(missing);
  });

  test("has as many bytes as an answer may have, from both sides", async () => {
    const answerBytes = 16 * 1024;
    const taskwire = createTaskwire({ storage: memoryStorage(), limits: { answerBytes } });
    await taskwire.open();
    const { system } = taskwire;
    await system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    const dao = taskwire.as({ userId: "dao" });
    const { id: boardId } = await dao.boards.create({ name: "Sales" });
    const { id: roomId } = await dao.rooms.create({ boardId, name: "Showroom" });
    const ids: string[] = [];
    for (let i = 0; i < 21; i++) {
      // The newer ones are much longer.
      const text = `${i} ${'ก"'.repeat(i > 10 ? 800 : 200)}`;
      ids.push((await dao.messages.post({ boardId, roomId, text })).id);
    }
    const input = { boardId, roomId, messageId: ids[10] };
    const json = await taskwire.call("dao", "rooms.around", input);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(answerBytes);
    const { messages, older, newer } = JSON.parse(json) as {
      messages: { id: string }[];
      older: string | null;
      newer: string | null;
    };
    const shown = messages.map(({ id }) => ids.indexOf(id));
    expect(shown).toEqual(shown.map((_, i) => (shown[0] ?? 0) - i));
    expect(Math.min(...shown)).toBeLessThan(10);
    expect(Math.max(...shown)).toBeGreaterThan(10);
    expect(older).toBe(shown.at(-1) === 0 ? null : messages.at(-1)?.id);
    expect(newer).toBe(messages[0]?.id);
    await taskwire.close();
  });
});
