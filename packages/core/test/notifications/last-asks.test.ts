import { expect, test } from "vitest";
import type { Notification } from "../../src/model/notification.ts";
import { lastAsks } from "../../src/notifications/changes.ts";

const notification = (number: number, reasons: readonly string[], taskId = "roof") =>
  ({ number, userId: "lek", taskId, reason: reasons[0], reasons }) as unknown as Notification;

test("only a person's last request to work on a task is opened again, also if one has a stronger reason too", () => {
  const first = notification(1, ["large_expense", "assigned"]);
  const last = notification(2, ["assigned"]);
  const all = [
    first,
    last,
    notification(3, ["large_expense"]),
    notification(4, ["approval.requested"]),
    notification(5, ["large_expense", "assigned"], "door"),
  ];
  expect(all.filter(lastAsks(all)).map(({ number }) => number)).toEqual([2, 4, 5]);
});
