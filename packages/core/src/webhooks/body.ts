import type { LoggedEvent } from "../storage/storage.ts";

/**
 * Returns the body of a request: `type`, `timestamp` and `data`, as Standard Webhooks has them, with the place of the
 * event in the log. The event's JSON is copied into the text. If a text was deleted from the log, `data` is empty.
 */
export function bodyOf(event: LoggedEvent, previous: number): string {
  const { type, at, topic, number, id, subject, actor, data } = event;
  const place = { topic, number, id, previous, subject, actor };
  const head = JSON.stringify({ type, timestamp: at, ...place });
  return `${head.slice(0, -1)},"data":${data}}`;
}

/** Whether a webhook gets events of a type. */
export const isWanted = (types: readonly string[] | null, type: string): boolean =>
  types === null || types.includes(type);
