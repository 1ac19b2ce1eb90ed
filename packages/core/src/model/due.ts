import type { Span } from "./calendar.ts";

/** How people are reminded of due dates. */
export interface DueData {
  /** How long before a due date people are reminded. At the date itself, they are always told. */
  readonly remind: readonly Span[];
  /** The name of the calendar that work time and days are counted with. */
  readonly calendar?: string;
}
