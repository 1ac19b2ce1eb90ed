import type { EngineParts } from "../engine/attempt.ts";
import { notify } from "../engine/notify/notify.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { delegations } from "../model/delegation.ts";
import { delegationTimer, timers } from "../model/timer.ts";
import { userTopic } from "../model/topic.ts";

/** Ends all delegations of a person, and removes what they wrote about them. */
export async function eraseDelegations(userId: string, parts: EngineParts): Promise<void> {
  if (!parts.definitions.workflow.approvals) return;
  await commitAsSystem(async (context) => {
    const [record] = await context.get(delegations, [userId]);
    const id = delegationTimer(userId);
    const [timer] = await context.get(timers, [id]);
    if (timer) context.derive({ collection: timers.name, id, kind: "delete" });
    if (!record) return;
    for (const delegation of record.entries)
      for (const to of delegation.to) {
        // A job that runs later doesn't find the delegates any more.
        context.review({ userId: to, asks: true, endsDelegation: true });
        context.emit({
          topic: userTopic(to),
          type: "delegation.ended",
          subject: delegation.id,
          audience: null,
          data: { delegation: { ...delegation, reason: null } },
        });
      }
    context.emit({
      topic: userTopic(userId),
      type: "delegations.changed",
      subject: userId,
      audience: null,
      put: { delegations: [delegations, { ...record, entries: [], begun: [] }] },
    });
    await notify(context, parts.notify);
  }, parts);
}
