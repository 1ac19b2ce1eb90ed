const two = (number: number) => String(number).padStart(2, "0");

/** Returns a moment as the value of a field for a day and a time, in the person's zone. */
export function localTime(at: Date): string {
  return `${localDay(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Returns the day of a moment as the value of a field, in the person's zone. */
export const localDay = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** Returns the beginning of a day that was chosen, some days later, in the person's zone. */
export function startOfDay(day: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + daysLater);
}
