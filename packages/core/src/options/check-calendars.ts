import type { Calendar } from "../model/calendar.ts";
import { thereAre } from "../model/nearest.ts";
import type { Workflow } from "../workflow/workflow.ts";

/**
 * Refuses a calendar that an approval names and that isn't given, and one that `defineCalendar` has not made.
 * If a calendar's holidays come from a function, it asks for those of this year, so that wrong dates
 * are refused at the start and not at the first deadline.
 *
 * @param now the time, in milliseconds since 1970
 * @throws {Error} naming the approval or the calendar, and the cure.
 */
export function checkCalendars(
  calendars: { readonly [name: string]: Calendar },
  { data }: Workflow,
  now: number,
): void {
  const year = new Date(now).getUTCFullYear();
  for (const [name, calendar] of Object.entries(calendars)) {
    if (typeof calendar?.holidays !== "function" || !Array.isArray(calendar.week))
      throw new Error(`calendars: "${name}" is not a calendar; give what defineCalendar returned.`);
    calendar.holidays(year);
  }
  for (const [approval, { calendar }] of Object.entries(data.approvals ?? {}))
    if (calendar !== undefined && !Object.hasOwn(calendars, calendar))
      throw new Error(
        `The approval "${approval}" counts with the calendar "${calendar}", which is not in the option \`calendars\`; ${thereAre(calendar, Object.keys(calendars))}. Write \`calendars: { ${calendar}: defineCalendar({ … }) }\`.`,
      );
}
