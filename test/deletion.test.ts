import { randomUUID } from "node:crypto";
import { createTaskwire } from "@taskwire/core";
import { expect, onTestFinished, test } from "vitest";
import { databases } from "./deletion/databases.ts";
import { deleteThings, startOffice } from "./deletion/office.ts";
import { startOfficeOf } from "./deletion/person.ts";

test.each(databases)(
  "in %s nothing is left of deleted messages and comments, on whatever road they came (H5)",
  async (_, open) => {
    const { storage, contents } = await open();
    const taskwire = createTaskwire({ storage, onError() {} });
    for (const type of ["message.posted", "message.edited", "comment.posted"] as const)
      taskwire.react(`fail ${type}`, type, ({ data }) => {
        throw new Error(JSON.stringify(data));
      });
    await taskwire.open();
    onTestFinished(() => taskwire.close());
    const { system } = taskwire;
    await system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    await system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
    const { id: boardId } = await system.boards.create({ name: "Sales" });
    for (const userId of ["dao", "lek"]) await system.members.add({ boardId, userId });
    const dao = taskwire.as({ userId: "dao" });
    const lek = taskwire.as({ userId: "lek" });
    const { id: roomId } = await dao.rooms.create({
      boardId,
      name: "Planning",
      memberIds: ["lek"],
    });
    const { task } = await lek.tasks.create({ boardId, title: "A task" });
    const on = { boardId, taskId: task.id };
    const word = `w${randomUUID().replaceAll("-", "")}`;
    // Long texts have pages of their own in SQLite.
    const text = (i: number) => `@Lek ${word} ${"long ".repeat(i * 400)}`;
    const messages: string[] = [];
    const comments: string[] = [];
    for (let i = 0; i < 4; i++) {
      const key = (what: string) => ({ key: `${what}-key-000${i}` });
      const { id: messageId } = await dao.messages.post(
        { boardId, roomId, text: text(i) },
        key("a"),
      );
      await dao.messages.edit({ boardId, roomId, messageId, text: `${text(i)}!` }, key("b"));
      const { id: commentId } = await dao.comments.post({ ...on, text: text(i) }, key("c"));
      await dao.comments.edit({ ...on, commentId, text: `${text(i)}!` }, key("d"));
      messages.push(messageId);
      comments.push(commentId);
    }
    // The first words of some are kept nowhere but in the events from before an edit.
    await dao.messages.edit({ boardId, roomId, messageId: String(messages[0]), text: "Nothing" });
    expect((await contents()).includes(word)).toBe(true);
    for (const messageId of messages) await dao.messages.delete({ boardId, roomId, messageId });
    for (const commentId of comments) await dao.comments.delete({ ...on, commentId });
    await expect
      .poll(async () => (await contents()).includes(word), { timeout: 60_000, interval: 500 })
      .toBe(false);
    const again = await dao.messages.post(
      { boardId, roomId, text: text(1) },
      { key: "a-key-0001" },
    );
    expect(again).toMatchObject({ id: messages[1], text: "" });
  },
  180_000,
);

test.each(
  databases.flatMap(([name, open]) =>
    Object.entries(deleteThings).map(([thing, remove]) => ({ name, open, thing, remove })),
  ),
)(
  "in $name nothing is left of the words in a deleted $thing (H15)",
  async ({ open, thing, remove }) => {
    const { storage, contents, problems } = await open();
    const word = `w${randomUUID().replaceAll("-", "")}`;
    const office = await startOffice(storage, word, thing === "board" ? word : "Sales");
    expect((await contents()).includes(word)).toBe(true);
    await remove(office);
    await expect
      .poll(async () => (await contents()).includes(word), { timeout: 60_000, interval: 500 })
      .toBe(false);
    await office.idle();
    expect(await problems()).toEqual([]);
    expect(office.errors.filter((error) => !error.includes("on purpose"))).toEqual([]);
  },
  180_000,
);

test.each(
  databases.flatMap(([name, open]) =>
    (["keep", "delete", "everywhere"] as const).map((texts) => ({ name, open, texts })),
  ),
)(
  "in $name nothing is left of the name of an erased person, if their texts are: $texts (H15)",
  async ({ open, texts }) => {
    const { storage, contents, problems } = await open();
    const name = `n${randomUUID().replaceAll("-", "")}`;
    const { taskwire, as, errors, boardId, roomId, on, own } = await startOfficeOf(
      storage,
      name,
      texts,
    );
    expect((await contents()).includes(name)).toBe(true);
    await taskwire.users.erase("mali", texts === "everywhere" ? { everywhere: true } : { texts });
    await expect
      .poll(async () => (await contents()).includes(name), { timeout: 60_000, interval: 500 })
      .toBe(false);
    expect(await problems()).toEqual([]);
    const { messages } = await as("dao").rooms.open({ boardId, roomId });
    expect(messages.map(({ text }) => text).slice(-2)).toEqual([
      "So, @Former member and @dao, @Former member!",
      texts === "delete" ? "" : "Hello @nok, it is me",
    ]);
    const kept = ["A reason of hers", "What she said", "A task of hers"];
    const left = await contents();
    for (const text of kept) expect(left.includes(text), text).toBe(texts !== "delete");
    const [decision] = (await as("dao").tasks.get(on)).task.decisions;
    expect(decision).toMatchObject({ by: "mali", action: "reject" });
    const isThere = as("dao").tasks.get({ boardId, taskId: own });
    if (texts !== "delete") await isThere;
    else await expect(isThere).rejects.toMatchObject({ code: "not_found" });
    await expect(as("mali").users.me()).rejects.toMatchObject({ code: "forbidden" });
    expect(errors.filter((error) => !error.includes("on purpose"))).toEqual([]);
  },
  180_000,
);
