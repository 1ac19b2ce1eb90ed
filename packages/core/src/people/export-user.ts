import type { EngineParts } from "../engine/attempt.ts";
import { channelItems } from "../model/channel-item.ts";
import { comments } from "../model/comment.ts";
import { commentMarkers } from "../model/comment-marker.ts";
import { decisionLinks } from "../model/decision-link.ts";
import { type Delegation, delegations } from "../model/delegation.ts";
import { members } from "../model/member.ts";
import { messages } from "../model/message.ts";
import { notifications } from "../model/notification.ts";
import { preferences } from "../model/preference.ts";
import { readMarkers } from "../model/read-marker.ts";
import { roomMembers } from "../model/room-member.ts";
import { subtasks } from "../model/subtask.ts";
import { tasks } from "../model/task.ts";
import { users } from "../model/user.ts";
import { asReadable, refsToRead } from "../notifications/visibility.ts";
import { pagesOf } from "../reactions/deletion/pages.ts";
import { look } from "../reactions/look.ts";
import type { Storage } from "../storage/storage.ts";
import type { ExportedRecord } from "./person-data.ts";
import { voteEvents } from "./vote-events.ts";

/**
 * Yields everything that is stored about a person, page by page. It reads the tables of texts
 * completely, because no index has the authors of texts. Notifications have the words that the person
 * may read now.
 */
export async function* exportUser(
  userId: string,
  { storage, definitions }: Pick<EngineParts, "storage" | "definitions">,
): AsyncGenerator<ExportedRecord, void> {
  const { records } = await storage.get([{ collection: users.name, id: userId }]);
  for (const { id, version, fields } of records)
    if (fields) yield { collection: users.name, record: { id, version, ...fields } };
  const own = { equals: { userId } };
  const isTheirs = (one: { readonly userId: string }) => one.userId === userId;
  const isAuthor = (one: { readonly authorId: string }) => one.authorId === userId;
  yield* of(members, { index: "user", ...own }, () => true, storage);
  yield* of(roomMembers, { index: "user", ...own }, () => true, storage);
  yield* of(preferences, { index: "user", ...own }, () => true, storage);
  for await (const page of pagesOf(notifications, { index: "inbox", ...own }, storage)) {
    const lookup = await look(refsToRead(page), storage);
    for (const one of page)
      yield {
        collection: notifications.name,
        record: { ...asReadable(one, lookup, definitions.roles) },
      };
  }
  yield* of(channelItems, { index: "person", ...own }, () => true, storage);
  yield* delegationsOf(userId, { storage, definitions });
  // Without the hashes of the token and the code, which are no data about the person.
  for await (const page of pagesOf(decisionLinks, { index: "end", equals: {} }, storage))
    for (const { token: _, code: __, ...record } of page)
      if (record.userId === userId || record.principalId === userId)
        yield { collection: decisionLinks.name, record };
  yield* of(commentMarkers, { index: "task", equals: {} }, isTheirs, storage);
  yield* of(readMarkers, { index: "room", equals: {} }, isTheirs, storage);
  yield* of(messages, { index: "room", equals: {} }, isAuthor, storage);
  yield* of(comments, { index: "task", equals: {} }, isAuthor, storage);
  yield* of(
    subtasks,
    { index: "task", equals: {} },
    (one) => one.assigneeId === userId || one.completedBy === userId,
    storage,
  );
  for await (const page of pagesOf(tasks, { index: "board", equals: {} }, storage))
    for (const task of page) {
      if (task.requesterId === userId) yield { collection: tasks.name, record: { ...task } };
      const { id: taskId, boardId } = task;
      for (const decision of task.decisions)
        if (decision.by === userId)
          yield { collection: "decisions", record: { taskId, boardId, ...decision } };
      // The person may also have written reasons for other changes of an approval, such as a new
      // deadline. They belong to the export too.
      for await (const vote of voteEvents(task, { storage }))
        if (vote.by === userId && (vote.type === "approval.voted" || vote.reason !== undefined))
          yield { collection: "votes", record: { taskId, boardId, ...vote } };
    }
}

/** The delegations that a person has given. Only apps with approvals have them. */
async function* delegationsOf(
  userId: string,
  { storage, definitions }: Pick<EngineParts, "storage" | "definitions">,
): AsyncGenerator<ExportedRecord, void> {
  if (!definitions.workflow.approvals) return;
  const { records } = await storage.get([{ collection: delegations.name, id: userId }]);
  for (const one of (records[0]?.fields?.entries ?? []) as readonly Delegation[])
    yield { collection: delegations.name, record: { ...one } };
}

async function* of<S extends { id: string; version: number }>(
  table: Parameters<typeof pagesOf<S>>[0],
  query: Parameters<typeof pagesOf>[1],
  fits: (record: S) => boolean,
  storage: Pick<Storage, "list">,
): AsyncGenerator<ExportedRecord, void> {
  for await (const page of pagesOf<S>(table, query, storage))
    for (const record of page)
      if (fits(record)) yield { collection: table.name, record: { ...record } };
}
