import { needsCalendar, shift, spanProblem } from "../calendar/span.ts";
import { systemId } from "../model/actor.ts";
import type { Calendar } from "../model/calendar.ts";
import type { DueData } from "../model/due.ts";
import type { Definitions } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";

/** The spans of reminders, with the calendar that they are counted with. */
export interface DueSettings {
  readonly remind: DueData["remind"];
  readonly calendar?: Calendar | undefined;
}

/** How an app reminds of due dates. Undefined if it does not. */
export const dueSettings = ({ due, calendars }: Definitions): DueSettings | undefined =>
  due && { remind: due.remind, calendar: own(calendars, due.calendar ?? "") };

/** A due date that somebody has to meet. */
export interface DueDate {
  /** Null: the date of the task itself. */
  readonly subtaskId: string | null;
  readonly title: string;
  readonly due: string;
  /** The people who are told. */
  readonly people: readonly string[];
}

type Dated = Pick<Task, "kind" | "dueAt" | "title" | "requesterId">;
type Part = Pick<Subtask, "id" | "state" | "dueAt" | "title" | "assigneeId">;

/**
 * The due dates of a task that is waiting or being worked on, and of its open subtasks. The assignees are
 * told; if there is none, the requester.
 */
export function datesOf(task: Dated, parts: readonly Part[]): DueDate[] {
  if (task.kind !== "waiting" && task.kind !== "working") return [];
  const open = parts.filter(({ state }) => state === "open");
  const requester = [task.requesterId].filter((userId) => userId !== systemId);
  const assignees = [...new Set(open.flatMap(({ assigneeId }) => assigneeId ?? []))];
  const people = assignees.length > 0 ? assignees : requester;
  const { dueAt, title } = task;
  return [
    ...(dueAt ? [{ subtaskId: null, title, due: dueAt, people }] : []),
    ...open.flatMap((part) =>
      part.dueAt
        ? [
            {
              subtaskId: part.id,
              title: part.title,
              due: part.dueAt,
              people: part.assigneeId === null ? requester : [part.assigneeId],
            },
          ]
        : [],
    ),
  ];
}

/** The times of the reminders of a date, and the date itself, in order. */
function instantsOf(due: string, { remind, calendar }: DueSettings): string[] {
  const at = Date.parse(due);
  const times = remind.map((span) => shift(at, span, calendar, -1));
  return [...times.sort((a, b) => a - b), at].map((ms) => new Date(ms).toISOString());
}

/**
 * For each due date, the time of the last reminder of which people were told. One server tells
 * people, and another one changes the task later. Its clock may be behind. Without these times, it
 * could tell people twice.
 */
export interface Told {
  readonly [date: string]: string;
}

const dateKey = ({ subtaskId, due }: DueDate): string => `${subtaskId ?? ""} ${due}`;

/**
 * The times of a date that are still open: nobody was told of them. If nobody was told of the date
 * at all, these are the times at or after `from`.
 */
function openInstants(
  date: DueDate,
  from: string,
  told: Told,
  settings: DueSettings,
): readonly string[] {
  const last = own(told, dateKey(date));
  return instantsOf(date.due, settings).filter((at) =>
    last === undefined ? at >= from : at > last,
  );
}

/** The earliest time at which somebody is told of a date. Null if there is none. */
export const nextInstant = (
  dates: readonly DueDate[],
  from: string,
  told: Told,
  settings: DueSettings,
): string | null =>
  dates
    .flatMap((date) => openInstants(date, from, told, settings))
    .reduce<string | null>((a, b) => (a !== null && a <= b ? a : b), null);

/** How long the times are kept. The clocks of two servers differ by less. */
const keptMs = 24 * 3_600_000;
/** A date can move often, so the number of times is limited. */
const maxKept = 200;

/**
 * The times of the last day at which people were told, with those of which they are told now. They are
 * kept also if a date no longer stands: a subtask may be reopened.
 */
export function toldOf(told: Told, now: readonly DueNow[], time: string): Told {
  const start = new Date(Date.parse(time) - keptMs).toISOString();
  const all = [...Object.entries(told), ...now.map((one) => [dateKey(one), one.at] as const)];
  const last = new Map(all.filter(([, at]) => at > start));
  return Object.fromEntries([...last].sort(([, a], [, b]) => (a < b ? -1 : 1)).slice(-maxKept));
}

/** The time at which no time is kept any more. Null if none is kept. */
export function endOf(told: Told): string | null {
  const last = Object.values(told).sort().at(-1);
  return last === undefined ? null : new Date(Date.parse(last) + keptMs).toISOString();
}

/** A date of which people are told now. */
export interface DueNow extends DueDate {
  readonly type: "due.near" | "due.passed";
  /** The planned time of the reminder, or of the date itself. */
  readonly at: string;
}

/**
 * The dates of which people are told now: those with a time from `from` to `now`. If several
 * reminders of a date were missed, people get only the last one. After the date, there is no
 * reminder any more.
 */
export const dueNow = (
  dates: readonly DueDate[],
  from: string,
  now: string,
  told: Told,
  settings: DueSettings,
): DueNow[] =>
  dates
    .flatMap((date): DueNow[] => {
      const at = openInstants(date, from, told, settings).findLast((one) => one <= now);
      if (at === undefined) return [];
      return [{ ...date, at, type: date.due <= now ? "due.passed" : "due.near" }];
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/**
 * The people who have been told of one of these dates by now. A server whose clock is ahead may have told them before
 * the time of the first reminder.
 */
export const toldBy = (
  dates: readonly DueDate[],
  now: string,
  told: Told,
  settings: DueSettings,
): ReadonlySet<string> =>
  new Set(
    dates.flatMap((date) => {
      const [first] = instantsOf(date.due, settings);
      const isPast = first !== undefined && first <= now;
      return isPast || own(told, dateKey(date)) !== undefined ? date.people : [];
    }),
  );

const maxReminders = 10;

/**
 * Refuses reminders whose times can't be computed.
 *
 * @throws {Error} naming what is wrong, and the cure.
 */
export function checkDueDates(
  due: Partial<DueData> | undefined,
  calendars: { readonly [name: string]: Calendar },
): void {
  if (due === undefined) return;
  const { remind = [], calendar } = due;
  if (!Array.isArray(remind) || remind.length > maxReminders)
    throw new Error(
      `due: \`remind\` is a list of at most ${maxReminders} spans before the date, e.g. [{ hours: 24 }].`,
    );
  if (calendar !== undefined && !Object.hasOwn(calendars, calendar))
    throw new Error(
      `due: the calendar "${calendar}" is not in the option \`calendars\`. Write \`calendars: { ${calendar}: defineCalendar({ … }) }\`.`,
    );
  for (const span of remind) {
    const problem = spanProblem(span);
    if (problem) throw new Error(`due: a span of \`remind\` ${problem}.`);
    if (needsCalendar(span) && calendar === undefined)
      throw new Error(
        "due: a span of `remind` counts days or work time, so it needs `calendar`. Hours need none.",
      );
  }
}
