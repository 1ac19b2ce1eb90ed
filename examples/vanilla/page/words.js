/** The words of the page, each in English and Thai. */
const words = {
  otherLanguage: ["ไทย", "EN"],
  sales: ["Sales", "ฝ่ายขาย"],
  approvals: ["Approvals", "ผู้อนุมัติ"],
  who: ["Who is on this side?", "ใครอยู่ฝั่งนี้"],
  leave: ["Leave", "ออก"],
  events: ["Live events", "เหตุการณ์สด"],
  vehicle: ["Vehicle", "รถยนต์"],
  customer: ["Customer", "ลูกค้า"],
  ask: ["Ask for approval", "ขออนุมัติ"],
  approve: ["Approve", "อนุมัติ"],
  reject: ["Reject", "ไม่อนุมัติ"],
  resubmit: ["Ask again", "ยื่นอีกครั้ง"],
  reason: ["The reason, which the others read", "เหตุผล ซึ่งคนอื่นจะอ่าน"],
  done: ["Done", "เสร็จแล้ว"],
  progress: ["{done} of {total} steps done", "เสร็จ {done} จาก {total} ขั้นตอน"],
  why: ["This can't be done now.", "ตอนนี้ทำรายการนี้ไม่ได้"],
  "why.permission": ["You can't do this.", "คุณไม่มีสิทธิ์ทำรายการนี้"],
  "why.order": ["Other steps come first.", "ต้องทำขั้นตอนอื่นก่อน"],
  "ask.them": ["These people can:", "คนที่ทำได้:"],
  error: ["It did not work. Try again.", "ทำไม่สำเร็จ ลองอีกครั้ง"],
  "error.conflict": ["It has changed. Check it again.", "มีการแก้ไขไปแล้ว กรุณาตรวจดูอีกครั้ง"],
  "status.live": ["Live", "ออนไลน์"],
  "status.connecting": ["Connecting", "กำลังเชื่อมต่อ"],
  "status.offline": ["Offline", "ออฟไลน์"],
  "state.pending": ["Waiting for approval", "รออนุมัติ"],
  "state.rejected": ["Rejected", "ไม่อนุมัติ"],
  "state.approved": ["In progress", "กำลังดำเนินการ"],
  "state.completed": ["Completed", "เสร็จสมบูรณ์"],
  "event.task.created": ["asked for", "ขออนุมัติ"],
  "event.task.approved": ["approved", "อนุมัติ"],
  "event.task.rejected": ["rejected", "ไม่อนุมัติ"],
  "event.task.resubmitted": ["asked again for", "ยื่นอีกครั้ง"],
  "event.task.completed": ["completed", "ปิดงาน"],
  "event.subtask.created": ["added a step", "เพิ่มขั้นตอน"],
  "event.subtask.completed": ["finished a step", "ทำขั้นตอนเสร็จ"],
};

export const language = localStorage.getItem("language") === "th" ? "th" : "en";

export function nextLanguage() {
  localStorage.setItem("language", language === "th" ? "en" : "th");
  location.reload();
}

/** Returns a text in the language of the page, or undefined if there is no such text. */
export const t = (name, values = {}) =>
  words[name]?.[language === "th" ? 1 : 0].replace(/\{(\w+)\}/g, (_, field) => values[field]);

/** Returns the part of a title "English · ไทย" in the language of the page. */
export const own = (title) => title.split(" · ")[language === "th" ? 1 : 0] ?? title;
