// Every word of the page, in both languages.

const en = {
  tagline: "An approval, seen from both sides",
  language: "Language",
  sides: "Side",
  "side.left": "Sales",
  "side.right": "Approvals",
  "side.left.line": "asks for approval and does the work",
  "side.right.line": "decides, and sees it all",
  news: "{count} new",

  "status.connecting": "Connecting",
  "status.live": "Live",
  "status.catching up": "Catching up",
  "status.offline": "Offline",

  "login.title": "Who is on this side?",
  "login.pick": "Pick somebody from the demo",
  "login.or": "or log in",
  "login.login": "Login",
  "login.password": "Password",
  "login.submit": "Log in",
  "login.again": "Your session has ended. Log in again.",
  logout: "Log out",

  "role.ADMIN": "Approver",
  "role.ADMIN_LIMITED": "Sales staff",
  "member.unknown": "somebody",
  "actor.system": "The system",
  you: "you",

  "new.title": "New request",
  "new.vehicle": "Vehicle",
  "new.customer": "Customer",
  "new.tradeIn": "The customer trades in a car",
  "new.submit": "Ask for approval",
  "edit.title": "Edit the request",
  "edit.submit": "Save",

  "filter.label": "Show",
  "filter.all": "All",
  "filter.waiting": "Waiting",
  "filter.working": "Active",
  "filter.closed": "Closed",
  "list.label": "Requests",
  "list.loading": "Loading …",
  "list.empty": "Nothing here yet.",
  "list.empty.left": "Nothing here yet. Ask for an approval above.",
  "list.empty.right": "Nothing to decide. Requests appear here the moment they are made.",

  "state.pending": "Waiting for approval",
  "state.approved": "In progress",
  "state.completed": "Completed",
  "state.rejected": "Rejected",
  "state.cancelled": "Cancelled",
  "subtask.open": "open",
  "subtask.done": "done",
  "subtask.cancelled": "cancelled",
  "task.requested": "{name} · {time}",
  "task.tradeIn": "Trade-in",
  "task.progress": "{done} of {total} steps done",
  "task.decided.approve": "Approved by {name}, {time}",
  "task.decided.reject": "Rejected by {name}, {time}",
  "task.decided": "{action} by {name}, {time}",
  "subtask.due": "by {date}",
  "subtask.nobody": "Nobody yet",
  "subtask.assignee": "Who does “{title}”",

  "action.task.approve": "Approve",
  "action.task.reject": "Reject",
  "action.task.resubmit": "Ask again",
  "action.task.cancel": "Cancel request",
  "action.task.complete": "Complete",
  "action.task.edit": "Edit",
  "action.subtask.create": "Add a step",
  "action.subtask.complete": "Done",
  "action.subtask.reopen": "Reopen",
  "action.subtask.assign": "Assign",

  "do.task.approve": "approve",
  "do.task.reject": "reject",
  "do.task.resubmit": "ask again",
  "do.task.cancel": "cancel it",
  "do.task.complete": "complete it",
  "do.task.edit": "edit it",
  "do.subtask.create": "add a step",
  "do.subtask.complete": "finish “{title}”",
  "do.subtask.reopen": "reopen “{title}”",
  "do.subtask.assign": "assign “{title}”",

  "reason.label.required": "Reason (the requester reads it)",
  "reason.label.optional": "Reason (may be left out)",
  "step.label": "What has to be done",
  "dialog.back": "Back",

  "why.permission": "This is not for {role}.",
  "why.permission.if": "On this request this is not for you.",
  "why.state": "The request is “{state}”.",
  "why.state.decided": "The request is “{state}”: {name} decided at {time}.",
  "why.own_task": "It is your own request: somebody else decides.",
  "why.has_subtasks": "{open} of {total} steps are open. The last one completes it by itself.",
  "why.subtask_state": "This step is {state}.",
  "why.order": "First: {titles}.",
  "why.other": "This is not possible now.",
  "way.title": "The way there:",
  "way.never": "There is no way from here.",
  "way.step": "{who}: {action}",
  "way.or": " or ",
  "way.requester": "the requester",
  "way.assignee": "who it is assigned to",

  "events.title": "Events as they arrive",
  "events.empty": "Nothing yet. Do something on either side.",
  "event.board.created": "{actor} made the board",
  "event.member.added": "{member} joined the board",
  "event.member.changed": "{member} has changed",
  "event.member.removed": "{member} left the board",
  "event.task.created": "{actor} asked for “{task}”",
  "event.task.edited": "{actor} edited “{task}”",
  "event.task.approved": "{actor} approved “{task}”",
  "event.task.rejected": "{actor} rejected “{task}”",
  "event.task.resubmitted": "{actor} asked again for “{task}”",
  "event.task.cancelled": "{actor} cancelled “{task}”",
  "event.task.completed": "“{task}” is completed",
  "event.task.reopened": "“{task}” is open again",
  "event.subtask.created": "New step: “{subtask}”",
  "event.subtask.completed": "{actor} finished “{subtask}”",
  "event.subtask.reopened": "{actor} reopened “{subtask}”",
  "event.subtask.assigned": "“{subtask}” now goes to {assignee}",
  "event.hidden": "A request went out of sight",

  "people.open": "People",
  "people.title": "People",
  "people.name": "Name",
  "people.login": "Login",
  "people.role": "Role",
  "people.add": "Add",
  "people.roleOf": "Role of {name}",
  "people.disable": "Disable",
  "people.enable": "Enable",
  "people.added": "{name} can log in as {login} with the password",
  "people.once": "It is shown this once.",
  close: "Close",

  "error.unauthenticated": "Login or password is wrong.",
  "error.rate_limited": "Too many attempts. Wait a little and try again.",
  "error.network": "The server can't be reached. Try again in a moment.",
  "error.login_taken": "This login is taken.",
  "error.conflict": "It has changed; look again.",
  "error.not_found": "It is not there any more.",
  "error.invalid": "Something is missing or too long.",
  "error.refused": "Not possible: {message}",
  "error.other": "That did not work: {message}",
};

