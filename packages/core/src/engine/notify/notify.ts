import { eventId } from "../../log/command.ts";
import { own } from "../../model/own.ts";
import { tasks } from "../../model/task.ts";
import { decide, type RequestOutcomes, recipientsOf } from "../../notifications/decide.ts";
import { createdEvents, forOf, notificationFor } from "../../notifications/notification.ts";
import { withinQuota } from "../../notifications/quota.ts";
import { rulesOf } from "../../notifications/reasons.ts";
import type { EngineContext } from "../context.ts";
import { taskIdOf } from "../records/told-of-task.ts";
import { emitChanges, gatherChanges } from "./changes.ts";
import { recordFanOut } from "./fan-out.ts";
import { type Gathered, gather, type NamedOutcomes } from "./gather.ts";
import { touchGuards } from "./notify-guard.ts";
import type { NotifyParts } from "./notify-parts.ts";

/**
 * Maximum number of notifications that a command writes in its own commit. A large commit slows
 * down all other commands, so a job notifies a larger audience.
 */
const maxInCommit = 50;

type SourcedRequest = Omit<RequestOutcomes, "outcomes">;

/**
 * Notifies the people whom a command's events concern. It also changes earlier notifications: if
 * nothing is left to do about them after the command, if the command edits their text, or if the
 * command changes what their recipient may read. All of it is part of the command's commit, with
 * two exceptions. If the audience is large, a job writes its notifications. If the commit can't
 * change all earlier notifications, a job changes the rest. Reads first, for all requests together,
 * and then decides.
 *
 * @returns the outcomes of all notification requests, in the order of their events.
 */
export async function notify(
  context: EngineContext,
  parts: NotifyParts,
): Promise<RequestOutcomes[]> {
  const requests = parts.notifies ? requestsOf(context) : [];
  const { changeRequests } = context;
  if (requests.length === 0 && changeRequests.length === 0) return [];
  const [gathered, changes] = await Promise.all([
    requests.length > 0
      ? gather(
          requests.map(({ request }) => request),
          context,
          parts,
        )
      : [],
    changeRequests.length > 0 ? gatherChanges(changeRequests, context, parts) : [],
  ]);
  const decided = gathered.map(({ candidates, facts }) => decide(candidates, facts));
  const { notificationQuota: quota } = context;
  const outcomes = quota ? withinQuota(decided, quota) : decided;
  const all = requests.map((request, i): NamedOutcomes => {
    const { names } = gathered[i] as Gathered;
    return { ...request, names, outcomes: outcomes[i] ?? [] };
  });
  const elsewhere = all.flatMap((one) => (isElsewhere(one, context) ? one.request.about : []));
  if (elsewhere.length > 0) await touchGuards(elsewhere, context);
  emitNotifications(all, context, parts);
  emitChanges(changes, context, parts);
  return all;
}

/** The notification requests of a command's events. */
const requestsOf = (context: EngineContext): SourcedRequest[] =>
  context.emitted.flatMap(({ type, notify }, index) => {
    if (!notify) return [];
    const source = { eventId: eventId(context.command, index), type, actor: context.actor.userId };
    return { source, request: notify };
  });

/**
 * Whether people are notified of a task that the command doesn't change. Then the task keeps its
 * version, so the version doesn't show other commands that there are new notifications. The task's
 * notify guard shows it.
 */
function isElsewhere({ request, outcomes }: NamedOutcomes, context: EngineContext): boolean {
  const id = taskIdOf(request.about);
  if (id === undefined || context.isChanged({ collection: tasks.name, id })) return false;
  return recipientsOf(outcomes).size > 0;
}

function emitNotifications(
  all: readonly NamedOutcomes[],
  context: EngineContext,
  parts: NotifyParts,
): void {
  const rules = rulesOf(context.definitions);
  let written = 0;
  for (const one of all) {
    const { source, request, names, outcomes } = one;
    const recipients = recipientsOf(outcomes);
    const isLarge = written + recipients.size > maxInCommit;
    if (!isLarge) {
      written += recipients.size;
      const people = Array.from(recipients, ([userId, reasons]) => {
        return { userId, reasons, for: forOf(userId, own(request.seats, userId)) };
      });
      const events = createdEvents(people, ({ userId, reasons }) =>
        notificationFor(userId, reasons, request, names, source, context.now, rules),
      );
      for (const event of events) context.emit(event);
    }
    recordFanOut(one, isLarge, context, parts);
  }
}
