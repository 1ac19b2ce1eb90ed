import type { Dealer } from "../../examples/server/src/dealer.ts";
import { boardId, roomId } from "../../examples/server/src/dealer.ts";

const vehicles = ["Honda City", "Isuzu D-Max", "Mazda 2", "MG 4 Electric", "Toyota Hilux Revo"];
const customers = [
  "คุณวิภา สุขสมบูรณ์",
  "Khun Malee",
  "บริษัท ปิ่นปักษ์ ขนส่งและโลจิสติกส์ภาคตะวันออกเฉียงเหนือ จำกัด (มหาชน) สำนักงานใหญ่",
  "คุณกิตติ์ฐิติ ปู่ญ่าตาทวด",
  "Ms Alexandra Featherstonehaugh-Wintringham",
];
const names = ["ปัญญา", "กิตติ", "วิไล", "Anong", "Preecha", "สุดารัตน์"];

/** Fills the board as that of a busy dealer: 60 people, 300 requests in all states, and conversations. */
export async function fillWithMuch(
  taskwire: Dealer,
  idOf: (login: string) => string,
): Promise<void> {
  const { system } = taskwire;
  for (let i = 0; i < 55; i++) {
    const id = `person-${i}`;
    const name = `${names[i % names.length]} ${i}`;
    await system.users.put({ id, name, role: "ADMIN_LIMITED", disabled: false, handle: null });
    await system.members.add({ boardId, userId: id });
  }
  // An approver who wants no mail at night.
  await taskwire.as({ userId: idOf("dao") }).preferences.set({
    target: "me",
    timeZone: "Asia/Bangkok",
    quiet: [{ from: "20:00", until: "07:30" }],
    digest: { at: "08:00", days: ["Mon", "Tue", "Wed", "Thu", "Fri"] },
  });
  const talk = ["ลูกค้ามารับรถวันพุธ", "Khun Wipa comes at four.", "ขอบคุณครับ @lek", "OK"];
  for (let i = 0; i < 60; i++)
    for (const login of ["dao", "lek"])
      await taskwire
        .as({ userId: idOf(login) })
        .messages.post({ boardId, roomId, text: talk[(i + login.length) % talk.length] ?? "" });
  const [dao, lek] = [taskwire.as({ userId: idOf("dao") }), taskwire.as({ userId: idOf("lek") })];
  for (let i = 0; i < 300; i++) {
    const requester = i % 6 === 5 ? lek : taskwire.as({ userId: `person-${i % 55}` });
    const data = {
      vehicle: vehicles[i % vehicles.length] ?? "",
      customer: (customers[(i * 3 + (i >> 3)) % customers.length] ?? "").slice(0, 90),
      tradeIn: i % 4 === 0,
    };
    const title = `${data.vehicle} — ${data.customer}`;
    const { task } = await requester.tasks.create({ boardId, type: "vehicle_sale", title, data });
    const ids = { boardId, taskId: task.id, version: task.version };
    if (i % 10 < 5 || i % 6 === 5) {
      const { subtasks } = await dao.tasks.approve(ids);
      const done = i % 3 === 0 && i % 6 !== 5 ? subtasks.length : i % 2;
      for (const { id } of subtasks.slice(0, done))
        await dao.subtasks.complete({ boardId, taskId: task.id, subtaskId: id });
    } else if (i % 10 < 7) {
      await dao.tasks.reject({ ...ids, reason: "เอกสารไม่ครบ กรุณาแนบสำเนาบัตรประชาชน" });
    }
    if (i % 7 === 0 || i % 6 === 5) {
      await dao.comments.post({
        boardId,
        taskId: task.id,
        text: "ฝากตรวจสอบเอกสารด้วย @lek ขอบคุณครับ",
      });
      await dao.comments.post({ boardId, taskId: task.id, text: "https://example.com/papers" });
      if (i % 6 === 5) {
        const { id } = await lek.comments.post({
          boardId,
          taskId: task.id,
          text: "ลูกค้ามารับรถวันพุธ",
        });
        await dao.comments.post({ boardId, taskId: task.id, text: "ดีมาก", replyTo: id });
      }
    }
  }
}
