import { isSameJson } from "../../model/canonical-json.ts";
import { type Timer, timers } from "../../model/timer.ts";
import { endOf, type Told } from "../../workflow/due-dates.ts";
import type { BuiltInContext } from "./context.ts";

/**
 * Stores two things about the due dates of a task: the next time at which somebody is told, and the
 * reminders of which people were told. If there is no next time, these reminders are kept for a
 * day. Read the timer first.
 *
 * @param before the stored timer
 */
export function writeDatesTimer(
  context: Pick<BuiltInContext, "derive">,
  { id, boardId }: Pick<Timer, "id" | "boardId">,
  before: Timer | undefined,
  next: { readonly at: string | null; readonly told: Told },
): void {
  const ref = { collection: timers.name, id };
  const at = next.at ?? endOf(next.told);
  if (at === null) {
    if (before) context.derive({ ...ref, kind: "delete" });
    return;
  }
  const told = Object.keys(next.told).length > 0 ? next.told : null;
  if (!before) context.derive({ ...ref, kind: "insert", fields: { boardId, at, told } });
  else if (at !== before.at || !isSameJson(told, before.told))
    context.derive({ ...ref, kind: "update", fields: { at, told } });
}
