import type { Words } from "../language/words.ts";

/** The words that say why an action is not possible, and what would help. */
export const whyWords = {
  "do.task.approve": { en: "approve", th: "อนุมัติ" },
  "do.task.reject": { en: "reject", th: "ไม่อนุมัติ" },
  "do.task.resubmit": { en: "ask again", th: "ยื่นอีกครั้ง" },
  "do.task.cancel": { en: "cancel it", th: "ยกเลิกคำขอ" },
  "do.task.complete": { en: "complete it", th: "ปิดงาน" },
  "do.task.restore": { en: "restore it", th: "กู้คืน" },
  "do.task.reopen": { en: "reopen it", th: "เปิดอีกครั้ง" },
  "do.task.edit": { en: "edit it", th: "แก้ไข" },
  "do.task.delete": { en: "delete it", th: "ลบคำขอ" },
  "do.subtask.create": { en: "add a step", th: "เพิ่มขั้นตอน" },
  "do.subtask.complete": { en: "finish “{title}”", th: "ทำ “{title}” ให้เสร็จ" },
  "do.subtask.reopen": { en: "reopen “{title}”", th: "เปิด “{title}” ใหม่" },
  "do.subtask.assign": { en: "assign “{title}”", th: "มอบหมาย “{title}”" },
  "do.subtask.edit": { en: "edit “{title}”", th: "แก้ไข “{title}”" },
  "do.subtask.cancel": { en: "cancel “{title}”", th: "ยกเลิก “{title}”" },
  "do.subtask.restore": { en: "restore “{title}”", th: "กู้คืน “{title}”" },
  "why.permission": { en: "{role} can't do this.", th: "{role}ไม่มีสิทธิ์ทำรายการนี้" },
  "why.permission.requester": {
    en: "You can do this only on your own requests.",
    th: "คุณทำรายการนี้ได้เฉพาะกับคำขอของตนเอง",
  },
  "why.permission.assignee": {
    en: "You can do this only for steps that are assigned to you.",
    th: "คุณทำรายการนี้ได้เฉพาะกับขั้นตอนที่คุณรับผิดชอบ",
  },
  "why.permission.involved": {
    en: "You can do this only on requests that involve you.",
    th: "คุณทำรายการนี้ได้เฉพาะกับคำขอที่เกี่ยวข้องกับคุณ",
  },
  "why.permission.author": {
    en: "You can do this only with your own texts.",
    th: "คุณทำรายการนี้ได้เฉพาะกับข้อความของตนเอง",
  },
  "why.permission.room_founder": {
    en: "You can do this only in rooms that you created.",
    th: "คุณทำรายการนี้ได้เฉพาะในห้องที่คุณสร้าง",
  },
  "why.permission.founder": {
    en: "You can do this only on boards that you created.",
    th: "คุณทำรายการนี้ได้เฉพาะในบอร์ดที่คุณสร้าง",
  },
  "why.permission.if": { en: "You can't do this on this request.", th: "คุณไม่มีสิทธิ์ทำรายการนี้กับคำขอนี้" },
  "why.state": {
    en: "This is not possible in the state of the request.",
    th: "ทำรายการนี้ไม่ได้ในสถานะของคำขอนี้",
  },
  "why.archived": { en: "The board is archived.", th: "บอร์ดนี้ปิดแล้ว" },
  "why.own_task": {
    en: "This is your own request. Somebody else has to decide.",
    th: "นี่คือคำขอของคุณเอง ต้องให้คนอื่นพิจารณา",
  },
  "why.has_subtasks": {
    en: "{open} of {total} steps are open. Finishing the last one completes the request.",
    th: "ยังเหลือ {open} จาก {total} ขั้นตอน เมื่อขั้นตอนสุดท้ายเสร็จ คำขอจะเสร็จสมบูรณ์",
  },
  "why.subtask_state": { en: "This step is {state}.", th: "ขั้นตอนนี้{state}" },
  "why.order": { en: "First: {titles}.", th: "ต้องทำก่อน: {titles}" },
  "why.other": { en: "This is not possible now.", th: "ตอนนี้ยังทำไม่ได้" },
  "remedy.step": { en: "{who}: {action}", th: "{who}: {action}" },
  "remedy.or": { en: " or ", th: " หรือ " },
  "why.decided": {
    en: "{name} {did} this at {time}. Nothing left to decide.",
    th: "{name} {did}เมื่อ {time} ไม่มีอะไรต้องพิจารณาแล้ว",
  },
  "why.did.approve": { en: "approved", th: "อนุมัติแล้ว" },
  "why.did.reject": { en: "rejected", th: "ไม่อนุมัติ" },
  "why.did.other": { en: "decided", th: "พิจารณาแล้ว" },
  "why.stepState": { en: "This step is {state}.", th: "ขั้นตอนนี้{state}" },
  "why.ended": {
    en: "The request is “{state}”. Nothing left to decide.",
    th: "คำขออยู่ในสถานะ “{state}” ไม่มีอะไรต้องพิจารณาแล้ว",
  },
  "remedy.title": { en: "What would help", th: "ทำได้เมื่อ" },
  "why.quota": {
    en: "There are too many of these already. Wait until one is done, or delete one.",
    th: "มีรายการประเภทนี้มากเกินไปแล้ว กรุณารอให้เสร็จบางรายการ หรือลบรายการที่ไม่ใช้",
  },
  "why.rounds": { en: "The request can't be returned again.", th: "ส่งคำขอนี้กลับอีกไม่ได้แล้ว" },
  "why.step": {
    en: "You can't vote in this part of the approval now.",
    th: "ตอนนี้คุณลงคะแนนในส่วนนี้ไม่ได้",
  },
  "why.delegation": {
    en: "You can't vote for this person now.",
    th: "ตอนนี้คุณลงคะแนนแทนบุคคลนี้ไม่ได้",
  },
  "why.one_per_person": {
    en: "You already voted for somebody in this part of the approval.",
    th: "คุณลงคะแนนในส่วนนี้แทนผู้อื่นแล้ว",
  },
  "why.distinct": {
    en: "You already took part in another part of the approval.",
    th: "คุณมีส่วนในการอนุมัติส่วนอื่นแล้ว",
  },
  "why.already_voted": { en: "You have voted already.", th: "คุณลงคะแนนแล้ว" },
  "why.deadline": { en: "The deadline has passed.", th: "เลยกำหนดแล้ว" },
  "why.content": {
    en: "The request has changed. Look at it again.",
    th: "คำขอเปลี่ยนไปแล้ว กรุณาดูอีกครั้ง",
  },
  "why.locked": {
    en: "People have voted on the request as it is.",
    th: "มีคนลงคะแนนกับคำขอตามที่เป็นอยู่แล้ว",
  },
} as const satisfies Words;
