import { afterEach, describe, expect, test } from "vitest";
import { handleKeys } from "../src/mentions/handle.ts";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";

const mentions = {
  groups: { bosses: { role: "ADMIN", names: ["หัวหน้า"] } },
  aliases: { crew: "everyone" },
} as const;

const nodes: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

async function start(given: Parameters<typeof createTaskwire>[0] = {}) {
  const taskwire = createTaskwire({ mentions, ...given } as { mentions: typeof mentions });
  nodes.push(taskwire);
  await taskwire.open();
  const put = (id: string, handle: string | null, name = id) =>
    taskwire.system.users.put({ id, name, handle, role: "ADMIN" });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  const room = await taskwire.system.rooms.create({ boardId, name: "Hall" });
  const on = { boardId, roomId: room.id };
  const join = async (userId: string) => {
    await taskwire.system.members.add({ boardId, userId });
    await taskwire.system.roomMembers.add({ ...on, userId });
  };
  const post = (userId: string, text: string) =>
    taskwire.as({ userId }).messages.post({ ...on, text });
  return { taskwire, put, join, post, on };
}

const refused = (problem: string) => ({ code: "refused", details: { rule: "handle", problem } });

describe("a handle (H13)", () => {
  test.each([
    ["everyone", "Everyone", "here", "all", "channel", "ทุกคน"],
    ["approvers", "APPROVERS", "approver\u0455", "appr0vers"],
    ["bosses", "Bosses", "b\u043e\u0455\u0455\u0435\u0455", "หัวหน้า", "crew", "everyоne"],
    ["ｅｖｅｒｙｏｎｅ", "𝐡𝐞𝐫𝐞", "a\u200bll", "aI1"],
    ["everyone.", "here!", "all's", "ทุกคน…", "crew_", "bosses:"],
    ["аӏӏ", "αӏӏ", "ᴇᴠᴇʀʏᴏɴᴇ", "ʜᴇʀᴇ", "a∣∣", "🅰🅻🅻", "everyοne", "aㅣㅣ"],
    ["ꓮꓡꓡ", "ꓧꓰꓣꓰ", "EVERYꓳNE", "ฑุกคน", "ทุกดน", "ทุกตน"],
  ])("is no word that mentions a group, and doesn't look like one: %s, …", async (...handles) => {
    const { put } = await start();
    for (const handle of handles)
      await expect(put("ann", handle), handle).rejects.toMatchObject({
        code: "refused",
        details: { rule: "handle" },
      });
  });

  test.each([
    ["the same", "ann"],
    ["in capitals", "ANN"],
    ["in another Unicode form", "jose\u0301"],
    ["with an invisible character", "a\u200cnn"],
    ["in Cyrillic letters that look the same", "\u0441\u043e\u0441\u043e"],
    ["in full width", "ａｎｎ"],
    ["with a joiner between its letters", "an\u200dn"],
    ["with a variation selector", "ann\ufe0f"],
    ["with a blank that is no space", "ann\u2800"],
    ["with two letters that look like one", "rnai"],
    ["with a capital i for a small L", "Iek"],
    ["with digits for letters", "b0b"],
    ["with a full stop behind", "ann."],
    ["with an apostrophe and an s behind", "ann’s"],
    ["with several signs behind", "bob_-!"],
    ["with a sign behind letters that look the same", "сосо:"],
    ["with a small capital", "bᴏb"],
    ["with a Thai digit", "b๐b"],
    ["with a sign that looks like a letter", "∣ek"],
    ["with a Chinese zero", "b〇b"],
    ["with a Korean letter that looks like another one", "bㅇb"],
    ["with a letter in a black circle", "🅑ob"],
    ["in Greek capitals that look the same", "ΗΟΤ"],
    ["with a Chinese character that looks like Katakana", "ト力"],
    ["in Thai with an obsolete letter", "ฅุณ"],
    ["in Thai with another order of the same marks", "เเก้ว"],
  ])("that somebody else has is refused %s", async (_, handle) => {
    const { put } = await start();
    const taken = ["ann", "josé", "lek", "bob", "แก้ว", "coco", "mai", "hot", "トカ", "คุณ"];
    for (const [i, one] of taken.entries()) await put(`u${i}`, one);
    await expect(put("eve", handle)).rejects.toMatchObject(refused("taken"));
  });

  test.each([
    ...["\u0430nn", "ann\u03bf", "b\u043eb", "Αnn", "ро\u03bf", "\u{1d41b}\u043eb", "bｏ\u043e"],
    // Devanagari, Lao, Arabic, Oriya, Arabic-Indic, Hebrew with Thai, Thai with Han.
    ...["b०b", "b໐b", "b\u0647b", "bଠb", "b\u0660b", "\u05d0ก", "สม山"],
  ])("of letters of several scripts is refused: %s", async (handle) => {
    const { put } = await start();
    await expect(put("eve", handle)).rejects.toMatchObject({
      ...refused("mixed_scripts"),
      message: expect.stringContaining("Write it in one script."),
    });
  });

  test.each(["ꓮLICE", "ALICꓰ", "b𐐬b", "ⲃⲟⲃ", "ᎪᏞᎬᏟ", "ann\ue000", "ⵔⵏ"])(
    "in a script that few people can read is refused: %s",
    async (handle) => {
      const { put } = await start();
      await expect(put("eve", handle)).rejects.toMatchObject({
        ...refused("unusual_script"),
        message: expect.stringContaining("another script"),
      });
    },
  );

  test.each([
    "Роман",
    "роман_2",
    "สมชายLee๒",
    "山田タローtaro",
    "さくらー々",
    "王小明wang",
    "ㄅㄆㄇ王wang",
    "민수kim金",
    "राम२",
    "محمد٣",
    "דוד",
    "ທ້າວ",
    "ann🟢",
    "jose\u0301",
    "łukasz",
    "đặng",
    "ọlá",
    "แตง",
    "Αλέξης",
    "สมชาย2",
    "bobครับ",
    "山田taro",
    "민수",
    "ann-marie",
    "o'brien",
    "neil",
    "nell",
    "ali",
  ])("in the letters of one language is fine: %s", async (handle) => {
    const { put } = await start();
    for (const other of ["Neil", "al", "แดง"]) await put(other, other).catch(() => {});
    await put(handle === "neil" ? "Neil" : "ann", handle);
  });

  test("with a control of the direction of writing is refused", async () => {
    const { put } = await start();
    for (const control of ["\u200e", "\u200f", "\u202e", "\u2066", "\u061c"])
      await expect(put("eve", `an${control}n`)).rejects.toMatchObject({ code: "invalid" });
  });

  test("is in the storage only as a part of its person", async () => {
    const storage = memoryStorage();
    const { commit } = storage;
    const written: string[] = [];
    storage.commit = (one) => {
      const writes = one.writes.filter(({ collection }) => collection === "taken_handles");
      written.push(JSON.stringify(writes));
      return commit(one);
    };
    const { put } = await start({ storage });
    for (const handle of ["secretly", "ﷺ".repeat(64), null]) await put("p1", handle);
    expect(written.join("")).toMatch(/insert.*delete/);
    expect(written.join("")).not.toMatch(/secretly|صلى/);
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThan(1_000);
  });

  test("is free again when its person gets another one, or none; one's own in another spelling is not taken", async () => {
    const { put } = await start();
    await put("ann", "ann");
    await put("ann", "Ann");
    await put("ann", "anna");
    await put("eve", "ann");
    await put("eve", null);
    await put("ann", "ANN");
    await expect(put("eve", "ann")).rejects.toMatchObject(refused("taken"));
    await put("eve", "anna");
  });

  test("may be shared if the app says so; a mention then needs a choice, and the words of groups stay refused", async () => {
    const { put, join, post } = await start({ mentions: { ...mentions, sharedHandles: true } });
    for (const id of ["dao", "ann", "eve"]) {
      await put(id, id === "dao" ? "dao" : "ann");
      await join(id);
    }
    const { mentions: found, unreached } = await post("dao", "Hi @ann");
    expect([found, unreached]).toEqual([[], [{ start: 3, end: 7, why: "ambiguous" }]]);
    await expect(put("mal", "bosses")).rejects.toMatchObject(refused("reserved"));
  });

  test("is kept for its person by a node of another release that knows no handle of theirs", async () => {
    const storage = memoryStorage();
    const { put } = await start({ storage });
    await put("ann", "ann");
    await put("ann", null);
    await put("ann", "ann");
    await expect(put("eve", "ann")).rejects.toMatchObject(refused("taken"));
  });
});

