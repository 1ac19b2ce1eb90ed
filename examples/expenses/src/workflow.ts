import { defineCalendar, defineWorkflow } from "@taskwire/core";
import { z } from "zod";

/** A request for more than this, in baht, needs the vote of a director too. */
export const directorLimit = 100_000;

/** The open hours of the office. Deadlines count only these. */
export const office = defineCalendar({
  timeZone: "Asia/Bangkok",
  week: "Mon-Fri 09:00-12:00 13:00-17:00",
  // Days on which banks in Thailand are closed, every year.
  holidays: (year) =>
    ["01-01", "04-06", "04-13", "04-14", "04-15", "05-01", "05-04", "06-03", "07-28", "08-12"]
      .concat(["10-13", "10-23", "12-05", "12-10", "12-31"])
      .map((day) => `${year}-${day}`),
});

/** Staff ask for money. Each part of the approval is a step. */
export const workflow = defineWorkflow({
  name: "expenses",
  version: 1,
  initial: "asked",
  types: {
    expense: {
      data: z.strictObject({
        purpose: z.string().min(1).max(90),
        supplier: z.string().min(1).max(90),
        /** In baht. */
        amount: z.number().positive().max(100_000_000),
        /** The line manager, who votes first. */
        managerId: z.string().min(1).max(100),
      }),
    },
  },
  states: {
    asked: { kind: "waiting", approval: "spend" },
    returned: { kind: "waiting" },
    buying: { kind: "working" },
    paid: { kind: "done" },
    denied: { kind: "dropped" },
    lapsed: { kind: "dropped" },
    cancelled: { kind: "dropped" },
  },
  actions: {
    approve: {
      from: "asked",
      to: "buying",
      decision: "for",
      reason: "optional",
      event: "task.approved",
    },
    reject: {
      from: "asked",
      to: "denied",
      decision: "against",
      reason: "required",
      event: "task.rejected",
    },
    revise: {
      from: "asked",
      to: "returned",
      decision: "return",
      reason: "required",
      event: "task.revised",
    },
    force: {
      from: "asked",
      to: "buying",
      decision: "override",
      reason: "required",
      event: "task.forced",
    },
    resubmit: {
      from: ["returned", "denied", "lapsed"],
      to: "asked",
      event: "task.resubmitted",
    },
    lapse: { from: "asked", to: "lapsed", trigger: "deadline", event: "task.lapsed" },
    cancel: { from: ["asked", "returned"], to: "cancelled", event: "task.cancelled" },
    pay: { from: "buying", to: "paid", trigger: "subtasks.done", event: "task.paid" },
  },
  approvals: {
    spend: {
      calendar: "office",
      // A request that comes back keeps the votes of the steps that had passed, if nothing has changed.
      carryOver: "unchanged",
      rounds: 5,
      delegates: { roles: ["MANAGER", "LEGAL", "FINANCE", "DIRECTOR"] },
      steps: {
        line: {
          by: { equals: ["task.data.managerId", "actor.userId"] },
          deadline: {
            after: { workDays: 3 },
            remind: [{ before: { workHours: 4 } }],
            action: "lapse",
          },
        },
        check: {
          after: ["line"],
          groups: {
            legal: { by: { role: "LEGAL" } },
            finance: { by: { role: "FINANCE" }, required: 2 },
          },
          covers: ["data.amount", "data.supplier"],
          deadline: {
            after: { workDays: 3 },
            remind: [{ before: { workHours: 4 } }],
            escalate: [{ after: { workDays: 2 }, to: { role: "DIRECTOR" } }],
            action: "lapse",
          },
        },
        director: {
          after: ["check"],
          when: { atLeast: ["task.data.amount", directorLimit] },
          by: { role: "DIRECTOR" },
          // Without an action, a late vote still counts. The step is shown as overdue.
          deadline: { after: { workDays: 3 }, remind: [{ before: { workHours: 4 } }] },
        },
      },
    },
  },
});
