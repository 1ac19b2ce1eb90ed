import type { Words } from "../language/words.ts";

/** The words for the times at which mail and push may come. They are loaded with the settings. */
export const settingsWords = {
  "delivery.title": { en: "Mail and push", th: "อีเมลและการแจ้งเตือนภายนอก" },
  "delivery.lead": {
    en: "When messages outside of this app may reach you. The inbox here always shows everything at once.",
    th: "เวลาที่ข้อความนอกแอปนี้ถึงคุณได้ ส่วนหน้าแจ้งเตือนในแอปแสดงทุกเรื่องทันทีเสมอ",
  },
  "delivery.zone": { en: "Times are those of {zone}.", th: "เวลาตามเขต {zone}" },
  "delivery.zone.device": {
    en: "Your device is in {zone}.",
    th: "อุปกรณ์ของคุณอยู่ในเขต {zone}",
  },
  "delivery.zone.use": { en: "Use the times of {zone}", th: "ใช้เวลาตามเขต {zone}" },
  "delivery.saved": { en: "Saved", th: "บันทึกแล้ว" },
  "quiet.title": { en: "Quiet hours", th: "ช่วงเวลางดรบกวน" },
  "quiet.none": { en: "Messages may come at any hour.", th: "รับข้อความได้ทุกเวลา" },
  "quiet.of": { en: "{days}, {from} to {until}", th: "{days} {from}–{until} น." },
  "quiet.next": {
    en: "{days}, {from} to {until} the next day",
    th: "{days} {from}–{until} น. ของวันถัดไป",
  },
  "quiet.whole": { en: "{days}, the whole day", th: "{days} ตลอดวัน" },
  "quiet.add": { en: "Add quiet hours", th: "เพิ่มช่วงเวลางดรบกวน" },
  "quiet.from": { en: "From", th: "ตั้งแต่" },
  "quiet.until": { en: "Until", th: "จนถึง" },
  "quiet.save": { en: "Save the quiet hours", th: "บันทึกช่วงเวลา" },
  "quiet.remove": { en: "Remove", th: "นำออก" },
  "quiet.remove.of": { en: "Remove: {what}", th: "นำออก: {what}" },
  "quiet.same": { en: "Choose two different times.", th: "เลือกเวลาที่ต่างกัน" },
  "quiet.always": {
    en: "With these, no message could ever come. Leave some time free.",
    th: "หากกำหนดเช่นนี้จะไม่มีเวลาใดที่รับข้อความได้ กรุณาเว้นเวลาว่างไว้บ้าง",
  },
  "digest.title": { en: "Together or one by one", th: "รวมส่งหรือส่งทีละเรื่อง" },
  "digest.off": { en: "As it comes", th: "ส่งทันที" },
  "digest.on": { en: "Together, at one time", th: "รวมส่งครั้งเดียว" },
  "digest.of": { en: "{days} at {at}", th: "{days} เวลา {at} น." },
  "digest.note": {
    en: "One message has everything that is still open by then.",
    th: "ข้อความเดียวรวมทุกเรื่องที่ยังค้างอยู่ ณ เวลานั้น",
  },
  "digest.at": { en: "At", th: "เวลา" },
  "digest.change": { en: "Change the time", th: "เปลี่ยนเวลา" },
  "digest.save": { en: "Save the time", th: "บันทึกเวลา" },
  "days.label": { en: "On these days", th: "ในวัน" },
  "days.missing": { en: "Choose at least one day.", th: "เลือกอย่างน้อยหนึ่งวัน" },
  "days.all": { en: "Every day", th: "ทุกวัน" },
  "days.work": { en: "Monday to Friday", th: "วันจันทร์ถึงวันศุกร์" },
  "days.weekend": { en: "Saturday and Sunday", th: "วันเสาร์และวันอาทิตย์" },
} as const satisfies Words;