test("a handle from before the group of this name neither takes nor silences the group (H13)", async () => {
  const storage = memoryStorage();
  const before = createTaskwire({ storage });
  await before.open();
  for (const handle of ["dao", "bosses"])
    await before.system.users.put({ id: handle, name: handle, handle, role: "ADMIN" });
  const { join, post } = await start({ storage });
  for (const id of ["dao", "bosses"]) await join(id);
  const { mentions: found } = await post("dao", "@bosses");
  expect(found).toMatchObject([{ kind: "group", id: "bosses" }]);
});

test("a handle from before a rule works on, and its person's name can change (H13)", async () => {
  const storage = memoryStorage();
  const { commit } = storage;
  // Another release has stored it.
  storage.commit = (one) =>
    commit(JSON.parse(JSON.stringify(one).replaceAll('"earlier"', '"ⲃⲟⲃ"')) as typeof one);
  const { put, join, post } = await start({ storage });
  await put("bob", "earlier");
  storage.commit = commit;
  for (const id of ["dao", "bob"]) {
    if (id === "dao") await put(id, id);
    await join(id);
  }
  await put("bob", "ⲃⲟⲃ", "Robert");
  const { mentions: found } = await post("dao", "@ⲃⲟⲃ");
  expect(found).toMatchObject([{ kind: "user", id: "bob" }]);
  await expect(put("eve", "ⲃⲟⲃ")).rejects.toMatchObject(refused("unusual_script"));
  await put("bob", "bob");
  await expect(put("bob", "ⲃⲟⲃ")).rejects.toMatchObject(refused("unusual_script"));
});

