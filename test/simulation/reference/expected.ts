import type { Entry } from "./entry.ts";
import type { TaskFacts } from "./facts.ts";

/** An event as a reader gets it. */
export interface Expected {
  readonly text: string;
  /** Its forms after its data was deleted. */
  readonly left: readonly string[];
  /** The reader has lost the task of the event, so a replay leaves the event out. */
  readonly isLost?: boolean;
  /** The reader had lost the task at some moment, so a replay at that moment left the event out. */
  readonly wasLost?: boolean;
}

/** Returns what a reader who sees only their own tasks gets of an event about a task. */
export function expectedOf(
  { event, text, left, before, after, isRedacted, taskId, moment }: Entry,
  userId: string,
  { gone, involved }: TaskFacts,
  now: number,
): Expected[] {
  if (after.has(userId)) {
    // The emptied event of a comment does not say any more which task it was about.
    const saysTask = !isRedacted || event.subject === taskId;
    const isLost = saysTask && gone === Infinity && !involved.last.has(userId);
    const wasLost = involved.changes(moment, now).some((one) => !involved.at(one).has(userId));
    return [{ text, left, isLost, wasLost }];
  }
  if (!before.has(userId)) return [];
  const hidden = { number: event.number, type: "hidden", subject: event.subject };
  return [{ text: JSON.stringify(hidden), left: [] }];
}
