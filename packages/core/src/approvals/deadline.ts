import { shift } from "../calendar/span.ts";
import { fromWall } from "../calendar/wall-clock.ts";
import type { TaskStep } from "../model/approval.ts";
import type { ApprovalData, DeadlineData, StepData } from "../model/approval-data.ts";
import type { Calendar } from "../model/calendar.ts";
import { dateText, isDay } from "../model/date-text.ts";
import type { Definitions } from "../model/facts.ts";
import { own } from "../model/own.ts";
import { valueAt } from "./content.ts";
import type { Draft } from "./draft.ts";

/** The fields of a step that follow from its deadline. */
type Times = Pick<
  TaskStep,
  "deadlineAt" | "calendar" | "overdue" | "reminded" | "escalated" | "remindAt" | "escalateAt"
>;

/** The calendar that an approval counts with; undefined if it names none. Only the server has calendars. */
export const calendarOf = (
  { calendar }: ApprovalData,
  { calendars }: Definitions,
): Calendar | undefined => own(calendars, calendar ?? "");

const text = (ms: number): string => new Date(ms).toISOString();
const dayMs = 86_400_000;
const lastYear = 9_999;

/**
 * Converts a day (`2026-12-24`) or a time (ISO 8601) to milliseconds. A day is converted to the
 * moment at which it ends. Undefined if the value is neither a day nor a time.
 */
function instantOf(value: unknown, calendar: Calendar | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const parsed = dateText.test(value) && isDay(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(parsed) || new Date(parsed).getUTCFullYear() > lastYear) return undefined;
  // A vote on the day itself is in time.
  return value.length === 10 ? fromWall(parsed + dayMs, calendar?.timeZone ?? "UTC") : parsed;
}

function deadlineMs(
  { after }: DeadlineData,
  opened: number,
  { proceeding: { task, calendar } }: Draft,
): number | undefined {
  if (!("at" in after)) return shift(opened, after, calendar, 1);
  return instantOf(valueAt(task, after.at.replace(/^task\./, "")), calendar);
}

/**
 * Takes the times of reminders or escalations. Returns those that are at or after the opening of
 * the step, and before the deadline.
 */
const within = (times: readonly number[], opened: number, deadline: number | undefined): string[] =>
  times.filter((at) => at >= opened && (deadline === undefined || at < deadline)).map(text);

/** The times of the reminders for a deadline, without those that have happened in this round. */
export function remindersFor(
  deadline: number,
  from: number,
  reminded: number,
  { remind }: DeadlineData,
  calendar: Calendar | undefined,
): string[] {
  const times = remind.map(({ before }) => shift(deadline, before, calendar, -1));
  const left = within(
    times.sort((a, b) => a - b),
    from,
    deadline,
  );
  const most = Math.max(0, remind.length - reminded);
  return left.slice(left.length - Math.min(left.length, most));
}

/**
 * The times of a step that opens now. They are stored, so a later change of the calendar doesn't
 * move them. If the step has been open before in this round, its reminders and escalations don't
 * happen again.
 */
export function timesOf(draft: Draft, step: TaskStep, { deadline }: StepData): Times {
  if (!deadline) return {};
  const { definition, calendar, now } = draft.proceeding;
  const { reminded = 0, escalated = 0 } = step;
  const opened = Date.parse(now);
  const at = deadlineMs(deadline, opened, draft);
  let earliest = 0;
  const escalations = deadline.escalate.slice(escalated).map(({ after }) => {
    // Escalations happen in the order in which the workflow lists them. So one never comes before
    // another that is listed earlier.
    earliest = Math.max(earliest, shift(opened, after, calendar, 1));
    return earliest;
  });
  return {
    deadlineAt: at === undefined ? null : text(at),
    ...(calendar &&
      definition.calendar !== undefined && {
        calendar: { name: definition.calendar, version: calendar.version },
      }),
    overdue: false,
    reminded,
    escalated,
    remindAt: at === undefined ? [] : remindersFor(at, opened, reminded, deadline, calendar),
    escalateAt: within(escalations, opened, at),
  };
}