// A handle that is given up frees only these keys. All others would stay taken.
test.each([
  ["аӏӏа", "aiia"],
  ["ᴏʀɴ", "ᴏʀɴ"],
  ["ηοτ", "not"],
  ["ΗΟΤ", "not"],
  ["рᴏма", "pᴏma"],
])("the handle %s has the key that earlier releases gave it", (handle, key) => {
  expect(handleKeys(handle)).toContain(key);
});

describe("a name (H13)", () => {
  test("is not unique, and captures neither the words of a group nor another person's handle", async () => {
    const { put, join, post } = await start();
    await put("dao", "dao");
    await put("ann", "ann");
    await put("mal", null, "bosses");
    await put("mallory", null, "ann");
    await put("eve", "eve", "everyone");
    for (const id of ["dao", "ann", "mal", "mallory", "eve"]) await join(id);
    const targets = async (text: string) =>
      (await post("dao", text)).mentions.map(({ kind, id }) => `${kind}:${id}`);
    expect(await targets("@bosses @ann @everyone")).toEqual([
      "group:bosses",
      "user:ann",
      "group:everyone",
    ]);
  });
});

test.each([
  ["everyone.", "Ask @everyone. Now", "group:everyone"],
  ["bosses!", "Ask @bosses! Now", "group:bosses"],
  ["ann…", "Ask @ann… or not", "user:ann"],
  ["Ann )", "(as @ann ) said", "user:ann"],
  // A longer name with words of its own is another name.
  ["Ann Lee", "Ask @Ann Lee", "user:mal"],
  ["Bob 🟢", "Ask @bob 🟢", "user:mal"],
])(
  "the name %s takes no mention that a handle or a group gets without it (H13)",
  async (...row) => {
    const [name, text, expected] = row;
    const { put, join, post } = await start();
    await put("dao", "dao");
    await put("ann", "ann");
    await put("mal", null, name);
    for (const id of ["dao", "ann", "mal"]) await join(id);
    const { mentions: found } = await post("dao", text);
    expect(found.map(({ kind, id }) => `${kind}:${id}`)).toEqual([expected]);
  },
);

