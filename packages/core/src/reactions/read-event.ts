import { toEvent } from "../log/encode.ts";
import type { JobEvent, ReactionEvent } from "../model/job.ts";
import type { EventsQuery, Storage } from "../storage/storage.ts";

const pageSize = 50;

/**
 * Reads the event of a job from the log, as it is now. Returns undefined if its data was deleted:
 * then there is nothing left to react to.
 *
 * @throws {Error} if the log was trimmed up to the event or beyond it.
 */
export async function readEvent(
  { data, ...event }: JobEvent,
  storage: Pick<Storage, "events">,
): Promise<ReactionEvent | undefined> {
  if (data) return { ...event, data };
  const { topic, subject } = event;
  let before: EventsQuery["before"] | undefined = "end";
  while (before) {
    const page = await storage.events({ topic, subject, before, limit: pageSize });
    const events = page.status === "page" ? page.events : [];
    const found = events.find(({ id }) => id === event.id);
    if (found) {
      const { number: _, ...whole } = toEvent(found);
      return found.data === "{}" && found.records === null ? undefined : { ...whole, topic };
    }
    const last = events.at(-1);
    const hasMore = events.length === pageSize;
    before = last && hasMore ? { number: last.number, id: last.id } : undefined;
  }
  throw new Error(
    `The log has no event ${event.id} any more. Trim only what is older than the oldest job.`,
  );
}
