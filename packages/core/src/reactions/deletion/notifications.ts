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
 * @param before the id of the command that deleted it. Notifications of later commands are about
 * the deletion, so they are kept.
 */
export function emptyNotifications(
  query: Pick<ListQuery, "index" | "equals">,
  before: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const change = (one: Notification) => (one.id < before ? deletedChange(one) : undefined);
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
