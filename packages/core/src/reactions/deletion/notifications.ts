import type { EngineParts } from "../../engine/attempt.ts";
import { type Notification, notifications } from "../../model/notification.ts";
import { deletedChange } from "../../notifications/changes.ts";
import { notificationEvent } from "../../notifications/notification.ts";
import type { ListQuery } from "../../storage/storage.ts";
import { eachPage } from "./pages.ts";

/**
 * Removes the words from notifications about something that is deleted. It also removes them from
 * the earlier events about these notifications in the log.
 *
 * @param isOfDeletion whether a notification tells its person of the deletion: it is kept. An order of ids
 * could not say so: a command that began later can be committed earlier.
 */
export function emptyNotifications(
  query: Pick<ListQuery, "index" | "equals">,
  isOfDeletion: (one: Notification) => boolean,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const change = (one: Notification) => (isOfDeletion(one) ? undefined : deletedChange(one));
  return eachPage(
    notifications,
    { ...query, limit: 100 },
    (records, context) => {
      for (const after of records.flatMap((one) => change(one) ?? []))
        context.emit({
          ...notificationEvent("notification.changed", { ...after, updatedAt: context.now }),
          redact: true,
        });
    },
    parts,
  );
}
