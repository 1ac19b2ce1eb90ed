import { eventId } from "../../log/command.ts";
import { type FanOutAudience, fanOuts } from "../../model/fan-out.ts";
import { tasks } from "../../model/task.ts";
import {
  type RequestOutcomes,
  recipientsOf,
  type SourceEvent,
} from "../../notifications/decide.ts";
import { notificationEvent, notificationFor, shorten } from "../../notifications/notification.ts";
import type { EngineContext } from "../context.ts";
import { outcomesOf } from "./audience.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";
import { PreferenceReader } from "./preference-reader.ts";
import { resolveAll } from "./resolve.ts";

/** Rows that are written in the command's own commit. A thousand would slow everybody down: those are left to a job. */
const mostAtOnce = 50;

/** The name of the job that writes a large audience. */
export const fanOutJob = "taskwire.fan_out";

/** Turns what a command's events say of whom they concern into rows, and settles rows. Part of the same commit. */
export async function notify(
  context: EngineContext,
  parts: NotifyParts,
): Promise<RequestOutcomes[]> {
  const all: RequestOutcomes[] = [];
  const reader = new PreferenceReader(context, parts.storage);
  let rows = 0;
  for (const [index, { type, notify }] of [...context.emitted].entries()) {
    if (!notify) continue;
    const source: SourceEvent = {
      eventId: eventId(context.command, index),
      type,
      actor: context.actor.userId,
    };
    const told = {
      source,
      request: notify,
      outcomes: await outcomesOf(notify, reader, context, parts),
    };
    all.push(told);
    const { size } = recipientsOf(told.outcomes);
    const isLarge = rows + size > mostAtOnce;
    if (!isLarge) {
      rows += size;
      for (const [userId, reasons] of recipientsOf(told.outcomes))
        context.emit(
          notificationEvent(
            "notification.created",
            notificationFor(userId, reasons, notify, source, context.now),
          ),
        );
    }
    keep(told, isLarge, context, parts);
  }
  await resolveAll(context, parts);
  return all;
}

/** Keeps what the rows don't tell: who was left out and why, and an audience that is still to be written. */
function keep(
  { source, request, outcomes }: RequestOutcomes,
  isLarge: boolean,
  context: EngineContext,
  parts: NotifyParts,
): void {
  // That nobody is told of what they did themselves needs no writing down.
  const suppressed = outcomes.filter((one) => one.outcome === "suppressed" && one.step !== "actor");
  if (suppressed.length === 0 && !isLarge) return;
  const { about, boardId } = request;
  const audience = isLarge ? frozen({ source, request, outcomes }, context) : null;
  const fields = {
    type: source.type,
    about,
    boardId,
    createdAt: context.now,
    suppressed,
    audience,
    next: 0,
  };
  context.derive({ kind: "insert", collection: fanOuts.name, id: source.eventId, fields });
  if (isLarge) context.derive(parts.job(fanOutJob, jobEvent(context, source.eventId, {})));
}

function frozen(
  { source, request, outcomes }: RequestOutcomes,
  context: EngineContext,
): FanOutAudience {
  const { taskId = null, roomId = null, messageId = null, commentId = null, excerpt } = request;
  const recipients = [...recipientsOf(outcomes)].map(([userId, reasons]) => ({ userId, reasons }));
  const state = (taskId !== null && context.latest(tasks, taskId)?.state) || null;
  const words = excerpt === undefined ? null : shorten(excerpt);
  return {
    actor: source.actor,
    taskId,
    roomId,
    messageId,
    commentId,
    excerpt: words,
    state,
    recipients,
  };
}
