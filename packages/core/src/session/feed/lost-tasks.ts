import { audienceOf, toEvent } from "../../log/encode.ts";
import type { Log, LoggedEvent } from "../../log/log.ts";
import { carriedIn } from "../../model/event-records.ts";
import { tasks } from "../../model/task.ts";

/**
 * For each event: the people who could see it when it happened, but who may not see its task any
 * more. Events that nobody has lost are not in the map.
 */
export type LostBy = ReadonlyMap<LoggedEvent, readonly string[]>;

/**
 * Reads who has lost these events. Replay leaves them out for these people, so a person who comes back
 * reads no words of a task that they have lost. The event with which they lost it still arrives as
 * `hidden`. If a task is deleted, the words of its events were deleted with it.
 */
export async function readLost(log: Log, events: readonly LoggedEvent[]): Promise<LostBy> {
  const limited = events.flatMap((event) => {
    const people = audienceOf(event)?.after ?? [];
    return people.length > 0 ? [{ event, people, taskIds: tasksOf(event) }] : [];
  });
  const ids = new Set(limited.flatMap(({ taskIds }) => taskIds));
  if (ids.size === 0) return new Map();
  const refs = Array.from(ids, (id) => ({ collection: tasks.name, id }));
  const involved = new Map(
    (await log.get(refs)).records.map(({ id, fields }) => [id, fields?.involved as string[]]),
  );
  return new Map(
    limited.flatMap(({ event, people, taskIds }) => {
      const seesAll = (userId: string) =>
        taskIds.every((id) => involved.get(id)?.includes(userId) ?? true);
      const lost = people.filter((userId) => !seesAll(userId));
      return lost.length > 0 ? [[event, lost] as const] : [];
    }),
  );
}

/** Returns the ids of the tasks that an event is about. Its subject may be something else than a task. */
function tasksOf(event: LoggedEvent): readonly string[] {
  const ids = [event.subject];
  for (const { record } of carriedIn(toEvent(event)))
    if ("taskId" in record && typeof record.taskId === "string") ids.push(record.taskId);
  return ids;
}
