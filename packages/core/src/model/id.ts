import { z } from "zod";

/**
 * An id: 1 to 128 letters, digits or `_ . : @ + = ~ -`. The host app chooses the ids of people;
 * taskwire makes sortable ids (UUIDv7) for everything else. A slash is not allowed, because it
 * separates the two halves of a member's id and the parts of a REST path.
 */
export const idSchema = z
  .string()
  .regex(/^[\w.:@+=~-]{1,128}$/, "An id has 1 to 128 letters, digits or _ . : @ + = ~ -")
  .refine((id) => id !== "__proto__" && id !== "." && id !== "..", "This word can't be an id")
  .meta({ description: "An opaque id." });

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timestampSchema = z.iso
  .datetime("A time is ISO 8601 in UTC with a Z at its end, as `toISOString` of a Date writes it")
  .meta({ description: "ISO 8601, UTC." });