describe("the author is told which mentions reach nobody, and why (H13)", () => {
  const roles = defineRoles({
    extends: approvalRoles,
    roles: { ADMIN: { "mention.everyone": false } },
  });

  test("an unknown name, a name of two people, and a group that they may not mention", async () => {
    const { taskwire, put, join, post, on } = await start({ roles });
    await put("dao", "dao");
    await put("s1", null, "Somchai");
    await put("s2", null, "Somchai");
    await put("away", "away");
    for (const id of ["dao", "s1", "s2"]) await join(id);
    const text = "@nobody @away `@x` @somchai @dao @everyone";
    const message = await post("dao", text);
    const told = message.unreached.map(({ start, end, why }) => [text.slice(start, end), why]);
    // The handle of a person outside the room is as unknown as one that nobody has.
    expect(told).toEqual([
      ["@nobody", "unknown"],
      ["@away", "unknown"],
      ["@somchai", "ambiguous"],
      ["@everyone", "not_allowed"],
    ]);
    const as = taskwire.as({ userId: "dao" });
    const edited = await as.messages.edit({ ...on, messageId: message.id, text: "Hi @nobody" });
    expect(edited.unreached).toEqual([{ start: 3, end: 10, why: "unknown" }]);
    const deleted = await as.messages.delete({ ...on, messageId: message.id });
    expect(deleted.unreached).toEqual([]);
  });

  test("a person whose account is disabled, until it is enabled again (B4)", async () => {
    const { taskwire, put, join, post, on } = await start();
    const mali = { id: "mali", name: "Mali", handle: "mali", role: "ADMIN" } as const;
    await put("dao", "dao");
    await put("mali", "mali");
    for (const id of ["dao", "mali"]) await join(id);
    await taskwire.system.users.put({ ...mali, disabled: true });
    const message = await post("dao", "@mali hi\n> @mali before");
    expect(message.unreached).toEqual([{ start: 0, end: 5, why: "disabled" }]);
    expect(message.mentions.map(({ id, silent }) => [id, silent])).toEqual([
      ["mali", false],
      ["mali", true],
    ]);
    const { tasks, comments, messages } = taskwire.as({ userId: "dao" });
    const { task } = await tasks.create({ boardId: on.boardId, title: "Sell" });
    const at = { boardId: on.boardId, taskId: task.id };
    const comment = await comments.post({ ...at, text: "Hi @mali" });
    expect(comment.unreached).toEqual([{ start: 3, end: 8, why: "disabled" }]);
    await taskwire.system.users.put({ ...mali, disabled: false });
    const edited = await messages.edit({ ...on, messageId: message.id, text: "@mali hello" });
    expect(edited.unreached).toEqual([]);
  });

  test("at most 20 of them", async () => {
    const { put, join, post } = await start();
    await put("dao", "dao");
    await join("dao");
    expect((await post("dao", "@x ".repeat(500))).unreached).toHaveLength(20);
  });

  test("in a comment as in a message", async () => {
    const { taskwire, put, join, on } = await start();
    await put("dao", "dao");
    await join("dao");
    const { boardId } = on;
    const { tasks, comments } = taskwire.as({ userId: "dao" });
    const { task } = await tasks.create({ boardId, title: "Sell" });
    const { unreached } = await comments.post({ boardId, taskId: task.id, text: "@who" });
    expect(unreached).toEqual([{ start: 0, end: 4, why: "unknown" }]);
  });
});