/** @typedef {keyof typeof en} Word */

/** @type {Record<Word, string>} */
const th = {
  tagline: "การอนุมัติหนึ่งเรื่อง มองจากทั้งสองฝั่ง",
  language: "ภาษา",
  sides: "ฝั่ง",
  "side.left": "ฝ่ายขาย",
  "side.right": "ฝ่ายอนุมัติ",
  "side.left.line": "ยื่นคำขอและลงมือทำ",
  "side.right.line": "ตัดสินใจและเห็นทุกเรื่อง",
  news: "ใหม่ {count}",

  "status.connecting": "กำลังเชื่อมต่อ",
  "status.live": "ออนไลน์",
  "status.catching up": "กำลังตามข้อมูล",
  "status.offline": "ออฟไลน์",

  "login.title": "ใครอยู่ฝั่งนี้",
  "login.pick": "เลือกคนจากชุดตัวอย่าง",
  "login.or": "หรือเข้าสู่ระบบ",
  "login.login": "ชื่อผู้ใช้",
  "login.password": "รหัสผ่าน",
  "login.submit": "เข้าสู่ระบบ",
  "login.again": "การเข้าสู่ระบบหมดอายุแล้ว กรุณาเข้าสู่ระบบอีกครั้ง",
  logout: "ออกจากระบบ",

  "role.ADMIN": "ผู้อนุมัติ",
  "role.ADMIN_LIMITED": "พนักงานขาย",
  "member.unknown": "ไม่ทราบชื่อ",
  "actor.system": "ระบบ",
  you: "คุณ",

  "new.title": "คำขอใหม่",
  "new.vehicle": "รถ",
  "new.customer": "ลูกค้า",
  "new.tradeIn": "ลูกค้านำรถเก่ามาแลก",
  "new.submit": "ขออนุมัติ",
  "edit.title": "แก้ไขคำขอ",
  "edit.submit": "บันทึก",

  "filter.label": "แสดง",
  "filter.all": "ทั้งหมด",
  "filter.waiting": "รออนุมัติ",
  "filter.working": "กำลังทำ",
  "filter.closed": "ปิดแล้ว",
  "list.label": "คำขอ",
  "list.loading": "กำลังโหลด …",
  "list.empty": "ยังไม่มีรายการ",
  "list.empty.left": "ยังไม่มีรายการ เริ่มขออนุมัติได้ที่ด้านบน",
  "list.empty.right": "ยังไม่มีเรื่องให้ตัดสินใจ คำขอใหม่จะปรากฏที่นี่ทันที",

  "state.pending": "รออนุมัติ",
  "state.approved": "กำลังดำเนินการ",
  "state.completed": "เสร็จสมบูรณ์",
  "state.rejected": "ไม่อนุมัติ",
  "state.cancelled": "ยกเลิกแล้ว",
  "subtask.open": "ยังไม่เสร็จ",
  "subtask.done": "เสร็จแล้ว",
  "subtask.cancelled": "ยกเลิกแล้ว",
  "task.requested": "{name} · {time}",
  "task.tradeIn": "มีรถแลก",
  "task.progress": "เสร็จ {done} จาก {total} ขั้นตอน",
  "task.decided.approve": "อนุมัติโดย {name} {time}",
  "task.decided.reject": "ไม่อนุมัติโดย {name} {time}",
  "task.decided": "{action} โดย {name} {time}",
  "subtask.due": "ภายใน {date}",
  "subtask.nobody": "ยังไม่มีผู้รับผิดชอบ",
  "subtask.assignee": "ผู้รับผิดชอบ “{title}”",

  "action.task.approve": "อนุมัติ",
  "action.task.reject": "ไม่อนุมัติ",
  "action.task.resubmit": "ยื่นอีกครั้ง",
  "action.task.cancel": "ยกเลิกคำขอ",
  "action.task.complete": "ปิดงาน",
  "action.task.edit": "แก้ไข",
  "action.subtask.create": "เพิ่มขั้นตอน",
  "action.subtask.complete": "เสร็จแล้ว",
  "action.subtask.reopen": "เปิดใหม่",
  "action.subtask.assign": "มอบหมาย",

  "do.task.approve": "อนุมัติ",
  "do.task.reject": "ไม่อนุมัติ",
  "do.task.resubmit": "ยื่นอีกครั้ง",
  "do.task.cancel": "ยกเลิกคำขอ",
  "do.task.complete": "ปิดงาน",
  "do.task.edit": "แก้ไข",
  "do.subtask.create": "เพิ่มขั้นตอน",
  "do.subtask.complete": "ทำ “{title}” ให้เสร็จ",
  "do.subtask.reopen": "เปิด “{title}” ใหม่",
  "do.subtask.assign": "มอบหมาย “{title}”",

  "reason.label.required": "เหตุผล (ผู้ขอจะได้อ่าน)",
  "reason.label.optional": "เหตุผล (ไม่ระบุก็ได้)",
  "step.label": "สิ่งที่ต้องทำ",
  "dialog.back": "กลับ",

  "why.permission": "{role}ไม่มีสิทธิ์ทำรายการนี้",
  "why.permission.if": "คุณไม่มีสิทธิ์ทำรายการนี้กับคำขอนี้",
  "why.state": "คำขออยู่ในสถานะ “{state}”",
  "why.state.decided": "คำขออยู่ในสถานะ “{state}” ตัดสินโดย {name} เมื่อ {time}",
  "why.own_task": "นี่คือคำขอของคุณเอง ต้องให้คนอื่นตัดสินใจ",
  "why.has_subtasks": "ยังเหลือ {open} จาก {total} ขั้นตอน เมื่อขั้นตอนสุดท้ายเสร็จ งานจะปิดเอง",
  "why.subtask_state": "ขั้นตอนนี้{state}",
  "why.order": "ต้องทำก่อน: {titles}",
  "why.other": "ตอนนี้ยังทำไม่ได้",
  "way.title": "ทำได้เมื่อ:",
  "way.never": "จากสถานะนี้ทำไม่ได้อีกแล้ว",
  "way.step": "{who}: {action}",
  "way.or": " หรือ ",
  "way.requester": "ผู้ยื่นคำขอ",
  "way.assignee": "ผู้ที่ได้รับมอบหมาย",

  "events.title": "เหตุการณ์สด",
  "events.empty": "ยังไม่มีเหตุการณ์ ลองทำรายการจากฝั่งใดก็ได้",
  "event.board.created": "{actor} สร้างบอร์ด",
  "event.member.added": "{member} เข้าร่วมบอร์ด",
  "event.member.changed": "ข้อมูลของ {member} เปลี่ยนไป",
  "event.member.removed": "{member} ออกจากบอร์ด",
  "event.task.created": "{actor} ยื่นคำขอ “{task}”",
  "event.task.edited": "{actor} แก้ไข “{task}”",
  "event.task.approved": "{actor} อนุมัติ “{task}”",
  "event.task.rejected": "{actor} ไม่อนุมัติ “{task}”",
  "event.task.resubmitted": "{actor} ยื่น “{task}” อีกครั้ง",
  "event.task.cancelled": "{actor} ยกเลิก “{task}”",
  "event.task.completed": "“{task}” เสร็จสมบูรณ์",
  "event.task.reopened": "“{task}” เปิดอีกครั้ง",
  "event.subtask.created": "ขั้นตอนใหม่: “{subtask}”",
  "event.subtask.completed": "{actor} ทำ “{subtask}” เสร็จแล้ว",
  "event.subtask.reopened": "{actor} เปิด “{subtask}” ใหม่",
  "event.subtask.assigned": "มอบหมาย “{subtask}” ให้ {assignee}",
  "event.hidden": "คำขอหนึ่งรายการพ้นจากสิทธิ์การมองเห็น",

  "people.open": "บุคคล",
  "people.title": "บุคคล",
  "people.name": "ชื่อ",
  "people.login": "ชื่อผู้ใช้",
  "people.role": "บทบาท",
  "people.add": "เพิ่ม",
  "people.roleOf": "บทบาทของ {name}",
  "people.disable": "ระงับ",
  "people.enable": "เปิดใช้",
  "people.added": "{name} เข้าสู่ระบบด้วยชื่อ {login} และรหัสผ่าน",
  "people.once": "แสดงเพียงครั้งนี้",
  close: "ปิด",

  "error.unauthenticated": "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง",
  "error.rate_limited": "ลองหลายครั้งเกินไป กรุณารอสักครู่",
  "error.network": "ติดต่อเซิร์ฟเวอร์ไม่ได้ กรุณาลองอีกครั้ง",
  "error.login_taken": "ชื่อผู้ใช้นี้มีคนใช้แล้ว",
  "error.conflict": "งานนี้มีการแก้ไข กรุณาตรวจดูอีกครั้ง",
  "error.not_found": "ไม่พบรายการนี้แล้ว",
  "error.invalid": "ข้อมูลไม่ครบหรือยาวเกินไป",
  "error.refused": "ทำรายการไม่ได้: {message}",
  "error.other": "ทำรายการไม่สำเร็จ: {message}",
};

