import type { EngineParts } from "../../engine/attempt.ts";
import { comments } from "../../model/comment.ts";
import { commentMarkers } from "../../model/comment-marker.ts";
import type { ReactionEvent } from "../../model/job.ts";
import { userTopic } from "../../model/topic.ts";
import { deleteLinks } from "./links.ts";
import { deleteFanOuts } from "./log.ts";
import { emptyNotifications } from "./notifications.ts";
import { untilNone } from "./pages.ts";
import { deletePreferences } from "./preferences.ts";

/** Deletes everything in a task whose record is already deleted. */
export async function* deletionOfTask(
  { topic, subject: taskId }: ReactionEvent,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  yield* deleteComments(topic, taskId, parts);
  // Nobody is notified of the deletion of a task.
  yield* emptyNotifications({ index: "task", equals: { taskId } }, () => false, parts);
  yield* deletePreferences(`task:${taskId}`, parts);
  yield* deleteLinks({ index: "task", equals: { taskId } }, parts);
  yield* deleteFanOuts({ topic, subject: taskId }, parts);
}

/** Deletes the comments on a task, also from the log, and how far people have read them. */
export async function* deleteComments(
  topic: string,
  taskId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const query = { index: "task", equals: { taskId }, limit: 50 };
  const { records } = await parts.storage.list(comments.name, query);
  for (const { id } of records) yield* deleteFanOuts({ topic, subject: id }, parts);
  yield* untilNone(
    comments,
    query,
    (found, context) => {
      // Each comment needs an event of its own: an event with `redact` removes the data only from
      // earlier events about its own subject.
      for (const { id } of found)
        context.emit({
          topic,
          type: "records.deleted",
          subject: id,
          // Nobody needs these events: the readers know already that the task is deleted.
          audience: { before: [], after: [] },
          erase: { comments: [[comments, { id }]] },
          redact: true,
        });
    },
    parts,
  );
  yield* untilNone(
    commentMarkers,
    { ...query, limit: 100 },
    (found, context) => {
      for (const { id, userId } of found)
        context.emit({
          topic: userTopic(userId),
          type: "records.deleted",
          subject: taskId,
          audience: null,
          erase: { commentMarkers: [[commentMarkers, { id }]] },
        });
    },
    parts,
  );
}
