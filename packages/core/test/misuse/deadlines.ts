import { z } from "zod";
import { defineCalendar } from "../../src/calendar/calendar.ts";
import type { Calendar } from "../../src/model/calendar.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import type {
  ApprovalDefinition,
  DeadlineDefinition,
} from "../../src/workflow/approval-definition.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { timedRoles, timedWith } from "../approvals/timed.ts";
import type { Misuse } from "./misuse.ts";

const by = { role: "FINANCE" } as const;

const approvalWith = (deadline: DeadlineDefinition, calendar?: string): ApprovalDefinition => ({
  ...(calendar !== undefined && { calendar }),
  steps: { line: { by, deadline } },
});

const define = (deadline: DeadlineDefinition, calendar?: string) => () =>
  timedWith(approvalWith(deadline, calendar));

const start =
  (deadline: DeadlineDefinition, calendars: { readonly [name: string]: Calendar } = {}) =>
  () => {
    const workflow = timedWith(approvalWith(deadline, "office"));
    return createTaskwire({ workflow, roles: timedRoles(workflow), calendars });
  };

const states = {
  asked: { kind: "waiting", approval: "spend" },
  later: { kind: "waiting", approval: "spend" },
  ordered: { kind: "done" },
  lapsed: { kind: "dropped" },
} as const;
const approve = { from: ["asked", "later"], to: "ordered", decision: "for" } as const;
const reject = { from: ["asked", "later"], to: "lapsed", decision: "against" } as const;
const put = { from: "asked", to: "later" } as const;
const lapse = { from: ["asked", "later"], to: "lapsed", trigger: "deadline" } as const;
const base = {
  name: "purchase",
  initial: "asked",
  types: { purchase: { data: z.null() } },
  states,
} as const;
const lapsing = {
  spend: { steps: { line: { by, deadline: { after: { hours: 1 }, action: "lapse" } } } },
} as const;
const hours = (after: number) => ({ after: { hours: after } });

/** Wrong deadlines and calendars. */
export const deadlineMisuses: readonly Misuse[] = [
  {
    what: "a grace of a deadline without an action",
    run: define({ ...hours(1), grace: { hours: 1 } }),
    says: ["a grace but no action", "leave `grace` out"],
  },
  {
    what: "a grace that is no span",
    run: define({ ...hours(1), action: "lapse", grace: { minutes: 1 } as never }),
    says: ["its grace needs one unit"],
  },
  {
    what: "a deadline that takes an action of people",
    run: () =>
      defineWorkflow({
        ...base,
        actions: { approve, reject, put, lapse },
        approvals: {
          // @ts-expect-error "put" has no `trigger: "deadline"`.
          spend: { steps: { line: { by, deadline: { after: { hours: 1 }, action: "put" } } } },
        },
      }),
    says: ['"lapse" waits for a deadline in "asked"', 'action: "lapse"'],
  },
  {
    what: "a deadline whose action there isn't",
    run: () =>
      defineWorkflow({
        ...base,
        actions: { approve, reject, put },
        // @ts-expect-error there is no action "lapse".
        approvals: lapsing,
      }),
    says: ['takes "lapse"', 'trigger: "deadline"'],
  },
  {
    what: "a deadline whose action does not leave one of the approval's states",
    run: () =>
      defineWorkflow({
        ...base,
        actions: { approve, reject, put, lapse: { ...lapse, from: "asked" } },
        approvals: lapsing,
      }),
    says: ['does not leave "later"', "`from`"],
  },
  {
    what: "an action at the deadline that leads back to its state",
    run: () =>
      defineWorkflow({
        ...base,
        actions: { approve, reject, put, lapse: { ...lapse, to: "asked" } },
        approvals: lapsing,
      }),
    says: 'lead out of "asked"',
  },
  {
    what: "an action at the deadline that needs a reason",
    run: () =>
      defineWorkflow({
        ...base,
        actions: { approve, reject, put, lapse: { ...lapse, reason: "required" } },
        approvals: lapsing,
      }),
    says: ["nobody votes or gives a reason", "leave out"],
  },
  {
    what: "a span in two units",
    run: define({ after: { hours: 1, days: 1 } as never }),
    says: ["its deadline needs one unit", "{ workDays: 2 }"],
  },
  {
    what: "working time without a calendar",
    run: define({ after: { workDays: 3 } }),
    says: ["counted in workDays", 'calendar: "…"'],
  },
  {
    what: "a reminder before the opening",
    run: define({ ...hours(4), remind: [{ before: { hours: 4 } }] }),
    says: "a reminder would come before the step opens",
  },
  {
    what: "an escalation after the deadline",
    run: define({ ...hours(4), escalate: [{ ...hours(4), to: by }] }),
    says: "an escalation would not come before the deadline",
  },
  {
    what: "escalations that are not in order",
    run: define({
      ...hours(4),
      escalate: [
        { ...hours(3), to: by },
        { ...hours(2), to: by },
      ],
    }),
    says: ["not in order", "earliest one first"],
  },
  {
    what: "a deadline at a field outside of the data",
    run: define({ after: { at: "task.createdAt" } }),
    says: ['at "task.createdAt"', "task.data.neededBy"],
  },
  {
    what: "a deadline at a field that the data doesn't have",
    run: start(
      { after: { at: "task.data.needed" } },
      { office: defineCalendar({ timeZone: "UTC", week: "Mon 09:00-10:00" }) },
    ),
    says: ['"task.data.needed"', "task.data.neededBy"],
  },
  {
    what: "an escalation to a role that there isn't",
    run: start(
      { ...hours(4), escalate: [{ ...hours(2), to: { role: "CHEF" } }] },
      { office: defineCalendar({ timeZone: "UTC", week: "Mon 09:00-10:00" }) },
    ),
    says: ['the role "CHEF"', "CHIEF"],
  },
  {
    what: "a calendar whose function of holidays counts years as Thailand does",
    run: start(
      { after: { workDays: 1 } },
      {
        office: defineCalendar({
          timeZone: "Asia/Bangkok",
          week: "Mon-Fri 09:00-17:00",
          holidays: (year) => [`${year + 543}-04-13`],
        }),
      },
    ),
    says: ["`holidays` has", "-04-13", "Buddhist calendar, use the year"],
  },
  {
    what: "a calendar that createTaskwire doesn't get",
    run: start({ after: { workDays: 1 } }),
    says: [
      'the calendar "office"',
      "there are none",
      "calendars: { office: defineCalendar({ … }) }",
    ],
  },
  {
    what: "a calendar that defineCalendar has not made",
    run: start(hours(4), { office: { timeZone: "UTC", week: "Mon 09:00-10:00" } as never }),
    says: ['"office" is not a calendar', "defineCalendar"],
  },
];
