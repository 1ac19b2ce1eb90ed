const en = {
  tagline: "approvals and conversation, live, in your own Node app",
  skip: "Skip to the text",
  menu: "Menu",
  main: "Main",
  home: "index",
  start: "quick-start",
  guides: "Guides",
  reference: "Reference",
  demo: "Live demo",
  search: "Search",
  other: "ไทย",
  theme: "Switch between light and dark",
  pages: "Pages",
  onPage: "On this page",
  order: "Reading order",
  previous: "Before",
  next: "Next",
  markdown: "This page as Markdown",
} as const;

/** The words around a page's text. */
export type Words = { readonly [Name in keyof typeof en]: string };

const th: Words = {
  tagline: "ระบบอนุมัติงานและการพูดคุยแบบเรียลไทม์ ในแอป Node ของคุณเอง",
  skip: "ข้ามไปที่เนื้อหา",
  menu: "เมนู",
  main: "หลัก",
  home: "th/index",
  start: "th/quick-start",
  guides: "คู่มือ",
  reference: "เอกสารอ้างอิง",
  demo: "ลองใช้จริง",
  search: "ค้นหา",
  other: "English",
  theme: "สลับโหมดสว่างและมืด",
  pages: "หน้าทั้งหมด",
  onPage: "ในหน้านี้",
  order: "ลำดับการอ่าน",
  previous: "ก่อนหน้า",
  next: "ถัดไป",
  markdown: "หน้านี้แบบ Markdown",
};

export const chrome: { readonly [Language in "en" | "th"]: Words } = { en, th };
