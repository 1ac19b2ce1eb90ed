import { expect, test } from "vitest";
import { boardId, roomId } from "../src/dealer.ts";
import { openAs, press, runDealer, view } from "./support/page.ts";

const words = {
  en: {
    room: "You can't see this room any more",
    board: "You can't see this board any more",
    next: "An approver can add you again.",
    again: "Look again",
    requests: "Go to the requests",
  },
  th: {
    room: "คุณดูห้องนี้ไม่ได้แล้ว",
    board: "คุณดูบอร์ดนี้ไม่ได้แล้ว",
    next: "ผู้อนุมัติเพิ่มคุณกลับเข้ามาได้",
    again: "ลองดูอีกครั้ง",
    requests: "ไปที่คำขอ",
  },
};

test.each(["en", "th"] as const)(
  "F4: says what happened to a person who is removed while reading, and where to go, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskwire, url, idOf } = await runDealer();
    const { side } = await openAs(url, "lek", { language });
    await view(side, "chat");
    const field = side.locator(".chat .composer textarea");
    await field.fill("half a message");
    const who = { boardId, roomId, userId: idOf("lek") };
    await taskwire.system.roomMembers.remove(who);
    await side.getByRole("alert").filter({ hasText: w.room }).filter({ hasText: w.next }).waitFor();
    expect(await field.isVisible()).toBe(false);

    // The text is still there for a person who is let in again.
    await taskwire.system.roomMembers.add(who);
    await press(side, w.again);
    await field.waitFor();
    expect(await field.inputValue()).toBe("half a message");

    await taskwire.system.members.remove({ boardId, userId: idOf("lek") });
    await side.getByRole("alert").filter({ hasText: w.room }).waitFor();
    await press(side, w.requests);
    await side
      .getByRole("alert")
      .filter({ hasText: w.board })
      .filter({ hasText: w.next })
      .waitFor();
    expect(await side.locator(".new-form, .filters").locator("visible=true").count()).toBe(0);
  },
  60_000,
);
