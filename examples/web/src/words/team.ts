import type { Words } from "../language/words.ts";

/** The words of the page about people and their roles. */
export const teamWords = {
  "team.title": { en: "People", th: "ผู้ใช้งาน" },
  "team.find": { en: "Find a person", th: "ค้นหาชื่อคน" },
  "team.name": { en: "Name", th: "ชื่อ" },
  "team.role": { en: "Role", th: "บทบาท" },
  "team.roleOf": { en: "Role of {name}", th: "บทบาทของ {name}" },
  "team.add": { en: "Add a person", th: "เพิ่มผู้ใช้งาน" },
  "team.added": {
    en: "{name} can sign in as {login} with this password. It is shown only once:",
    th: "{name} เข้าสู่ระบบด้วยชื่อผู้ใช้ {login} และรหัสผ่านนี้ ซึ่งแสดงเพียงครั้งเดียว:",
  },
  "team.disable": { en: "Disable", th: "ระงับ" },
  "team.enable": { en: "Enable", th: "เปิดใช้งาน" },
  "team.disabled": { en: "disabled", th: "ถูกระงับ" },
  "team.role.ADMIN": {
    en: "sees all requests, decides on them, assigns steps and adds people.",
    th: "เห็นคำขอทั้งหมด พิจารณา มอบหมายขั้นตอน และเพิ่มผู้ใช้งาน",
  },
  "team.role.ADMIN_LIMITED": {
    en: "asks for approvals, and sees only requests that involve them.",
    th: "ยื่นคำขอ และเห็นเฉพาะคำขอที่เกี่ยวข้องกับตนเอง",
  },
  "team.noRight": { en: "Approvers look after people", th: "ผู้อนุมัติเป็นผู้ดูแลผู้ใช้งาน" },
  "team.noRight.text": {
    en: "Ask one of them to add somebody or to change a role.",
    th: "ติดต่อผู้อนุมัติเพื่อเพิ่มผู้ใช้งานหรือเปลี่ยนบทบาท",
  },
} as const satisfies Words;
