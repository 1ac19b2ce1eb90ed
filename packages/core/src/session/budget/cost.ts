import { byteLength } from "../../model/byte-length.ts";
import type { SharedPart } from "../../model/shared-answer.ts";
import type { Limits } from "../../protocol/limits.ts";

const maxBytesPerUnit = 3;

/**
 * The cost of an answer in calls, beyond the call itself: an ordinary answer costs nothing more.
 * Computed from the answer alone, so the same call always costs the same.
 */
export function costOfAnswer(json: string, { bytesPerCall }: Limits, shared?: SharedPart): number {
  // A UTF-16 unit becomes at most three bytes. So the bytes of short answers are not counted.
  if (json.length * maxBytesPerUnit < bytesPerCall) return 0;
  // The size of a shared part is known, and the rest is small. To count the bytes again, the text
  // would have to be copied.
  const bytes = shared
    ? shared.bytes + (json.length - shared.json.length) * maxBytesPerUnit
    : byteLength(json);
  return wholeCalls(bytes, bytesPerCall);
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

/** Computes the cost of the records and events that one call reads and writes, in many small parts or a few large ones. */
export class RowMeter {
  readonly #rowsPerCall: number;
  #rows = 0;
  #cost = 0;

  constructor({ rowsPerCall }: Limits) {
    this.#rowsPerCall = rowsPerCall;
  }

  /** Counts more rows. Returns their cost in calls, beyond what earlier rows have cost. */
  add(rows: number): number {
    this.#rows += rows;
    const before = this.#cost;
    this.#cost = wholeCalls(this.#rows, this.#rowsPerCall);
    // Both can be infinite.
    return this.#cost === before ? 0 : this.#cost - before;
  }
}

// If the limit is 0, any amount above 0 costs an infinite number of calls.
const wholeCalls = (amount: number, perCall: number): number =>
  amount === 0 || amount < perCall ? 0 : Math.floor(amount / perCall);
