import type { Language } from "./words.ts";

/** The locale of each language of the app. */
export const locales = { en: "en-GB", th: "th-TH" } as const;

/** Making a format takes milliseconds, so each of them is made when it is first used. */
function atFirstUse<Format>(make: () => Format): () => Format {
  let made: Format | undefined;
  return () => (made ??= make());
}

const formatsOf = (locale: string) => ({
  time: atFirstUse(() => new Intl.DateTimeFormat(locale, { timeStyle: "short" })),
  day: atFirstUse(
    () => new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" }),
  ),
  full: atFirstUse(
    () => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }),
  ),
  relative: atFirstUse(() => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })),
  baht: atFirstUse(
    () =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency: "THB",
        maximumFractionDigits: 2,
        trailingZeroDisplay: "stripIfInteger",
      }),
  ),
});

const formats = { en: formatsOf(locales.en), th: formatsOf(locales.th) };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Writes moments and amounts for people, in their language and calendar. Moments are ISO texts. */
export interface Dates {
  /** The time of a moment today, and the day of others. */
  short(at: string): string;
  /** The day of a moment, e.g. "Mon 3 Nov". */
  day(at: string): string;
  /** Day, year and time; in Thai with the Buddhist year. */
  full(at: string): string;
  time(at: string): string;
  /** How long ago a moment was, or how far away it is. */
  relative(at: string, now: number): string;
  /** How long ago a moment was. It is never in the future, even if the clocks differ. */
  ago(at: string, now: number): string;
  /** An amount of money. */
  baht(amount: number): string;
}

export function datesIn(language: Language): Dates {
  const { time, day: days, full, relative, baht } = formats[language];
  const dates: Dates = {
    time: (at) => time().format(new Date(at)),
    day: (at) => days().format(new Date(at)),
    full: (at) => full().format(new Date(at)),
    baht: (amount) => baht().format(amount),
    short(at) {
      const moment = new Date(at);
      const isToday = moment.toDateString() === new Date().toDateString();
      return isToday ? time().format(moment) : days().format(moment);
    },
    relative(at, now) {
      const distance = Date.parse(at) - now;
      const size = Math.abs(distance);
      if (size < minute) return relative().format(Math.round(distance / 1000), "second");
      if (size < hour) return relative().format(Math.round(distance / minute), "minute");
      if (size < day) return relative().format(Math.round(distance / hour), "hour");
      return relative().format(Math.round(distance / day), "day");
    },
    ago: (at, now) => dates.relative(at, Math.max(now, Date.parse(at))),
  };
  return dates;
}
