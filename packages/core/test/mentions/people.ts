import { prepareDirectory } from "../../src/mentions/directory.ts";
import type { DirectoryEntry, MentionOptions } from "../../src/mentions/mention.ts";
import { parseMentions } from "../../src/mentions/parse.ts";

export const people: readonly DirectoryEntry[] = [
  { id: "alice", handle: "alice", names: ["Alice Wong"] },
  { id: "bob", handle: "bob", names: ["Bob"] },
  { id: "smith", handle: "bob.smith" },
  { id: "sam", handle: "สม" },
  { id: "somchai", handle: "สมชาย", names: ["สมชาย ใจดี"] },
  { id: "namfon", handle: "น้ำฝน" },
  { id: "kaew", handle: "แก้ว" },
  { id: "thi", handle: "ที่รัก" },
  { id: "jose", handle: "josé" },
  { id: "han", handle: "张三" },
  { id: "sakura", handle: "さくら" },
  { id: "taro", handle: "タロー" },
  { id: "lao", handle: "ສົມ" },
  { id: "nit1", handle: "nit1", names: ["นิด"] },
  { id: "nit2", handle: "nit2", names: ["นิด"] },
  { id: "nok", handle: "nok", names: ["หนู"] },
  { id: "nu", handle: "หนู" },
  { id: "lek", handle: "lek", names: ["here", "bob"] },
  { id: "dev", handle: "👩‍💻" },
  { id: "woman", handle: "👩" },
  { id: "thumb", handle: "👍" },
  { id: "thailand", handle: "🇹🇭" },
  { id: "paren", handle: "Test (1)" },
  { id: "nikos", handle: "Νίκος" },
  { id: "jiho", handle: "지호" },
  { id: "admins", kind: "group", handle: "admins", names: ["ผู้ดูแล"] },
];

export const directory = prepareDirectory(people, { aliases: { ทั้งทีม: "everyone" } });

/** The mentions as `id=text`, and the unresolved ones as `?text`. */
export function read(text: string, options: MentionOptions = {}): string[] {
  const { mentions, unresolved } = parseMentions(text, directory, options);
  return [
    ...mentions.map(({ id, start, end }) => ({ start, shows: `${id}=${text.slice(start, end)}` })),
    ...unresolved.map(({ raw, start, ambiguous }) => ({
      start,
      shows: `?${raw}${ambiguous ? "!" : ""}`,
    })),
  ]
    .sort((one, other) => one.start - other.start)
    .map(({ shows }) => shows);
}
