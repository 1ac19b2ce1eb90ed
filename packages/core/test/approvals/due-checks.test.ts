import { expect, onTestFinished, test } from "vitest";
import { randomFrom } from "../../src/testing/random.ts";
import { killNodes } from "./killed-nodes.ts";
import { startTimed } from "./timed.ts";

const by = { role: "FINANCE" } as const;
const hourMs = 3_600_000;

test("K: thirty days of working hours, with weekends, holidays and three restarts", async () => {
  const { taskwire, node, clock, line, now, events } = await startTimed({
    approval: {
      calendar: "office",
      steps: {
        line: {
          by,
          deadline: {
            after: { workHours: 240 },
            remind: [{ before: { workHours: 72 } }, { before: { workHours: 8 } }],
            escalate: [
              { after: { workHours: 40 }, to: { role: "CHIEF" } },
              { after: { workDays: 20 }, to: { role: "CHIEF" } },
            ],
            action: "lapse",
          },
        },
      },
    },
  });
  // Worked out by hand: 30 working days of 8 hours after Friday, 27 November, 10:00. The 23rd of them ends on 31 December
  // at 10:00 if it were open; that day and the next one are holidays.
  expect(await line()).toMatchObject({
    deadlineAt: "2027-01-12T03:00:00.000Z",
    remindAt: ["2026-12-28T03:00:00.000Z", "2027-01-11T03:00:00.000Z"],
    escalateAt: ["2026-12-04T03:00:00.000Z", "2026-12-25T03:00:00.000Z"],
  });
  let running = taskwire;
  const restarts = new Set([200, 500, 900]);
  for (let hour = 0; hour < 46 * 24; hour++) {
    if (restarts.has(hour)) {
      await running.close();
      running = await node();
    }
    clock.jump(hourMs - 2_000);
    await clock.advance(2_000);
  }
  onTestFinished(() => running.close());
  expect(await events()).toEqual([
    "task.created",
    "approval.opened",
    "approval.escalated 2026-12-04T03:00",
    "approval.escalated 2026-12-25T03:00",
    "approval.reminded 2026-12-28T03:00",
    "approval.reminded 2027-01-11T03:00",
    "approval.overdue 2027-01-12T03:00",
    "task.lapse",
  ]);
  expect((await now()).updatedAt.slice(0, 16)).toBe("2027-01-12T03:00");
});

test("two servers that are killed at random 20 times lose nothing and do nothing twice", async () => {
  await killNodes({ kills: 20, tasks: 10, random: randomFrom(7) });
});
