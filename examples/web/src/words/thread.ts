import type { Words } from "../language/words.ts";

/** The words of conversations, in rooms and in comments. */
export const threadWords = {
  "thread.typing.one": { en: "{name} is typing …", th: "{name} กำลังพิมพ์ …" },
  "thread.typing.two": {
    en: "{name} and {other} are typing …",
    th: "{name} และ {other} กำลังพิมพ์ …",
  },
  "thread.typing.many": {
    en: "{name} and {count} others are typing …",
    th: "{name} และอีก {count} คน กำลังพิมพ์ …",
  },
  "thread.resolved": { en: "resolved", th: "ปิดประเด็นแล้ว" },
} as const satisfies Words;
