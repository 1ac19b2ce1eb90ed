import { locales } from "../language/dates.ts";
import { useLanguage } from "../language/provider.tsx";

/** The days of a week as the server names them, from Monday. */
export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export type Weekday = (typeof weekdays)[number];

// 1 January 2024 was a Monday.
const dateOf = (day: Weekday) => new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day)));

const groups = [
  { key: "days.all", days: weekdays },
  { key: "days.work", days: weekdays.slice(0, 5) },
  { key: "days.weekend", days: weekdays.slice(5) },
] as const;

/** Returns functions that name days in the page's language. */
export function useDayNames() {
  const { t, language } = useLanguage();
  const inLanguage = (day: Weekday, weekday: "short" | "long") =>
    new Intl.DateTimeFormat(locales[language], { weekday, timeZone: "UTC" }).format(dateOf(day));
  return {
    nameOf: inLanguage,
    /** Several days in a few words. */
    textOf(days: readonly Weekday[]): string {
      const known = groups.find(
        (group) =>
          group.days.length === days.length && group.days.every((day) => days.includes(day)),
      );
      if (known) return t(known.key);
      return weekdays
        .filter((day) => days.includes(day))
        .map((day) => inLanguage(day, "short"))
        .join(", ");
    },
  };
}

interface DaysFieldProps {
  readonly value: readonly Weekday[];
  onChange(days: readonly Weekday[]): void;
}

/** Chooses days of the week: one button for each. */
export function DaysField({ value, onChange }: DaysFieldProps) {
  const { t } = useLanguage();
  const { nameOf } = useDayNames();
  const toggle = (day: Weekday) =>
    onChange(weekdays.filter((one) => (one === day) !== value.includes(one)));
  return (
    <fieldset className="days">
      <legend>{t("days.label")}</legend>
      <div className="segments">
        {weekdays.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={value.includes(day)}
            title={nameOf(day, "long")}
            onClick={() => toggle(day)}
          >
            {nameOf(day, "short")}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
