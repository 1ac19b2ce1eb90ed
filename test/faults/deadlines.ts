import type { Fault } from "./fault.ts";

const approvals = "packages/core/src/approvals";
const calendar = "packages/core/src/calendar";
const rows = {
  test: "test/deadlines.test.ts",
  title: "memory has the deadlines of approvals",
};
const spans = { test: "packages/core/test/calendar/span.test.ts" };
const clocks = { test: "packages/core/test/calendar/wall-clock.test.ts" };
const checks = {
  test: "packages/core/test/approvals/due-checks.test.ts",
  title: "two servers that are killed at random 20 times lose nothing and do nothing twice",
};
const misuses = { test: "packages/core/test/misuse.test.ts" };

/** Faults in calendars, deadlines and timers. */
export const deadlineFaults: readonly Fault[] = [
  {
    number: 1220,
    name: "a holiday may be in a year of the Buddhist calendar",
    file: `${calendar}/calendar.ts`,
    edits: [{ find: "if (farAway) throw", replace: "if (farAway && date === text) void" }],
    caughtBy: { test: "packages/core/test/calendar/calendar.test.ts", title: "The year 2570" },
  },
  {
    number: 1221,
    name: "the deadline in the data of a task may be 543 years away",
    file: "packages/core/src/operations/tasks/tasks.ts",
    edits: [
      {
        find: "      checkDeadlineDates(task, machine);\n      const isVotedOn",
        replace: "      const isVotedOn",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/deadline-dates.test.ts",
      title: "when created and when edited",
    },
  },
  {
    number: 868,
    name: "a node never forgets that a check has failed",
    file: "packages/core/src/timers/due-checks.ts",
    edits: [{ find: "if (!stillDue.has(id)) this.#failed.delete(id);", replace: "void id;" }],
    caughtBy: {
      test: "packages/core/test/timers/due-checks.test.ts",
      title: "a check that failed delays no later time of the same task",
    },
  },
  {
    number: 960,
    name: "a deadline at which no server was running lapses",
    file: `${approvals}/due.ts`,
    edits: [{ find: "if (moveAfterOutage(draft, name)) return null;", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 961,
    name: "each outage moves a deadline",
    file: `${approvals}/away.ts`,
    edits: [{ find: "deadlineAt == null || wasMoved || ", replace: "deadlineAt == null || " }],
    caughtBy: rows,
  },
  {
    number: 962,
    name: "a vote after an outage is judged by the deadline that nobody could keep",
    file: `${approvals}/vote-rules.ts`,
    edits: [
      {
        find: "deadlineAfterOutage(step, data, outages, calendar) ?? step.deadlineAt",
        replace: "step.deadlineAt ?? deadlineAfterOutage(step, data, outages, calendar)",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 963,
    name: "a server that was asleep judges votes before it has learned of the outage",
    file: "packages/core/src/timers/heartbeat.ts",
    edits: [
      {
        find: "return this.#age() <= outageMs ? undefined : this.#write();",
        replace: "return undefined;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 964,
    name: "open rounds of an earlier version are not checked when a server opens",
    file: "packages/core/src/engine/workflow-versions.ts",
    edits: [{ find: "await checkOpenRounds(others, parts);", replace: "" }],
    caughtBy: { test: "test/approval-versions.test.ts", title: "row 40" },
  },
  {
    number: 965,
    name: "a node measures the storage's clock and does not use it",
    file: "packages/core/src/timers/storage-clock.ts",
    edits: [{ find: "runtime.now() + this.#correctionMs", replace: "runtime.now()" }],
    caughtBy: { test: "test/storage-clock.test.ts", title: "row 35" },
  },
  {
    number: 850,
    name: "a vote exactly at the deadline is in time",
    file: `${approvals}/vote-rules.ts`,
    edits: [{ find: "now < deadlineAt", replace: "now <= deadlineAt" }],
    caughtBy: rows,
  },
  {
    number: 851,
    name: "only the check of what is due judges the deadline",
    file: `${approvals}/vote-rules.ts`,
    edits: [
      { find: "const isInTime = now === undefined || ", replace: "const isInTime = true || " },
    ],
    caughtBy: rows,
  },
  {
    number: 852,
    name: "an escalation replaces the first approvers",
    file: `${approvals}/draft.ts`,
    edits: [
      {
        find: "=== true)) return names;",
        replace: "=== true)) return names;\n  if (past.length > 0) return [];",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 853,
    name: "an escalation that was missed while servers were down does not happen",
    file: `${approvals}/due.ts`,
    edits: [
      {
        find: 'at <= now ? { at, step: name, what: "escalated" as const } : [],',
        replace:
          'at <= now && Date.parse(now) - Date.parse(at) < lateMs ? { at, step: name, what: "escalated" as const } : [],',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 854,
    name: "people are reminded after the deadline",
    file: `${approvals}/due.ts`,
    edits: [{ find: "missed !== undefined && !isPast", replace: "missed !== undefined" }],
    caughtBy: rows,
  },
  {
    number: 855,
    name: "the timer is not moved when a step opens again",
    file: "packages/core/src/operations/tasks/keep-timer.ts",
    edits: [
      {
        find: "if (before && nextDue(before, workflow) === at) return;",
        replace: "if (before) return;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 856,
    name: "the timer is deleted before its check has committed",
    file: "packages/core/src/timers/due-checks.ts",
    edits: [
      {
        find: "    try {\n      await this.#parts.check",
        replace: "    try {\n      await this.#delete(id, version);\n      await this.#parts.check",
      },
    ],
    caughtBy: checks,
  },
  {
    number: 857,
    name: "the time of a task goes back on a server whose clock is behind",
    file: "packages/core/src/engine/target.ts",
    edits: [{ find: "if (updatedAt > context.now) context.now = updatedAt;", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 858,
    name: "days are 24 hours",
    file: `${calendar}/span.ts`,
    edits: [
      {
        find: "return fromWall(wall, calendar.timeZone);",
        replace:
          "return wall === 0 ? fromWall(wall, calendar.timeZone) : from + by * count * dayMs;",
      },
    ],
    caughtBy: spans,
  },
  {
    number: 859,
    name: "the zone of the server counts",
    file: `${calendar}/wall-clock.ts`,
    edits: [{ find: "    timeZone,\n    // Without", replace: "    // Without" }],
    caughtBy: clocks,
  },
  {
    number: 860,
    name: "of two equal wall times the second one counts",
    file: `${calendar}/wall-clock.ts`,
    edits: [{ find: "Math.min(...fits)", replace: "Math.max(...fits)" }],
    caughtBy: clocks,
  },
  {
    number: 861,
    name: "a missing wall time moves back by the gap",
    file: `${calendar}/wall-clock.ts`,
    edits: [{ find: "Math.min(...fits) : before;", replace: "Math.min(...fits) : after;" }],
    caughtBy: clocks,
  },
  {
    number: 862,
    name: "the night shift of the day before is not open",
    file: `${calendar}/open-time.ts`,
    edits: [{ find: "% dayMs) - dayMs;", replace: "% dayMs);" }],
    caughtBy: spans,
  },
  {
    number: 863,
    name: "a work day is as long as the shortest weekday",
    file: `${calendar}/calendar.ts`,
    edits: [{ find: "Math.max(...lengths)", replace: "Math.min(...lengths)" }],
    caughtBy: spans,
  },
  {
    number: 864,
    name: "an extended deadline keeps its timer",
    file: "packages/core/src/operations/tasks/ballot.ts",
    edits: [
      {
        find: "  await keepTimer(context, before, { ...before, approval: approval.approval });\n",
        replace: "",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 865,
    name: "a step whose deadline passed without an action is checked again and again",
    file: `${approvals}/due.ts`,
    edits: [
      { find: "overdue ? undefined : deadlineAt", replace: "deadlineAt" },
      { find: "isPast && !overdue", replace: "isPast" },
    ],
    caughtBy: rows,
  },
  {
    number: 866,
    name: "an edit moves the deadline that the data has",
    file: `${approvals}/void.ts`,
    edits: [
      {
        find: "    if (fields.length === 0) continue;\n",
        replace:
          "    if (data.deadline) draft.setStep(name, { deadlineAt: (task.data as { neededBy?: string }).neededBy ?? null });\n    if (fields.length === 0) continue;\n",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 867,
    name: "working time without a calendar is found when the first step opens",
    file: "packages/core/src/workflow/check-deadlines.ts",
    edits: [
      {
        find: "needsCalendar(span) && calendar === undefined",
        replace: "needsCalendar(span) && calendar === null",
      },
    ],
    caughtBy: misuses,
  },
  {
    number: 980,
    name: "a review of voters is at the time of a server whose clock is behind",
    file: "packages/core/src/engine/notify/ask.ts",
    edits: [{ find: "task.updatedAt > context.now", replace: "task.updatedAt > task.updatedAt" }],
    caughtBy: {
      test: "packages/core/test/approvals/behind.test.ts",
      title: "the time of the task does not go back",
    },
  },
  {
    number: 981,
    name: "the delegates of a person whose role changes are not asked",
    file: "packages/core/src/reactions/changes-job.ts",
    edits: [{ find: "of await delegatesNow(request.userId, parts)", replace: "of [] as string[]" }],
    caughtBy: { test: "test/approvals.test.ts", title: "delegates are asked while" },
  },
  {
    number: 1217,
    name: "people fill the memory with the names of time zones",
    file: `${calendar}/wall-clock.ts`,
    edits: [{ find: "formats.size > maxFormats", replace: "formats.size > maxFormats * 64" }],
    caughtBy: { ...clocks, title: "few formatters are kept" },
  },
  {
    number: 1395,
    name: "votes carry over after a cancellation if an earlier round was turned down",
    file: `${approvals}/end-round.ts`,
    edits: [{ find: "isNew || before?.stands ? after", replace: "after !== null ? after" }],
    caughtBy: {
      test: "packages/core/test/approvals/end-round.test.ts",
      title: "and the next one is not before it is turned down",
    },
  },
  {
    number: 1396,
    name: "votes don't carry over if a rejection itself begins the next round",
    file: `${approvals}/end-round.ts`,
    edits: [{ find: "isNew || before?.stands", replace: "before?.stands" }],
    caughtBy: {
      test: "packages/core/test/approvals/end-round.test.ts",
      title: "brings the task straight into the next round",
    },
  },
  {
    number: 1397,
    name: "an edit after a deadline gives the step a new deadline",
    file: `${approvals}/vote-rules.ts`,
    edits: [{ find: ".filter(({ passed }) => !passed)", replace: ".slice(0, 0)" }],
    caughtBy: {
      test: "test/deadlines.test.ts",
      title: "an edit after a deadline with an action",
    },
  },
  {
    number: 1398,
    name: "an escalation happens after a deadline that was moved to an earlier time",
    file: `${approvals}/move-deadline.ts`,
    edits: [{ find: ".filter((one) => Date.parse(one) < at)", replace: "" }],
    caughtBy: {
      test: "test/deadlines.test.ts",
      title: "escalations after a deadline that was m",
    },
  },
  {
    number: 1420,
    name: "a reminder that was sent late with others comes again when the deadline moves",
    file: `${approvals}/due.ts`,
    edits: [
      {
        find: "(step.reminded ?? 0) + over",
        replace: "(step.reminded ?? 0) + 1",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/reopened.test.ts",
      title: "reminders that were missed and sent as one don't come back",
    },
  },
  {
    number: 1421,
    name: "February 30 is a deadline in March",
    file: `${approvals}/deadline.ts`,
    edits: [
      {
        find: " && isDay(value)",
        replace: "",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/deadline-dates.test.ts",
      title: "a date that is in no calendar is no deadline",
    },
  },
  {
    number: 1424,
    name: "a step that waits again after an edit is still overdue",
    file: `${approvals}/void.ts`,
    edits: [
      {
        find: "?.deadline && noDeadline",
        replace: "?.deadline && {}",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/reopened.test.ts",
      title: "a step that waits again after an edit has no deadline",
    },
  },
];
