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
  "thread.unread": { en: "New messages", th: "ข้อความใหม่" },
  "thread.start": { en: "The conversation starts here.", th: "การสนทนาเริ่มต้นที่นี่" },
  "thread.gone": { en: "This message is not here any more.", th: "ไม่มีข้อความนี้แล้ว" },
  "thread.link": { en: "Copy the link", th: "คัดลอกลิงก์" },
  "thread.link.copied": { en: "The link is copied", th: "คัดลอกลิงก์แล้ว" },
  "thread.find": { en: "Find in this conversation", th: "ค้นหาในการสนทนานี้" },
  "thread.find.at": { en: "{at} of {matches}", th: "{at} จาก {matches}" },
  "thread.find.none": { en: "Not in the {count} loaded ones", th: "ไม่พบใน {count} ข้อความที่โหลดแล้ว" },
  "thread.find.older": { en: "Earlier match", th: "ผลก่อนหน้า" },
  "thread.find.newer": { en: "Later match", th: "ผลถัดไป" },
  "thread.newer": { en: "Show newer", th: "ดูข้อความถัดไป" },
  "thread.unsent": {
    en: "Not sent: the page was loaded again before.",
    th: "ยังไม่ได้ส่ง เพราะหน้านี้ถูกโหลดใหม่ก่อน",
  },
  "thread.unsent.forget": { en: "Don't send", th: "ไม่ส่ง" },
  "thread.resolved": { en: "resolved", th: "ปิดประเด็นแล้ว" },
} as const satisfies Words;
