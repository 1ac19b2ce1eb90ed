import { accessOf, maySee } from "../model/access.ts";
import { comments } from "../model/comment.ts";
import type { RolesData } from "../model/definitions.ts";
import { memberId, members } from "../model/member.ts";
import { messages } from "../model/message.ts";
import type { Notification } from "../model/notification.ts";
import { roomMemberId, roomMembers } from "../model/room-member.ts";
import { tasks } from "../model/task.ts";
import { users } from "../model/user.ts";
import { reasonRules } from "./reasons.ts";

/** Names one record. */
interface RecordRef {
  readonly collection: string;
  readonly id: string;
}

/** A record's fields; null where there is none. */
export type Lookup = (ref: RecordRef) => { readonly [field: string]: unknown } | null;

const accountOf = ({ userId }: Notification): RecordRef => ({ collection: users.name, id: userId });
const memberOf = ({ boardId, userId }: Notification): RecordRef => ({
  collection: members.name,
  id: memberId(boardId, userId),
});
const taskOf = ({ taskId }: Notification): RecordRef | null =>
  taskId === null ? null : { collection: tasks.name, id: taskId };
const roomMemberOf = ({ roomId, userId }: Notification): RecordRef | null =>
  roomId === null ? null : { collection: roomMembers.name, id: roomMemberId(roomId, userId) };
const wordsOf = ({ messageId, commentId }: Notification): RecordRef | null =>
  messageId !== null
    ? { collection: messages.name, id: messageId }
    : commentId !== null
      ? { collection: comments.name, id: commentId }
      : null;

/** What has to be read to tell which rows their people may read, each once. */
export function refsToRead(rows: readonly Notification[]): RecordRef[] {
  const all = rows
    .flatMap((row) => [accountOf(row), memberOf(row), taskOf(row), roomMemberOf(row), wordsOf(row)])
    .filter((ref) => ref !== null);
  return [...new Map(all.map((ref) => [`${ref.collection}/${ref.id}`, ref])).values()];
}

/** Whether a row's person may read now what it is about. */
export function mayReadNotification(row: Notification, lookup: Lookup, roles: RolesData): boolean {
  const account = lookup(accountOf(row));
  if (!account || account.disabled === true) return false;
  if (row.reasons.some((reason) => reasonRules[reason].ownMembership === "kept")) return true;
  const member = lookup(memberOf(row));
  if (!member) return false;
  const [task, roomMember, words] = [taskOf(row), roomMemberOf(row), wordsOf(row)].map(
    (ref) => ref && lookup(ref),
  );
  if (row.roomId !== null && !roomMember) return false;
  if ((row.messageId ?? row.commentId) !== null && (!words || words.deletedAt !== null))
    return false;
  if (row.taskId === null) return true;
  return (
    task?.boardId === row.boardId &&
    maySee(task as never, accessOf(String(member.role), roles), row.userId)
  );
}
