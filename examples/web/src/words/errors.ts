import type { Words } from "../language/words.ts";

/** The words for refusals and errors, by their codes. */
export const errorWords = {
  "unreached.unknown": {
    en: "{name} reached nobody: no one here has this name.",
    th: "{name} ไม่ถึงใคร เพราะไม่มีใครที่นี่ใช้ชื่อนี้",
  },
  "unreached.ambiguous": {
    en: "{name} reached nobody: several people have this name. Choose one from the list.",
    th: "{name} ไม่ถึงใคร เพราะมีหลายคนใช้ชื่อนี้ กรุณาเลือกจากรายการ",
  },
  "unreached.not_allowed": {
    en: "{name} reached nobody: you may not mention this group.",
    th: "{name} ไม่ถึงใคร เพราะคุณไม่มีสิทธิ์กล่าวถึงกลุ่มนี้",
  },
  "unreached.quota": {
    en: "{name} reached nobody: you have notified people too often. Wait a while.",
    th: "{name} ไม่ถึงใคร เพราะคุณแจ้งเตือนบ่อยเกินไป กรุณารอสักครู่",
  },
  "unreached.disabled": {
    en: "{name} reached nobody: this account is disabled.",
    th: "{name} ไม่ถึงใคร เพราะบัญชีนี้ถูกปิดใช้งาน",
  },
  "refused.permission": { en: "You are not allowed to do this.", th: "คุณไม่มีสิทธิ์ทำรายการนี้" },
  "refused.state": {
    en: "The request has changed. This is not possible any more.",
    th: "คำขอเปลี่ยนไปแล้ว ทำรายการนี้ไม่ได้อีก",
  },
  "refused.own_task": {
    en: "You can't decide on your own request.",
    th: "คุณพิจารณาคำขอของตนเองไม่ได้",
  },
  "refused.has_subtasks": { en: "Some steps are still open.", th: "ยังมีขั้นตอนที่ไม่เสร็จ" },
  "refused.subtask_state": {
    en: "The step has changed. This is not possible any more.",
    th: "ขั้นตอนนี้เปลี่ยนไปแล้ว ทำรายการนี้ไม่ได้อีก",
  },
  "refused.order": { en: "Other steps have to be finished first.", th: "ต้องทำขั้นตอนอื่นให้เสร็จก่อน" },
  "refused.archived": {
    en: "It is archived. Nothing new can be written here.",
    th: "ปิดแล้ว เขียนเพิ่มที่นี่ไม่ได้",
  },
  "refused.member": { en: "You are not in this room.", th: "คุณไม่ได้อยู่ในห้องนี้" },
  "refused.deleted": { en: "It was deleted.", th: "รายการนี้ถูกลบไปแล้ว" },
  "refused.mentions": {
    en: "Too many people are mentioned. Mention a group instead.",
    th: "กล่าวถึงหลายคนเกินไป ให้กล่าวถึงกลุ่มแทน",
  },
  "refused.audience": {
    en: "This group is too large to be mentioned.",
    th: "กลุ่มนี้ใหญ่เกินไป กล่าวถึงทั้งกลุ่มไม่ได้",
  },
  "refused.granting": {
    en: "You can't give or take more rights than you have.",
    th: "คุณให้หรือถอนสิทธิ์ที่มากกว่าของตนเองไม่ได้",
  },
  "refused.last_holder": {
    en: "Nobody else on the board could give this role. Give it to another person first.",
    th: "ไม่มีคนอื่นในบอร์ดที่ให้บทบาทนี้ได้ ให้บทบาทนี้กับคนอื่นก่อน",
  },
  "refused.own_role": { en: "You can't change your own role.", th: "คุณเปลี่ยนบทบาทของตนเองไม่ได้" },
  "refused.confirm": {
    en: "This notifies many people. Confirm it first.",
    th: "ข้อความนี้จะแจ้งเตือนหลายคน กรุณายืนยันก่อน",
  },
  "refused.id": { en: "This name is taken. Choose another one.", th: "ชื่อนี้มีคนใช้แล้ว กรุณาเลือกชื่ออื่น" },
  "refused.quota": {
    en: "There are too many of these already. Delete one that is not needed.",
    th: "มีรายการประเภทนี้มากเกินไปแล้ว กรุณาลบรายการที่ไม่ใช้",
  },
  "quota.roomsCreated": {
    en: "You have made {limit} rooms. Delete one first.",
    th: "คุณสร้างห้องแล้ว {limit} ห้อง กรุณาลบห้องที่ไม่ใช้ก่อน",
  },
  "quota.roomsPerBoard": {
    en: "There are {limit} rooms already. Somebody has to delete one first.",
    th: "มีห้องแล้ว {limit} ห้อง ต้องลบบางห้องก่อน",
  },
  "quota.membersPerRoom": {
    en: "A room has room for {limit} people. Remove somebody first.",
    th: "ห้องหนึ่งมีได้ {limit} คน กรุณานำบางคนออกก่อน",
  },
  "quota.membersPerBoard": {
    en: "There are {limit} people already. Remove somebody first.",
    th: "มีสมาชิกแล้ว {limit} คน กรุณานำบางคนออกก่อน",
  },
  "quota.openRequests": {
    en: "You have {limit} open requests. Wait for some, or cancel one.",
    th: "คุณมีคำขอที่ยังไม่เสร็จ {limit} รายการ กรุณารอ หรือยกเลิกบางรายการ",
  },
  "quota.tasksPerBoard": {
    en: "There are {limit} requests already. Some have to be deleted first.",
    th: "มีคำขอแล้ว {limit} รายการ ต้องลบบางรายการก่อน",
  },
  "quota.subtasksPerTask": {
    en: "A request has at most {limit} steps.",
    th: "คำขอหนึ่งมีได้ไม่เกิน {limit} ขั้นตอน",
  },
  "quota.bytesPerDay": {
    en: "You have written too much today. Try again in {minutes} min.",
    th: "วันนี้คุณเขียนมากเกินไปแล้ว กรุณาลองอีกครั้งใน {minutes} นาที",
  },
  "quota.postsPerHour": {
    en: "You have written too many messages. Try again in {minutes} min.",
    th: "คุณส่งข้อความมากเกินไปแล้ว กรุณาลองอีกครั้งใน {minutes} นาที",
  },
  "refused.rooms": {
    en: "There are too many rooms. Close one first.",
    th: "มีห้องมากเกินไป กรุณาปิดบางห้องก่อน",
  },
  "refused.thread": { en: "Reply to the first comment instead.", th: "กรุณาตอบกลับความคิดเห็นแรกแทน" },
  "refused.type": {
    en: "Requests of this kind can't be changed any more.",
    th: "คำขอประเภทนี้แก้ไขไม่ได้อีกแล้ว",
  },
  "refused.subscribed": { en: "This is open already.", th: "รายการนี้เปิดอยู่แล้ว" },
  "error.invalid": { en: "Something is missing or too long.", th: "ข้อมูลไม่ครบหรือยาวเกินไป" },
  "error.unauthenticated": {
    en: "Your session has ended. Log in again.",
    th: "การเข้าสู่ระบบหมดอายุแล้ว กรุณาเข้าสู่ระบบอีกครั้ง",
  },
  "error.forbidden": { en: "You are not allowed to do this.", th: "คุณไม่มีสิทธิ์ทำรายการนี้" },
  "error.not_found": { en: "It is no longer there.", th: "ไม่พบรายการนี้แล้ว" },
  "error.conflict": { en: "It has changed. Check it again.", th: "มีการแก้ไขไปแล้ว กรุณาตรวจดูอีกครั้ง" },
  "error.refused": { en: "This is not possible now.", th: "ตอนนี้ทำรายการนี้ไม่ได้" },
  "error.too_large": { en: "This is too large.", th: "ข้อมูลมีขนาดใหญ่เกินไป" },
  "error.rate_limited": {
    en: "Too many attempts. Wait a little and try again.",
    th: "ลองหลายครั้งเกินไป กรุณารอสักครู่แล้วลองอีกครั้ง",
  },
  "error.rate_limited.for": {
    en: "Too many attempts. Try again in {seconds} s.",
    th: "ลองหลายครั้งเกินไป กรุณาลองอีกครั้งใน {seconds} วินาที",
  },
  "error.internal": { en: "Something went wrong on the server.", th: "เกิดข้อผิดพลาดที่เซิร์ฟเวอร์" },
  "error.unavailable": {
    en: "The server is not available. Try again in a moment.",
    th: "เซิร์ฟเวอร์ยังไม่พร้อม กรุณาลองอีกครั้งในอีกสักครู่",
  },
  "error.unknown_outcome": {
    en: "The connection was lost. Check whether it worked, then try again.",
    th: "การเชื่อมต่อขาดหาย กรุณาตรวจดูว่าสำเร็จหรือไม่ แล้วค่อยลองอีกครั้ง",
  },
  "error.network": {
    en: "The server can't be reached. Try again in a moment.",
    th: "ติดต่อเซิร์ฟเวอร์ไม่ได้ กรุณาลองอีกครั้งในอีกสักครู่",
  },
  "error.login_taken": { en: "This login is taken.", th: "ชื่อผู้ใช้นี้มีคนใช้แล้ว" },
  "error.own_account": { en: "You can't change your own account.", th: "คุณแก้ไขบัญชีของตนเองไม่ได้" },
  "error.disabled": {
    en: "Your account was disabled. Ask an approver.",
    th: "บัญชีของคุณถูกระงับ กรุณาติดต่อผู้อนุมัติ",
  },
  "error.other": { en: "That did not work. Try again.", th: "ทำรายการไม่สำเร็จ กรุณาลองอีกครั้ง" },
  "error.signIn": { en: "That login and password don't match.", th: "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" },
  "error.key_reused": {
    en: "This was sent before with other data. Try again.",
    th: "รายการนี้ส่งไปแล้วด้วยข้อมูลอื่น กรุณาลองอีกครั้ง",
  },
  "refused.rounds": { en: "The request can't be returned again.", th: "ส่งคำขอนี้กลับอีกไม่ได้แล้ว" },
  "refused.step": {
    en: "You can't vote in this part of the approval now.",
    th: "ตอนนี้คุณลงคะแนนในส่วนนี้ไม่ได้",
  },
  "refused.delegation": {
    en: "You can't vote for this person now.",
    th: "ตอนนี้คุณลงคะแนนแทนบุคคลนี้ไม่ได้",
  },
  "refused.one_per_person": {
    en: "You already voted for somebody in this part of the approval.",
    th: "คุณลงคะแนนในส่วนนี้แทนผู้อื่นแล้ว",
  },
  "refused.distinct": {
    en: "You already took part in another part of the approval.",
    th: "คุณมีส่วนในการอนุมัติส่วนอื่นแล้ว",
  },
  "refused.already_voted": { en: "You have voted already.", th: "คุณลงคะแนนแล้ว" },
  "refused.deadline": { en: "The deadline has passed.", th: "เลยกำหนดแล้ว" },
  "refused.content": {
    en: "The request has changed. Look at it again.",
    th: "คำขอเปลี่ยนไปแล้ว กรุณาดูอีกครั้ง",
  },
  "refused.locked": {
    en: "People have voted on the request as it is.",
    th: "มีคนลงคะแนนกับคำขอตามที่เป็นอยู่แล้ว",
  },
} as const satisfies Words;
