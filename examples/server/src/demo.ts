import { boardId, type Dealer } from "./dealer.ts";
import type { People } from "./people.ts";

/**
 * This password is public. So demo accounts are created only outside production, and production
 * refuses them.
 */
export const demoPassword = "taskwire-demo";

const staff = [
  { login: "dao", name: "Dao ดาว", role: "ADMIN" },
  { login: "nok", name: "Nok นก", role: "ADMIN" },
  { login: "lek", name: "Lek เล็ก", role: "ADMIN_LIMITED" },
  { login: "somchai", name: "Somchai สมชาย", role: "ADMIN_LIMITED" },
  { login: "alice", name: "Alice Wong", role: "ADMIN_LIMITED" },
];

const sales = [
  {
    by: "somchai",
    customer: "Khun Malee",
    vehicle: "Honda City",
    tradeIn: false,
    approvedBy: "nok",
  },
  { by: "lek", customer: "คุณอนันต์ ใจดี", vehicle: "Isuzu D-Max", tradeIn: true },
];

/** Creates people and a few requests, on a first start. */
export async function seedDemo(people: People, taskwire: Dealer): Promise<void> {
  const ids = new Map<string, string>();
  for (const person of staff) {
    const added = await people.add({ ...person, password: demoPassword, demo: true });
    if (added) ids.set(person.login, added.account.id);
  }
  for (const { by, approvedBy, ...data } of sales) {
    const requester = ids.get(by);
    if (!requester) continue;
    const { task } = await taskwire.as({ userId: requester }).tasks.create({
      boardId,
      type: "vehicle_sale",
      title: `${data.vehicle} — ${data.customer}`,
      data,
    });
    const approver = approvedBy && ids.get(approvedBy);
    if (approver)
      await taskwire
        .as({ userId: approver })
        .tasks.approve({ boardId, taskId: task.id, version: task.version });
  }
}
