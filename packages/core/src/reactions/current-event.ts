import type { Definitions } from "../model/facts.ts";
import type { JobEvent, ReactionEvent } from "../model/job.ts";
import { type Notification, notifications } from "../model/notification.ts";
import { parseTopic } from "../model/topic.ts";
import { asReadable, refsToRead } from "../notifications/visibility.ts";
import type { Storage } from "../storage/storage.ts";
import { isPlaceDeleted } from "./deleted-place.ts";
import { look } from "./look.ts";
import { readEvent } from "./read-event.ts";

interface Source {
  readonly storage: Storage;
  readonly definitions: Definitions;
}

/**
 * Returns the event for a handler. It is read again before each call. An event of a notification
 * has the current notification, with the parts that its recipient may read now. Any other event is
 * as the log has it now. Returns undefined if nothing is left to react to.
 *
 * @throws {Error} if the log was trimmed up to the event or beyond it.
 */
export async function currentEvent(
  job: JobEvent,
  { storage, definitions }: Source,
): Promise<ReactionEvent | undefined> {
  if (!job.type.startsWith("notification.")) return eventOfPlace(job, storage);
  const one = await readable(job.subject, storage, definitions);
  if (!one) return undefined;
  const data = { notification: one };
  const put = { notification: notifications.name };
  // An edit or a change of rights deletes the data of this event in the log. So the data comes from
  // the notification.
  if (job.type === "notification.created") return one.withheld ? undefined : { ...job, data, put };
  return (await readEvent(job, storage)) && { ...job, data, put };
}

async function eventOfPlace(job: JobEvent, storage: Storage): Promise<ReactionEvent | undefined> {
  // If the job has `data`, it is empty. So there are no texts that the handler may not get.
  if (job.data) return readEvent(job, storage);
  try {
    const event = await readEvent(job, storage);
    return event && (await isPlaceDeleted(event, storage)) ? undefined : event;
  } catch (error) {
    // The log of a deleted board or room is deleted too.
    if (await isPlaceDeleted(job, storage)) return undefined;
    if (await isOwnerErased(job, storage)) return undefined;
    throw error;
  }
}

/** Whether the event was in the log of a person who was erased since then. Their log was deleted. */
async function isOwnerErased({ topic }: JobEvent, storage: Storage): Promise<boolean> {
  const { kind, id: subject } = parseTopic(topic) ?? {};
  if (kind !== "user" || subject === undefined) return false;
  const page = await storage.events({ topic, subject, before: "end", limit: 50 });
  return page.status === "page" && page.events.some(({ type }) => type === "user.erased");
}

async function readable(
  id: string,
  storage: Storage,
  { roles }: Definitions,
): Promise<Notification | undefined> {
  const lookup = await look([{ collection: notifications.name, id }], storage);
  const one = lookup({ collection: notifications.name, id }) as Notification | null;
  if (!one) return undefined;
  return asReadable(one, await look(refsToRead([one]), storage), roles);
}
