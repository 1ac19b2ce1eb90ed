import type { EventsPage, Position, Storage } from "../storage/storage.ts";
import { wholeCommands } from "./command.ts";

export type { EventsPage, LoggedEvent, Position } from "../storage/storage.ts";
export { start } from "../storage/storage.ts";

/** The reading half of a storage: who delivers events can look, and change nothing. */
export type Log = Pick<Storage, "get" | "list" | "events" | "heads">;

const pageSize = 200;

/** A page of a topic behind a position, with whole commands only. */
export async function readPage(
  log: Log,
  topic: string,
  after: Position,
  limit = pageSize,
): Promise<EventsPage> {
  const page = await log.events({ topic, after: { number: after.number, id: after.id }, limit });
  if (page.status === "gone") return page;
  const events = wholeCommands(page.events, limit);
  return events.length === 0 && page.events.length > 0
    ? readPage(log, topic, after, limit * 4)
    : { ...page, events };
}
