import type { EngineParts } from "../engine/attempt.ts";
import { type EventRecord, recordsIn } from "../model/event-records.ts";
import { eventsOf } from "../reactions/deletion/log.ts";
import type { LoggedEvent } from "../storage/storage.ts";

/** The parts of an event that an erasure reads. */
export interface PastEvent {
  readonly type: string;
  readonly data: { readonly [field: string]: unknown };
  /** The records as they were then. */
  readonly records: readonly EventRecord[];
}

const pastEvent = ({ type, data, records, number }: LoggedEvent): PastEvent => {
  const own = JSON.parse(data) as PastEvent["data"];
  const named = JSON.parse(records ?? "{}") as object;
  return { type, data: own, records: [...recordsIn({ ...named, number, data: own })] };
};

/**
 * Whether an event about a subject has words that an erasure has to remove. After an edit, the
 * record no longer has its old words, but its events still have them.
 */
export async function hadWords(
  on: { readonly topic: string; readonly subject: string },
  has: (event: PastEvent) => boolean,
  parts: Pick<EngineParts, "storage">,
): Promise<boolean> {
  for await (const events of eventsOf(on, parts))
    if (events.some((event) => has(pastEvent(event)))) return true;
  return false;
}
