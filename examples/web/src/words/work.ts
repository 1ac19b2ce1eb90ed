import type { Words } from "../language/words.ts";

/** The words of the queue of decisions and of my work. */
export const workWords = {
  "decide.title": { en: "Needs my decision", th: "รอการพิจารณาของฉัน" },
  "decide.none.title": { en: "Nothing to decide", th: "ไม่มีรายการรอพิจารณา" },
  "decide.none.text": {
    en: "New requests appear here at once.",
    th: "คำขอใหม่จะแสดงที่นี่ทันที",
  },
  "decide.count": {
    en: "{count} waiting, the oldest first",
    th: "รออยู่ {count} รายการ เรียงจากเก่าสุด",
  },
  "decide.for": { en: "for {names}", th: "แทน {names}" },
  "decide.noRight.title": { en: "You don't decide here", th: "คุณไม่ได้เป็นผู้พิจารณา" },
  "decide.noRight.text": { en: "{names} can decide.", th: "{names} พิจารณาได้" },

  "work.title": { en: "My work", th: "งานของฉัน" },
  "work.steps": { en: "My steps", th: "ขั้นตอนของฉัน" },
  "work.steps.none": {
    en: "No open steps. They appear when a request is approved.",
    th: "ไม่มีขั้นตอนค้างอยู่ ขั้นตอนจะปรากฏเมื่อคำขอได้รับอนุมัติ",
  },
  "work.asked": { en: "What I asked for", th: "คำขอของฉัน" },
  "work.asked.none": { en: "You are not waiting for anything.", th: "ไม่มีคำขอที่รออยู่" },
  "work.mentions": { en: "Mentions without an answer", th: "ข้อความที่กล่าวถึงฉันและยังไม่ได้ตอบ" },
  "work.mentions.none": { en: "Everything is answered.", th: "ตอบครบแล้ว" },
  "work.mention": { en: "{name} mentioned you", th: "{name} กล่าวถึงคุณ" },
  "work.overdue": { en: "Overdue", th: "เลยกำหนด" },
  "work.today": { en: "Today", th: "วันนี้" },
  "work.week": { en: "Next 7 days", th: "ภายใน 7 วัน" },
  "work.later": { en: "Later", th: "ภายหลัง" },
  "work.undated": { en: "Without a date", th: "ไม่มีกำหนด" },
  "work.more": { en: "Show more", th: "แสดงเพิ่ม" },
  "work.stepDone": { en: "Done: {title}", th: "เสร็จแล้ว: {title}" },
} as const satisfies Words;
