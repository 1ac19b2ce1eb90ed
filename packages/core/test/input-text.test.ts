import { describe, expect, test } from "vitest";
import { createTaskwire } from "../src/index.ts";
import { label, nonEmptyText, text } from "../src/model/text.ts";
import { handleSchema } from "../src/model/user.ts";
import { decide } from "../src/testing/decide.ts";

/** Texts in which nobody can read anything, by what they are made of. */
const unreadable: { readonly [what: string]: string } = {
  nothing: "",
  spaces: "  \u00a0\u3000\u2007",
  "zero width space": "\u200b",
  "zero width joiners": "\u200d\u200c\ufeff",
  "soft hyphen": "\u00ad",
  "Hangul fillers": "\u3164\u115f\u1160\uffa0",
  "blank of Braille": "\u2800\u2800",
  "direction override": "\u202e",
  "direction marks": "\u200e\u200f\u061c",
  "a control": "\u0001",
  "a lone Thai mark": "\u0e38",
  "combining marks": "\u0301\u20dd\u0e4a",
  "variation selectors": "\ufe0f\u{e0100}",
  tags: "\u{e0041}\u{e007f}",
  "blank hieroglyphs": "\u{13441}\u{13442}",
  "null note": "\u{1d159}",
  "an object's stand-in": "\ufffc",
  "private use": "\ue000\u{f0000}",
  unassigned: "\u0378\uffff",
  mixed: " \u200b\u0e38\u2060\n\t\u3164",
};

/** Texts that people write. */
const readable = [
  "ตรวจสอบข้อมูลลูกค้า",
  "กุ้ง",
  "👩‍👩‍👧‍👦",
  "🇹🇭",
  "❤️",
  "1️⃣",
  "می‌خواهم",
  "क्‍ष",
  "e\u0301",
  "…",
  "-",
  "عربي و English",
  "O’Brien",
  "名前　太郎",
  "�",
];

describe("text that nobody can read", () => {
  test.each(Object.entries(unreadable))(
    "is refused as a label and as a post: %s (A6)",
    (_, value) => {
      for (const schema of [label(), nonEmptyText(), handleSchema])
        expect(schema.safeParse(value).success).toBe(false);
    },
  );

  test.each(readable)("is not %s (A6)", (value) => {
    for (const schema of [label(), text(), nonEmptyText()]) expect(schema.parse(value)).toBe(value);
  });
});

test("a label is one line, and doesn't change the direction of what follows it (A6)", () => {
  for (const odd of [
    ..."\n\r\t\v\f\u0001\u001b\u007f\u0085\u009f\u2028\u2029",
    ..."\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
  ])
    for (const value of [`a${odd}b`, `${odd}ab`, `ab${odd}`]) {
      expect(label().safeParse(value).success, JSON.stringify(value)).toBe(false);
      expect(handleSchema.safeParse(value).success, JSON.stringify(value)).toBe(false);
    }
});

test("a text keeps its line breaks and tabs, and has no other controls (A6)", () => {
  for (const kept of ["a\nb", "a\r\nb\r\n", "\ta", "a\u2028b", "\u200fعربي\u202b1\u202c", ""])
    expect(text().parse(kept)).toBe(kept);
  for (const odd of ["\u0001", "\u001b", "\b", "\v", "\f", "\u007f", "\u0085", "\u009b", "a\rb"])
    for (const schema of [text(), nonEmptyText()])
      expect(schema.safeParse(`a${odd}b`).success, JSON.stringify(odd)).toBe(false);
});

test("every operation refuses names, titles and reasons that nobody can read (A6)", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  const { users, boards, members, rooms, messages } = taskwire.system;
  await users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  await members.add({ boardId, userId: "dao" });
  const { id: roomId } = await rooms.create({ boardId, name: "Cars", memberIds: ["dao"] });
  const { task } = await taskwire.as({ userId: "dao" }).tasks.create({ boardId, title: "Sell" });
  const { id: messageId } = await messages.post({ boardId, roomId, text: "Hi" });
  const on = { boardId, taskId: task.id };
  for (const odd of ["\u200b", "\u0e38", "\u0001", "\u3164", "\u2800\u202e"]) {
    const calls = {
      "users.put": { id: "nok", role: "ADMIN", name: odd },
      "boards.create": { name: odd },
      "boards.edit": { boardId, name: odd },
      "rooms.create": { boardId, name: odd },
      "rooms.edit": { boardId, roomId, name: odd },
      "tasks.create": { boardId, title: odd },
      "tasks.edit": { ...on, title: odd },
      "tasks.reject": { ...on, reason: odd },
      "tasks.approve": { ...on, reason: odd },
      "subtasks.create": { ...on, title: odd },
      "comments.post": { ...on, text: odd },
      "messages.post": { boardId, roomId, text: odd },
      "messages.edit": { boardId, roomId, messageId, text: odd },
    };
    const methods = taskwire.system as unknown as {
      [noun: string]: { [verb: string]: (input: unknown) => Promise<unknown> };
    };
    for (const [operation, input] of Object.entries(calls)) {
      const [noun = "", verb = ""] = operation.split(".");
      await expect(methods[noun]?.[verb]?.(input), operation).rejects.toMatchObject({
        code: "invalid",
      });
    }
    const handle = { id: "nok", role: "ADMIN", name: "Nok", handle: odd } as const;
    await expect(users.put(handle)).rejects.toMatchObject({ code: "invalid" });
  }
  expect((await decide(taskwire.system, "approve", { ...on, reason: "" })).task.state).toBe(
    "approved",
  );
  await taskwire.close();
});
