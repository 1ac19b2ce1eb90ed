import type { Words } from "../language/words.ts";

/** Words that several parts of the app use. */
export const basicWords = {
  close: { en: "Close", th: "ปิด" },
  cancel: { en: "Cancel", th: "ยกเลิก" },
  undo: { en: "Undo", th: "เลิกทำ" },
  again: { en: "Try again", th: "ลองอีกครั้ง" },
  "loading.slow": {
    en: "It can't be loaded yet. It comes by itself when there is a connection.",
    th: "ยังโหลดไม่ได้ จะแสดงเองเมื่อเชื่อมต่อได้",
  },
  loading: { en: "Loading …", th: "กำลังโหลด …" },
  you: { en: "you", th: "คุณ" },
  somebody: { en: "somebody", th: "ไม่ทราบชื่อ" },
  system: { en: "The system", th: "ระบบ" },
  showNew: { en: "{count} new", th: "ใหม่ {count}" },
  "role.ADMIN": { en: "Approver", th: "ผู้อนุมัติ" },
  "role.ADMIN_LIMITED": { en: "Sales staff", th: "พนักงานขาย" },
  "form.choose": { en: "Choose …", th: "เลือก …" },
  "form.missing": { en: "Fill this in: {field}", th: "กรุณากรอก: {field}" },
  "faces.more": { en: "{count} more", th: "อีก {count} คน" },
  "toast.label": { en: "Messages", th: "ข้อความแจ้ง" },
} as const satisfies Words;
