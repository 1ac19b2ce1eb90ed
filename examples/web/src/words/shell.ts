import type { Words } from "../language/words.ts";

/** The words around the pages: navigation, sign-in, connection. */
export const shellWords = {
  "settings.title": { en: "Settings", th: "การตั้งค่า" },
  "settings.look": { en: "Language and colours", th: "ภาษาและสี" },
  "nav.label": { en: "Main", th: "เมนูหลัก" },
  "nav.decide": { en: "Decide", th: "พิจารณา" },
  "nav.requests": { en: "Requests", th: "คำขอ" },
  "nav.work": { en: "My work", th: "งานของฉัน" },
  "nav.rooms": { en: "Rooms", th: "ห้องสนทนา" },
  "nav.inbox": { en: "Inbox", th: "แจ้งเตือน" },
  "nav.people": { en: "People", th: "ผู้ใช้งาน" },
  "nav.admin": { en: "System", th: "ระบบ" },
  "nav.unread": { en: "{count} unread", th: "ยังไม่อ่าน {count}" },
  "nav.waiting": { en: "{count} to decide", th: "รอพิจารณา {count}" },
  "nav.more": { en: "More pages", th: "หน้าอื่น" },
  "nav.skip": { en: "Skip to the content", th: "ข้ามไปที่เนื้อหา" },
  "nav.me": { en: "my account", th: "บัญชีของฉัน" },
  "theme.label": { en: "Appearance", th: "ธีม" },
  "theme.system": { en: "System", th: "ตามระบบ" },
  "theme.light": { en: "Light", th: "สว่าง" },
  "theme.dark": { en: "Dark", th: "มืด" },
  "language.label": { en: "Language", th: "ภาษา" },
  signOut: { en: "Sign out", th: "ออกจากระบบ" },

  "signIn.title": { en: "Sign in", th: "เข้าสู่ระบบ" },
  "signIn.lead": {
    en: "Requests, decisions and the work behind them. Everybody sees each step live.",
    th: "คำขอ การพิจารณา และงานที่ตามมา ทุกคนเห็นทุกขั้นตอนทันที",
  },
  "signIn.demo": { en: "Try it as", th: "ลองใช้ในชื่อ" },
  "signIn.demo.two": {
    en: "Open a second window and sign in as somebody else to see both sides.",
    th: "เปิดหน้าต่างที่สองในชื่อคนอื่น เพื่อดูทั้งสองฝั่ง",
  },
  "signIn.split": { en: "Show two people side by side", th: "แสดงสองคนเคียงข้างกัน" },
  "split.title": { en: "Two people side by side", th: "สองคนเคียงข้างกัน" },
  "split.taskwire-left": { en: "Left person", th: "คนด้านซ้าย" },
  "split.taskwire-right": { en: "Right person", th: "คนด้านขวา" },
  "wire.title": { en: "The wire", th: "เหตุการณ์ดิบ" },
  "wire.nothing": { en: "No events yet.", th: "ยังไม่มีเหตุการณ์" },
  "signIn.or": { en: "Or with your own account", th: "หรือใช้บัญชีของคุณ" },
  "signIn.login": { en: "Login", th: "ชื่อผู้ใช้" },
  "signIn.password": { en: "Password", th: "รหัสผ่าน" },
  "signIn.submit": { en: "Sign in", th: "เข้าสู่ระบบ" },
  "signIn.ended": {
    en: "Your session has ended. Sign in again; what you typed is kept.",
    th: "การเข้าสู่ระบบหมดอายุแล้ว กรุณาเข้าสู่ระบบอีกครั้ง สิ่งที่คุณพิมพ์ไว้ยังอยู่",
  },
  "signIn.asOther": { en: "Sign in as somebody else", th: "เข้าสู่ระบบในชื่อคนอื่น" },

  "connection.offline": {
    en: "No connection for {seconds} s. You can read and write; it is sent later.",
    th: "ไม่มีการเชื่อมต่อมา {seconds} วินาที คุณยังอ่านและเขียนได้ ระบบจะส่งภายหลัง",
  },
  "connection.offline.minutes": {
    en: "No connection for {minutes} min. You can read and write; it is sent later.",
    th: "ไม่มีการเชื่อมต่อมา {minutes} นาที คุณยังอ่านและเขียนได้ ระบบจะส่งภายหลัง",
  },
  "connection.waiting.one": {
    en: "Your change will be sent.",
    th: "รายการที่คุณทำไว้จะถูกส่ง",
  },
  "connection.waiting": {
    en: "Your {count} changes will be sent.",
    th: "รายการที่คุณทำไว้ {count} รายการจะถูกส่ง",
  },
  "connection.saved": {
    en: "You see what this device kept on {at}.",
    th: "คุณกำลังดูข้อมูลที่เครื่องนี้เก็บไว้เมื่อ {at}",
  },
  "connection.lost": {
    en: "The page was closed without a connection. This was not sent: {changes}",
    th: "หน้านี้ถูกปิดขณะไม่มีการเชื่อมต่อ รายการนี้ยังไม่ถูกส่ง: {changes}",
  },
  "connection.takeBack": { en: "Take back", th: "ไม่ส่งแล้ว" },
  "connection.retry": { en: "Connect now", th: "เชื่อมต่อเดี๋ยวนี้" },
  "connection.back": { en: "Connected again.", th: "เชื่อมต่อแล้ว" },
  "connection.closed.title": { en: "This page has stopped", th: "หน้านี้หยุดทำงานแล้ว" },
  "connection.closed.text": {
    en: "Your account can't be used any more, or somebody else signed in. Ask an approver.",
    th: "บัญชีของคุณใช้ไม่ได้แล้ว หรือมีคนอื่นเข้าสู่ระบบ กรุณาติดต่อผู้อนุมัติ",
  },

  "state.error.title": { en: "This can't be loaded now", th: "ยังโหลดข้อมูลไม่ได้" },
  "notFound.title": { en: "There is no such page", th: "ไม่มีหน้านี้" },
  "notFound.text": {
    en: "The address may be old, or mistyped.",
    th: "ที่อยู่นี้อาจเก่าหรือพิมพ์ผิด",
  },
  "notFound.home": { en: "Go to the requests", th: "ไปที่คำขอ" },
  "crash.title": { en: "Something went wrong on this page", th: "หน้านี้มีข้อผิดพลาด" },
  "crash.text": {
    en: "What you typed is kept. Load the page again.",
    th: "สิ่งที่คุณพิมพ์ไว้ยังอยู่ กรุณาโหลดหน้านี้อีกครั้ง",
  },
  "crash.reload": { en: "Load again", th: "โหลดอีกครั้ง" },
  "press.again": {
    en: "This has just changed under the pointer. Press again if you mean it.",
    th: "รายการใต้ตัวชี้เพิ่งเปลี่ยนไป กดอีกครั้งหากต้องการ",
  },
} as const satisfies Words;
