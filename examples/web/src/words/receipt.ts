import type { Words } from "../language/words.ts";

/** The words of receipts. They are loaded with the first decision that is shown. */
export const receiptWords = {
  "receipt.unchanged": { en: "Nothing has changed since", th: "ไม่มีอะไรเปลี่ยนหลังจากนั้น" },
  "receipt.changed": { en: "Changed since: {fields}", th: "เปลี่ยนหลังจากนั้น: {fields}" },
  "receipt.none": { en: "This decision has no receipt.", th: "การตัดสินนี้ไม่มีใบหลักฐาน" },
  "receipt.check": { en: "See the receipt", th: "ดูใบหลักฐาน" },
  "receipt.title": { en: "Receipt of the decision", th: "ใบหลักฐานการตัดสิน" },
  "receipt.right": {
    en: "The receipt is right: the facts, the reason and the votes are those of that moment.",
    th: "ใบหลักฐานถูกต้อง เนื้อหา เหตุผล และคะแนนตรงกับขณะที่ตัดสิน",
  },
  "receipt.wrong": {
    en: "The receipt is wrong: something in it was changed. Save it, and show it to the people who look after this server.",
    th: "ใบหลักฐานไม่ถูกต้อง มีบางอย่างถูกแก้ไข กรุณาบันทึกไว้และแจ้งผู้ดูแลระบบ",
  },
  "receipt.by": { en: "Decided by", th: "ผู้ตัดสิน" },
  "receipt.at": { en: "Decided on", th: "ตัดสินเมื่อ" },
  "receipt.via": { en: "How", th: "ช่องทาง" },
  "receipt.via.link": {
    en: "With the link and the code from a mail, without signing in",
    th: "ทางลิงก์และรหัสในอีเมล โดยไม่ได้เข้าสู่ระบบ",
  },
  "receipt.via.voter": { en: "{name} (link in a mail)", th: "{name} (ลิงก์ในอีเมล)" },
  "receipt.reason": { en: "Reason", th: "เหตุผล" },
  "receipt.votes": { en: "Rests on the votes of", th: "ตามคะแนนของ" },
  "receipt.votes.none": { en: "No vote: decided alone", th: "ไม่มีคะแนน ตัดสินเอง" },
  "receipt.signature": { en: "Signature", th: "ลายเซ็น" },
  "receipt.signed": {
    en: "Signed by this server. Check it with the server's public key.",
    th: "ลงลายเซ็นโดยเซิร์ฟเวอร์นี้ ตรวจได้ด้วยกุญแจสาธารณะ",
  },
  "receipt.unsigned": {
    en: "None. The receipt shows that nothing in it was changed, and not who made it.",
    th: "ไม่มี ใบหลักฐานบอกได้ว่าเนื้อหาตรงกัน แต่บอกไม่ได้ว่าใครเป็นผู้ออก",
  },
  "receipt.content": { en: "What was decided on", th: "เนื้อหาที่ตัดสิน" },
  "receipt.now": { en: "now: {value}", th: "ปัจจุบัน: {value}" },
  "receipt.field.title": { en: "Title", th: "ชื่อคำขอ" },
  "receipt.field.description": { en: "Description", th: "รายละเอียด" },
  "receipt.field.data": { en: "Facts", th: "ข้อมูลคำขอ" },
  "receipt.field.requesterId": { en: "Asked by", th: "ผู้ขอ" },
  "receipt.field.type": { en: "Kind", th: "ประเภท" },
  "receipt.save": { en: "Save as a file", th: "บันทึกเป็นไฟล์" },
} as const satisfies Words;
