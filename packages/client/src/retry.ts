import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientRuntime } from "./runtime.ts";

// `errorCodes` of core has the same information. But it would load all codes with their HTTP
// statuses into the browser.

/** Whether an error with this code had no effect, and the same call may succeed later. */
export const isBusy = (code: string): boolean => code === "rate_limited" || code === "unavailable";

/**
 * Returns how long to wait, in ms, before the client repeats a call by itself. Undefined if a repeat
 * would not help.
 */
export function retryDelay(
  { code, details }: TaskwireError,
  runtime: ClientRuntime,
): number | undefined {
  return isBusy(code) || code === "unknown_outcome"
    ? ((details?.retryAfterMs as number | undefined) ?? 1_000 + runtime.random() * 2_000)
    : undefined;
}
