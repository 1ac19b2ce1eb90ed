/**
 * A date as text: `2026-12-31`, or with a time and its offset. A time needs an offset. Without one,
 * it would mean different instants in a browser and on the server.
 */
export const dateText = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;

/** Whether the month of a date has its day. `Date.parse` takes February 30 for March 2. */
export function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
