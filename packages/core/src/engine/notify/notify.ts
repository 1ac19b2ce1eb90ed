import { eventId } from "../../log/command.ts";
import { deliveries, type FrozenAudience } from "../../model/delivery.ts";
import { tasks } from "../../model/task.ts";
import { recipientsOf, type Source, type Told } from "../../notifications/decide.ts";
import { rowEvent, rowFor, shorten } from "../../notifications/notification.ts";
import type { Context } from "../context.ts";
import { decisionsOn } from "./audience.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";
import { PreferenceReader } from "./preference-reader.ts";
import { settleAll } from "./resolve.ts";

/** Rows that are written in the command's own commit. A thousand would slow everybody down: those are left to a job. */
const mostAtOnce = 50;

/** The name of the job that writes a large audience. */
export const deliverJob = "taskwire.deliver";

/** Turns what a command's events say of whom they concern into rows, and settles rows. Part of the same commit. */
export async function notify(context: Context, parts: NotifyParts): Promise<Told[]> {
  const all: Told[] = [];
  const reader = new PreferenceReader(context, parts.storage);
  let rows = 0;
  for (const [index, { type, notify }] of [...context.emitted].entries()) {
    if (!notify) continue;
    const source: Source = {
      eventId: eventId(context.command, index),
      type,
      actor: context.actor.userId,
    };
    const told = {
      source,
      notice: notify,
      decisions: await decisionsOn(notify, reader, context, parts),
    };
    all.push(told);
    const { size } = recipientsOf(told.decisions);
    const isLarge = rows + size > mostAtOnce;
    if (!isLarge) {
      rows += size;
      for (const [userId, reasons] of recipientsOf(told.decisions))
        context.emit(
          rowEvent("notification.created", rowFor(userId, reasons, notify, source, context.now)),
        );
    }
    keep(told, isLarge, context, parts);
  }
  await settleAll(context, parts);
  return all;
}

/** Keeps what the rows don't tell: who was left out and why, and an audience that is still to be written. */
function keep(
  { source, notice, decisions }: Told,
  isLarge: boolean,
  context: Context,
  parts: NotifyParts,
): void {
  // That nobody is told of what they did themselves needs no writing down.
  const suppressed = decisions.filter(
    (one) => one.outcome === "suppressed" && one.step !== "actor",
  );
  if (suppressed.length === 0 && !isLarge) return;
  const { about, boardId } = notice;
  const audience = isLarge ? frozen({ source, notice, decisions }, context) : null;
  const fields = {
    type: source.type,
    about,
    boardId,
    createdAt: context.now,
    suppressed,
    audience,
    next: 0,
  };
  context.derive({ kind: "insert", collection: deliveries.name, id: source.eventId, fields });
  if (isLarge) context.derive(parts.job(deliverJob, jobEvent(context, source.eventId, {})));
}

function frozen({ source, notice, decisions }: Told, context: Context): FrozenAudience {
  const { taskId = null, roomId = null, messageId = null, commentId = null, excerpt } = notice;
  const recipients = [...recipientsOf(decisions)].map(([userId, reasons]) => ({ userId, reasons }));
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
