import type { Choice } from "./arguments.ts";

const en = {
  where: "Name of the folder",
  server: "Which server?",
  page: "Which page?",
  express: "Express, with REST routes",
  node: "plain Node",
  react: "React",
  plain: "no framework",
  startNow: "Install the packages and start the app now? (y/n)",
  made: "Made",
  installing: "Installing the packages …",
  next: "Next:",
  start: "starts the app at http://127.0.0.1:3000",
  test: "runs its tests",
  read: "says which file does what",
};

const th: typeof en = {
  where: "ชื่อโฟลเดอร์",
  server: "ใช้เซิร์ฟเวอร์แบบไหน",
  page: "ใช้หน้าเว็บแบบไหน",
  express: "Express พร้อม REST",
  node: "Node ล้วน",
  react: "React",
  plain: "ไม่ใช้เฟรมเวิร์ก",
  startNow: "ติดตั้งแพ็กเกจและเริ่มแอปเลยไหม (y/n)",
  made: "สร้างแล้ว",
  installing: "กำลังติดตั้งแพ็กเกจ …",
  next: "ขั้นต่อไป:",
  start: "เริ่มแอปที่ http://127.0.0.1:3000",
  test: "รันชุดทดสอบของแอป",
  read: "บอกว่าไฟล์ไหนทำอะไร",
};

/** The words that the command says to a person. */
export type Words = typeof en;

export const wordsIn = (language: Choice<"language">): Words => (language === "th" ? th : en);

/** The language of the person's terminal. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): "en" | "th" {
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || "").startsWith("th") ? "th" : "en";
}
