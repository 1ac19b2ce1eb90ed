import { z } from "zod";

/** An error that the app's own code threw while a schema ran it, for example in a `toJSON`. The caller made no mistake. */
export class HostCodeError extends Error {
  override readonly name = "HostCodeError";
}

/**
 * Checks a value from outside. Throws only errors of the app's own code, see {@link HostCodeError}.
 * Zod's own `safeParse` throws if a value has an object that can't be made into a text or a number,
 * e.g. `{"length":{"toString":1}}` in place of a text. If such an error were thrown while a frame
 * arrives, it would end the process.
 */
export function safeParse<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof HostCodeError) throw error;
    if (!isMistakeOfCaller(error, value)) throw hostCodeError(error);
    const problem = new z.ZodError([
      { code: "custom", path: [], message: "Invalid input", input: undefined },
    ]) as z.ZodError<T>;
    return { success: false, error: problem };
  }
}

const hostCodeError = (error: unknown) =>
  new HostCodeError(
    error instanceof z.core.$ZodAsyncError
      ? "A schema of the app has an asynchronous check or transform. Make it synchronous, or do it in an operation of your own."
      : `A schema of the app has thrown an error: ${String(error)}`,
    { cause: error },
  );

/** Whether the value makes any schema throw: it is nested too deeply, or can't be compared. */
function isMistakeOfCaller(error: unknown, value: unknown): boolean {
  if (error instanceof RangeError && /call stack/.test(error.message)) return true;
  if (!(error instanceof TypeError)) return false;
  const seen = new Set([value]);
  for (const one of seen) {
    if (typeof one !== "object" || one === null) continue;
    if (!isConvertible(one)) return true;
    for (const field of Object.values(one)) seen.add(field);
  }
  return false;
}

/** Whether JavaScript can make a text and a number of an object, as comparisons and coercions do. */
const isConvertible = (one: object): boolean =>
  typeof one.toString === "function" && typeof one.valueOf === "function";
