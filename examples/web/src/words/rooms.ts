import type { Words } from "../language/words.ts";

/** The words of rooms and direct conversations. */
export const roomWords = {
  "rooms.title": { en: "Rooms", th: "ห้องสนทนา" },
  "rooms.direct": { en: "People", th: "คนต่อคน" },
  "rooms.start": { en: "Write to somebody", th: "เขียนถึงใครสักคน" },
  "rooms.start.find": { en: "Find a person", th: "ค้นหาชื่อคน" },
  "rooms.start.none": { en: "Nobody on this board has this name.", th: "ไม่มีใครในบอร์ดนี้ใช้ชื่อนี้" },
  "rooms.several": { en: "A room for several people", th: "ห้องสำหรับหลายคน" },
  "rooms.several.name": { en: "Name of the room", th: "ชื่อห้อง" },
  "rooms.several.open": { en: "Open the room", th: "เปิดห้อง" },
  "rooms.several.missing": { en: "Give the room a name.", th: "กรุณาตั้งชื่อห้อง" },
  "rooms.several.nobody": { en: "Choose at least one person.", th: "กรุณาเลือกอย่างน้อยหนึ่งคน" },
  "rooms.none": { en: "You are in no room yet.", th: "คุณยังไม่ได้อยู่ในห้องใด" },
  "rooms.pick": { en: "Choose a room", th: "เลือกห้อง" },
  "rooms.pick.text": { en: "Its messages appear here.", th: "ข้อความในห้องจะแสดงที่นี่" },
  "rooms.unread": { en: "{count} unread", th: "ยังไม่อ่าน {count}" },
  "rooms.nothing": { en: "No messages yet", th: "ยังไม่มีข้อความ" },
  "rooms.nothing.text": { en: "Write the first one.", th: "เริ่มเขียนข้อความแรก" },
  "rooms.message": { en: "Message, @ mentions", th: "ข้อความ ใช้ @ กล่าวถึง" },
  "rooms.members": { en: "In this room", th: "อยู่ในห้องนี้" },
  "rooms.gone": { en: "You can't see this room any more", th: "คุณดูห้องนี้ไม่ได้แล้ว" },
  "rooms.gone.text": {
    en: "You were removed from it, or it was deleted. Nothing can be sent from here. What you typed is kept.",
    th: "คุณถูกนำออกจากห้องนี้ หรือห้องถูกลบไปแล้ว จึงส่งอะไรจากที่นี่ไม่ได้ สิ่งที่คุณพิมพ์ไว้ยังอยู่",
  },
  "rooms.back": { en: "Back to the rooms", th: "กลับไปที่ห้องสนทนา" },
  "rooms.newest": { en: "Show the newest", th: "ไปที่ข้อความล่าสุด" },
} as const satisfies Words;
