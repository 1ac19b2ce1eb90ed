import type { Words } from "../language/words.ts";

/** The words of the page about the server, the workflow and the permissions. */
export const systemWords = {
  "system.name": { en: "Name", th: "ชื่อ" },
  "system.connections": { en: "Connections", th: "การเชื่อมต่อ" },
  "system.connections.count": { en: "{count} now, on this server", th: "ตอนนี้ {count} บนเซิร์ฟเวอร์นี้" },
  "system.connections.all": { en: "List of connections", th: "รายการการเชื่อมต่อ" },
  "system.since": { en: "Since", th: "ตั้งแต่" },
  "system.address": { en: "Address", th: "ที่อยู่" },
  "system.failed": { en: "Failed reactions", th: "งานเบื้องหลังที่ล้มเหลว" },
  "system.failed.none": {
    en: "None. A reaction is repeated up to 20 times before it is listed here.",
    th: "ไม่มี ระบบลองทำซ้ำได้ถึง 20 ครั้งก่อนจะแสดงที่นี่",
  },
  "system.failed.more": { en: "There are more.", th: "ยังมีอีก" },
  "system.failed.times": { en: "failed {count} times", th: "ล้มเหลว {count} ครั้ง" },
  "system.failed.retried": { en: "It is being tried again.", th: "กำลังลองอีกครั้ง" },
  "system.workflow": { en: "Workflow", th: "ลำดับงาน" },
  "system.workflow.start": { en: "start", th: "เริ่มต้น" },
  "system.workflow.end": { en: "This is the end.", th: "สิ้นสุดที่นี่" },
  "system.workflow.subtasks.done": {
    en: "also by itself, when the last step is done",
    th: "เกิดขึ้นเองเมื่อขั้นตอนสุดท้ายเสร็จ",
  },
  "system.workflow.subtask.reopened": {
    en: "also by itself, when a step is reopened",
    th: "เกิดขึ้นเองเมื่อมีการเปิดขั้นตอนใหม่",
  },
  "system.workflow.deadline": {
    en: "by itself, when the deadline passes",
    th: "เกิดขึ้นเองเมื่อเลยกำหนด",
  },
  "system.workflow.mermaid": {
    en: "As text for a diagram (Mermaid)",
    th: "เป็นข้อความสำหรับแผนภาพ (Mermaid)",
  },
  "system.permissions": { en: "Permissions", th: "สิทธิ์" },
  "system.permission": { en: "Permission", th: "สิทธิ์" },
  "system.noRight": { en: "Approvers look after the system", th: "ผู้อนุมัติเป็นผู้ดูแลระบบ" },
  "system.noRight.text": {
    en: "Ask one of them if something does not work.",
    th: "ติดต่อผู้อนุมัติหากมีสิ่งใดไม่ทำงาน",
  },
} as const satisfies Words;
