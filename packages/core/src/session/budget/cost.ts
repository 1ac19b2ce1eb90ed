import type { Limits } from "../../protocol/limits.ts";

/**
 * The cost of an answer in calls, beyond the call itself: an ordinary answer costs nothing more.
 * Computed from the answer alone, so the same call always costs the same.
 */
export function costOfAnswer(json: string, { bytesPerCall }: Limits): number {
  // A UTF-16 unit becomes at most three bytes. So the bytes of short answers are not counted.
  return json.length * 3 < bytesPerCall ? 0 : wholeCalls(Buffer.byteLength(json), bytesPerCall);
}

// Replayed events are sent as the log has them, which costs less than an answer of the same size.
const replayDiscount = 1 / 4;

/**
 * The cost of a replayed batch, in calls. It depends on the sent characters and on the events that
 * were read.
 */
export const costOfReplay = (
  characters: number,
  events: number,
  { bytesPerCall, rowsPerCall }: Limits,
): number =>
  replayDiscount * (characters / Math.max(1, bytesPerCall) + events / Math.max(1, rowsPerCall));

/** The cost in calls of records and events that were read or written. */
export const costOfRows = (rows: number, { rowsPerCall }: Limits): number =>
  wholeCalls(rows, rowsPerCall);

// With a limit of 0, anything above 0 costs an infinite number of calls.
const wholeCalls = (amount: number, perCall: number): number =>
  amount === 0 || amount < perCall ? 0 : Math.floor(amount / perCall);
