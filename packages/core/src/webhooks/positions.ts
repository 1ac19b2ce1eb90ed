import { type LoggedEvent, type Position, type Storage, start } from "../storage/storage.ts";

type Log = Pick<Storage, "events">;

const pageSize = 50;

/** Yields the pages of a log from its end. */
async function* backwards(topic: string, log: Log): AsyncGenerator<readonly LoggedEvent[]> {
  let before: Position | "end" = "end";
  for (;;) {
    const page = await log.events({ topic, before, limit: pageSize });
    const events = page.status === "page" ? page.events : [];
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    before = { number: last.number, id: last.id };
  }
}

/** The last event of a log that is older than a time: a webhook gets the events after it. */
export async function positionBefore(time: string, topic: string, log: Log): Promise<Position> {
  for await (const page of backwards(topic, log)) {
    const found = page.find(({ at }) => at < time);
    if (found) return { number: found.number, id: found.id };
  }
  return start;
}

/** The oldest events of a log whose beginning was trimmed, the oldest first. */
export async function oldestEvents(topic: string, log: Log): Promise<readonly LoggedEvent[]> {
  let oldest: readonly LoggedEvent[] = [];
  for await (const page of backwards(topic, log)) oldest = page;
  return oldest.toReversed();
}
