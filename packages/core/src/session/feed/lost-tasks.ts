import { audienceOf, toEvent } from "../../log/encode.ts";
import type { Log, LoggedEvent } from "../../log/log.ts";
import { carriedIn } from "../../model/event-records.ts";
import { tasks } from "../../model/task.ts";

/**
 * For each event: the people who could see it when it happened, but who may not see its task any
 * more. Events that nobody has lost are not in the map.
 */
export type LostBy = ReadonlyMap<LoggedEvent, readonly string[]>;

interface Lost {
  readonly by: LostBy;
  /**
   * The highest version of the tasks to which somebody lost access. The event that took away the access
   * to a task has this number or a lower one.
   */
  readonly version: number;
}

/**
 * Reads who has lost these events. Replay leaves them out for these people, so a person who comes
 * back reads no words of a task that they have lost. The event with which they lost it still arrives
 * as `hidden`. If a task is deleted, the words of its events were deleted with it.
 */
export async function readLost(log: Log, events: readonly LoggedEvent[]): Promise<Lost> {
  const limited = events.flatMap((event) => {
    const people = audienceOf(event)?.after ?? [];
    return people.length > 0 ? [{ event, people, taskIds: tasksOf(event) }] : [];
  });
  const ids = new Set(limited.flatMap(({ taskIds }) => taskIds));
  if (ids.size === 0) return { by: new Map(), version: 0 };
  const refs = Array.from(ids, (id) => ({ collection: tasks.name, id }));
  const found = new Map((await log.get(refs)).records.map((record) => [record.id, record]));
  const by = new Map<LoggedEvent, readonly string[]>();
  let version = 0;
  for (const { event, people, taskIds } of limited) {
    const lost = new Set<string>();
    for (const id of taskIds) {
      const record = found.get(id);
      const involved = record?.fields?.involved as string[] | undefined;
      const losers = involved ? people.filter((userId) => !involved.includes(userId)) : [];
      for (const userId of losers) lost.add(userId);
      if (losers.length > 0) version = Math.max(version, record?.version ?? 0);
    }
    if (lost.size > 0) by.set(event, [...lost]);
  }
  return { by, version };
}

/**
 * Returns the ids of the tasks that an event is about. Its subject may be something else than a
 * task.
 */
function tasksOf(event: LoggedEvent): readonly string[] {
  const ids = [event.subject];
  for (const { record } of carriedIn(toEvent(event)))
    if ("taskId" in record && typeof record.taskId === "string") ids.push(record.taskId);
  return ids;
}
