import { errorCodes, type TaskwireError } from "@taskwire/core/protocol";
import type { ClientRuntime } from "./runtime.ts";

/** How long to wait, in ms, before the client asks again by itself; undefined when asking again won't help. */
export function retryDelay(
  { code, details }: TaskwireError,
  runtime: ClientRuntime,
): number | undefined {
  // A newer server may know a code that this client doesn't.
  const retry: string | undefined = errorCodes[code]?.retry;
  if (retry !== "later" && retry !== "same-key") return undefined;
  const wanted = details?.retryAfterMs;
  return typeof wanted === "number" ? wanted : 1_000 + runtime.random() * 2_000;
}