const messages = { en, th };

/** @typedef {keyof typeof messages} Language */

/** @type {readonly { id: Language, name: string }[]} */
export const languages = [
  { id: "th", name: "ไทย" },
  { id: "en", name: "EN" },
];

/** @type {Set<() => void>} */
const listeners = new Set();
const remembered = localStorage.getItem("language") ?? navigator.language.slice(0, 2);
/** @type {Language} */
let current = remembered === "th" ? "th" : "en";
document.documentElement.lang = current;

export const language = () => current;

/** @param {Language} id */
export function setLanguage(id) {
  current = id;
  localStorage.setItem("language", id);
  document.documentElement.lang = id;
  for (const listener of listeners) listener();
}

/** @param {() => void} listener called whenever the words have to be written anew */
export function onLanguage(listener) {
  listeners.add(listener);
}

/**
 * @param {Word} word
 * @param {{ readonly [name: string]: string | number }} [values]
 */
export function t(word, values = {}) {
  return messages[current][word].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * For words that data names: a state or a role that a workflow of your own has. Unknown ones are shown as they are.
 *
 * @param {string} word
 * @param {string} fallback
 * @param {{ readonly [name: string]: string | number }} [values]
 */
export function tOr(word, fallback, values) {
  return Object.hasOwn(en, word) ? t(/** @type {Word} */ (word), values) : fallback;
}

const formats = {
  en: { time: new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }), date: dateFormat("en-GB") },
  th: { time: new Intl.DateTimeFormat("th-TH", { timeStyle: "short" }), date: dateFormat("th-TH") },
};

/** @param {string} locale */
function dateFormat(locale) {
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
}

/** @param {string} iso */
export const time = (iso) => formats[current].time.format(new Date(iso));

/** @param {string} iso */
export const date = (iso) => formats[current].date.format(new Date(iso));

/** @param {string} iso today's as a time, others as a date */
export function when(iso) {
  return new Date(iso).toDateString() === new Date().toDateString() ? time(iso) : `${date(iso)} ${time(iso)}`;
}

/**
 * Names and titles that are written in both languages, `English · ไทย`: the half that fits comes first.
 *
 * @param {string} text
 * @returns {[main: string, other: string]}
 */
export function bilingual(text) {
  const [first = "", second = ""] = text.split(" · ", 2);
  const isThai = (/** @type {string} */ part) => /[\u0e00-\u0e7f]/.test(part);
  if (!second || isThai(first) === isThai(second)) return [text, ""];
  return isThai(second) === (current === "th") ? [second, first] : [first, second];
}
