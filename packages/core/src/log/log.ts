import type { EventsPage, Position, Storage } from "../storage/storage.ts";
import { wholeCommands } from "./command.ts";

export type { EventsPage, LoggedEvent, Position, Ref, StoredRecord } from "../storage/storage.ts";
export { start } from "../storage/storage.ts";

/** The methods of a storage that only read. Code that delivers events gets no others. */
export type Log = Pick<Storage, "get" | "list" | "count" | "events" | "heads">;

const pageSize = { limit: 200, maxBytes: 256 * 1024 };

/** Reads a page of a topic after a position. The page has only whole commands. */
export async function readPage(
  log: Log,
  topic: string,
  { number, id }: Position,
  { limit, maxBytes } = pageSize,
): Promise<EventsPage> {
  const page = await log.events({ topic, after: { number, id }, limit, maxBytes });
  if (page.status === "gone") return page;
  const isEnd = page.events.length < limit && !page.cut;
  const events = isEnd ? page.events : wholeCommands(page.events);
  // One command fills the whole page: read a larger one.
  return events.length === 0 && page.events.length > 0
    ? readPage(log, topic, { number, id }, { limit: limit * 4, maxBytes: maxBytes * 4 })
    : { ...page, events };
}
