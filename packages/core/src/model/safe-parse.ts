import { z } from "zod";

/**
 * Checks a value from outside. Never throws. Zod's own `safeParse` throws if a value has a `length`
 * that can't be compared, e.g. `{"length":{"toString":1}}` in place of a text. If such an error
 * were thrown while a frame arrives, it would end the process.
 */
export function safeParse<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(value);
  } catch {
    const error = new z.ZodError([
      { code: "custom", path: [], message: "Invalid input", input: undefined },
    ]) as z.ZodError<T>;
    return { success: false, error };
  }
}
