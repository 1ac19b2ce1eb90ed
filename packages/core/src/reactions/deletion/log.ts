import type { EngineParts } from "../../engine/attempt.ts";
import { commitAsSystem } from "../../engine/system-commit.ts";
import { fanOuts } from "../../model/fan-out.ts";
import type { EventsQuery, LoggedEvent } from "../../storage/storage.ts";

const pageSize = 200;

/** Yields the events of a topic, newest first: those about a subject, or all before a position. */
async function* eventsOf(
  query: Pick<EventsQuery, "topic" | "subject" | "before">,
  { storage }: EngineParts,
): AsyncGenerator<readonly LoggedEvent[], void> {
  let before: EventsQuery["before"] | undefined = query.before ?? "end";
  while (before) {
    const page = await storage.events({ ...query, before, limit: pageSize });
    if (page.status === "gone") return;
    yield page.events;
    const last = page.events.at(-1);
    before = page.events.length === pageSize && last ? last : undefined;
  }
}

/**
 * Deletes the `FanOut` records of events. They are not part of an event. They contain the outcomes
 * of its notifications.
 */
export async function* deleteFanOuts(
  query: Pick<EventsQuery, "topic" | "subject" | "before">,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  for await (const events of eventsOf(query, parts)) {
    await commitAsSystem(async (context) => {
      const found = await context.get(
        fanOuts,
        events.map(({ id }) => id),
      );
      for (const one of found)
        if (one) context.derive({ collection: fanOuts.name, id: one.id, kind: "delete" });
    }, parts);
    yield;
  }
}

/** Deletes the log of a topic up to a number, in steps of 500 events. */
export async function* trimLog(
  topic: string,
  upTo: number,
  { storage }: EngineParts,
): AsyncGenerator<void, void, undefined> {
  for (let number = 0; number < upTo; ) {
    number = Math.min(number + 500, upTo);
    await storage.trim({ topic, upTo: number });
    yield;
  }
}
