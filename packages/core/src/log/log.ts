import type { EventsPage, Position, Storage } from "../storage/storage.ts";
import { wholeCommands } from "./command.ts";

export type { EventsPage, LoggedEvent, Position, Ref, StoredRecord } from "../storage/storage.ts";
export { start } from "../storage/storage.ts";

/** The methods of a storage that only read. Code that delivers events gets no others. */
export type Log = Pick<Storage, "get" | "list" | "events" | "heads">;

const pageSize = 200;

/** Reads a page of a topic after a position. The page has only whole commands. */
export async function readPage(
  log: Log,
  topic: string,
  after: Position,
  limit = pageSize,
): Promise<EventsPage> {
  const page = await log.events({ topic, after: { number: after.number, id: after.id }, limit });
  if (page.status === "gone") return page;
  const events = wholeCommands(page.events, limit);
  // One command fills the whole page: read a larger one.
  return events.length === 0 && page.events.length > 0
    ? readPage(log, topic, after, limit * 4)
    : { ...page, events };
}
