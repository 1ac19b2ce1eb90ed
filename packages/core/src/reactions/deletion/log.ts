import type { EngineParts } from "../../engine/attempt.ts";
import { commitAsSystem } from "../../engine/system-commit.ts";
import { fanOuts } from "../../model/fan-out.ts";
import type { EventsQuery, LoggedEvent, Position } from "../../storage/storage.ts";

const pageSize = 200;
/** The type of the events with which a deletion removes records. They have only ids. */
const deletedRecords = "records.deleted";

/** Yields the events of a topic, newest first: those about a subject, or all before a position. */
export async function* eventsOf(
  query: Pick<EventsQuery, "topic" | "subject" | "before">,
  { storage }: Pick<EngineParts, "storage">,
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

/**
 * Removes the data of events that were written to the log of a deleted board or room after its
 * deletion. For example, a member may get a new name before the job has removed the member. The events
 * of the deletion itself have only ids. Call it when no record of the board or room is left: nobody
 * writes such events any more.
 */
export async function* emptyLaterEvents(
  topic: string,
  deletion: Position,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  for (let after: Position | undefined = deletion; after; ) {
    const page = await parts.storage.events({ topic, after, limit: pageSize });
    if (page.status === "gone") return;
    const late = page.events.filter(({ type, data }) => type !== deletedRecords && data !== "{}");
    const subjects = new Set(late.map(({ subject }) => subject));
    if (subjects.size > 0)
      await commitAsSystem(async (context) => {
        // Without data, this event would itself look like an event whose data was removed, also to
        // `taskwire verify`. So it has data, although it deletes no record.
        for (const subject of subjects)
          context.emit({
            ...{ topic, type: deletedRecords, subject, audience: null },
            ...{ data: { members: [] }, redact: true },
          });
      }, parts);
    yield;
    after = page.events.length === pageSize ? page.events.at(-1) : undefined;
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
