import { accessOf, maySee } from "../model/access.ts";
import { boards } from "../model/board.ts";
import { comments } from "../model/comment.ts";
import type { RolesData } from "../model/definitions.ts";
import { memberId, members } from "../model/member.ts";
import { messages } from "../model/message.ts";
import type { Notification } from "../model/notification.ts";
import { rooms } from "../model/room.ts";
import { roomMemberId, roomMembers } from "../model/room-member.ts";
import { type Task, tasks } from "../model/task.ts";
import { users } from "../model/user.ts";
import { ownMembershipOf } from "./reasons.ts";
import { withhold } from "./words.ts";

/** Names one record. */
interface RecordRef {
  readonly collection: string;
  readonly id: string;
}

/** Returns a record's fields; null if there is none. */
export type Lookup = (ref: RecordRef) => { readonly [field: string]: unknown } | null;

const accountOf = ({ userId }: Notification): RecordRef => ({ collection: users.name, id: userId });
const memberOf = ({ boardId, userId }: Notification): RecordRef => ({
  collection: members.name,
  id: memberId(boardId, userId),
});
const boardOf = ({ boardId }: Notification): RecordRef => ({
  collection: boards.name,
  id: boardId,
});
const roomOf = ({ roomId }: Notification): RecordRef | null =>
  roomId === null ? null : { collection: rooms.name, id: roomId };
const taskOf = ({ taskId }: Notification): RecordRef | null =>
  taskId === null ? null : { collection: tasks.name, id: taskId };
const roomMemberOf = ({ roomId, userId }: Notification): RecordRef | null =>
  roomId === null ? null : { collection: roomMembers.name, id: roomMemberId(roomId, userId) };
const postOf = ({ messageId, commentId }: Notification): RecordRef | null =>
  messageId !== null
    ? { collection: messages.name, id: messageId }
    : commentId !== null
      ? { collection: comments.name, id: commentId }
      : null;

const distinct = (refs: readonly (RecordRef | null)[]): RecordRef[] => [
  ...new Map(
    refs.filter((ref) => ref !== null).map((ref) => [`${ref.collection}/${ref.id}`, ref]),
  ).values(),
];

/** The records that {@link mayReadNotification} looks up for these notifications, each once. */
export const refsToRead = (all: readonly Notification[]): RecordRef[] =>
  distinct(
    all.flatMap((one) => [
      accountOf(one),
      boardOf(one),
      memberOf(one),
      roomOf(one),
      taskOf(one),
      roomMemberOf(one),
      postOf(one),
    ]),
  );

/** The records that the words of these notifications come from, each once. */
export const refsOfWords = (all: readonly Notification[]): RecordRef[] =>
  distinct(
    all.flatMap((one) => [
      { collection: users.name, id: one.actor },
      boardOf(one),
      roomOf(one),
      taskOf(one),
      postOf(one),
    ]),
  );

/** Whether the recipient may read now what a notification is about. */
export function mayReadNotification(one: Notification, lookup: Lookup, roles: RolesData): boolean {
  const account = lookup(accountOf(one));
  if (!account || account.disabled === true) return false;
  if (one.reasons.some((reason) => ownMembershipOf(reason) === "kept")) return true;
  const member = lookup(memberOf(one));
  // The memberships of a deleted board or room are deleted later than the board or room itself.
  if (!member || !lookup(boardOf(one))) return false;
  const [task, room, roomMember, post] = [
    taskOf(one),
    roomOf(one),
    roomMemberOf(one),
    postOf(one),
  ].map((ref) => ref && lookup(ref));
  if (one.roomId !== null && (!room || !roomMember)) return false;
  const isAboutPost = one.messageId !== null || one.commentId !== null;
  if (isAboutPost && (!post || post.deletedAt !== null)) return false;
  if (one.taskId === null) return true;
  const access = accessOf(String(member.role), roles);
  return task?.boardId === one.boardId && maySee(task as unknown as Task, access, one.userId);
}

/**
 * A notification as its recipient may read it now. Every path calls this: lists, `explain`, changes
 * that the recipient makes, replay and reactions. It only removes words. Words are put back by an
 * event.
 */
export const asReadable = (one: Notification, lookup: Lookup, roles: RolesData): Notification =>
  mayReadNotification(one, lookup, roles) ? one : withhold(one);
