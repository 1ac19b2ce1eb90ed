import { z } from "zod";

/** The days of a week, as in calendars. */
export const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

const days = z.array(z.enum(weekdays)).min(1).max(weekdays.length);
const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "A time of day has hours and minutes, such as 08:00");
const endTime = z
  .string()
  .regex(
    /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    "A time of day has hours and minutes, such as 08:00; 24:00 is the end of the day",
  );

export const quietHoursSchema = z
  .object({
    /** The days on which they begin. */
    days,
    /** The local time at which they begin, e.g. `20:00`. */
    from: clockTime,
    /** The local time at which they end. Not later than `from`: on the next day. */
    until: endTime,
  })
  .meta({ id: "QuietHours", description: "Hours in which channels send nothing to a person." });

/**
 * Hours in which channels send nothing to a person.
 *
 * @interface
 */
export type QuietHours = z.infer<typeof quietHoursSchema>;

export const digestSchema = z
  .object({
    /** The local time at which the message is sent, e.g. `08:00`. */
    at: clockTime,
    days,
  })
  .meta({
    id: "Digest",
    description: "Channels collect a person's notifications and send them together at these times.",
  });

/**
 * The times at which a person gets their notifications together.
 *
 * @interface
 */
export type Digest = z.infer<typeof digestSchema>;

/** Sorts days, and keeps each once. */
const inOrder = (some: readonly (typeof weekdays)[number][] = weekdays) =>
  weekdays.filter((day) => some.includes(day));

/** Quiet hours in an input. Without `days`, they are on every day. */
export const quietHoursInput = z
  .strictObject({ ...quietHoursSchema.shape, days: days.optional() })
  .refine(
    ({ from, until }) => from !== until,
    "These quiet hours are empty; write 00:00 and 24:00 for a whole day",
  )
  .transform(({ days: some, from, until }) => ({ days: inOrder(some), from, until }));

/** A digest in an input. Without `days`, it is sent on every day. */
export const digestInput = z
  .strictObject({ ...digestSchema.shape, days: days.optional() })
  .transform(({ days: some, at }) => ({ at, days: inOrder(some) }));

/** Maximum number of quiet hours of a person. */
export const maxQuietHours = 14;
