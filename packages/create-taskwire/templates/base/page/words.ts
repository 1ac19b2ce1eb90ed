const en = {
  signIn: "Who are you?",
  signOut: "Sign out",
  other: "ไทย",
  requests: "Requests",
  request: "What do you need?",
  ask: "Ask for approval",
  approve: "Approve",
  reject: "Reject",
  whyRejected: "Why not?",
  done: "Done",
  none: "Nothing yet. Ask for something.",
  conversation: "Conversation",
  message: "Write a message, mention somebody with @",
  send: "Send",
  unread: "unread",
  pending: "waits for approval",
  approved: "approved",
  completed: "completed",
  rejected: "rejected",
  cancelled: "cancelled",
};

const th: typeof en = {
  signIn: "คุณคือใคร",
  signOut: "ออกจากระบบ",
  other: "English",
  requests: "คำขอ",
  request: "ต้องการอะไร",
  ask: "ขออนุมัติ",
  approve: "อนุมัติ",
  reject: "ไม่อนุมัติ",
  whyRejected: "เพราะอะไร",
  done: "เสร็จแล้ว",
  none: "ยังไม่มีคำขอ ลองขออะไรสักอย่าง",
  conversation: "พูดคุย",
  message: "เขียนข้อความ พิมพ์ @ เพื่อเรียกใครสักคน",
  send: "ส่ง",
  unread: "ยังไม่อ่าน",
  pending: "รออนุมัติ",
  approved: "อนุมัติแล้ว",
  completed: "เสร็จสมบูรณ์",
  rejected: "ไม่อนุมัติ",
  cancelled: "ยกเลิกแล้ว",
};

const language = localStorage.getItem("language") ?? navigator.language.slice(0, 2);
document.documentElement.lang = language === "th" ? "th" : "en";

/** The words of the page, in the language of the person. */
export const words = language === "th" ? th : en;

export function switchLanguage(): void {
  localStorage.setItem("language", language === "th" ? "en" : "th");
  location.reload();
}
