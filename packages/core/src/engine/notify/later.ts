import { commandOf } from "../../log/command.ts";
import type { Notification } from "../../model/notification.ts";
import { boardTopic } from "../../model/topic.ts";
import type { EventsQuery, Storage } from "../../storage/storage.ts";
import { taskIdOf } from "../records/told-of-task.ts";

const pageSize = 50;

/**
 * Returns a function that says whether a notification about a thing was created after a command. The ids of
 * notifications have the time of the node that created them, and the clocks of nodes differ. So the order of a
 * task's events in the log of its board counts. Only notifications that no event of the task has caused are
 * compared by their ids, for example those after a change of rights.
 */
export async function laterThan(
  command: string,
  about: readonly Notification[],
  storage: Pick<Storage, "events">,
): Promise<(one: Notification) => boolean> {
  const later = await commandsAfter(command, about[0], storage);
  return ({ id, eventId, type }) => {
    if (later?.has(commandOf({ id: eventId }))) return true;
    return later && type.startsWith("task.") ? false : id >= command;
  };
}

/** The commands that changed a task after this one. Undefined if the log doesn't say. */
async function commandsAfter(
  command: string,
  one: Pick<Notification, "about" | "boardId"> | undefined,
  storage: Pick<Storage, "events">,
): Promise<ReadonlySet<string> | undefined> {
  const subject = one && taskIdOf(one.about);
  if (subject === undefined || one?.boardId == null) return undefined;
  const later = new Set<string>();
  let before: EventsQuery["before"] | undefined = "end";
  while (before) {
    const query = { topic: boardTopic(one.boardId), subject, before, limit: pageSize };
    const page = await storage.events(query);
    const events = page.status === "page" ? page.events : [];
    for (const event of events) {
      if (commandOf(event) === command) return later;
      later.add(commandOf(event));
    }
    const last = events.at(-1);
    before = last && events.length === pageSize ? last : undefined;
  }
  return undefined;
}
