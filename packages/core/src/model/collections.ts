import { assignmentGuards } from "./assignment-guard.ts";
import { boards } from "./board.ts";
import { channelItems } from "./channel-item.ts";
import type { Collection } from "./collection.ts";
import { comments } from "./comment.ts";
import { commentMarkers } from "./comment-marker.ts";
import { decisionLinks } from "./decision-link.ts";
import { directRooms } from "./direct-room.ts";
import { fanOuts } from "./fan-out.ts";
import { takenHandles } from "./handle.ts";
import { involvements } from "./involvement.ts";
import { jobs } from "./job.ts";
import { members } from "./member.ts";
import { messages } from "./message.ts";
import { nameChanges } from "./name-change.ts";
import { notifications } from "./notification.ts";
import { notifyGuards } from "./notify-guard.ts";
import { preferences } from "./preference.ts";
import { quotaPlaces } from "./quota-place.ts";
import { readMarkers } from "./read-marker.ts";
import { rooms } from "./room.ts";
import { roomMembers } from "./room-member.ts";
import { subtasks } from "./subtask.ts";
import { tasks } from "./task.ts";
import { users } from "./user.ts";
import { webhookCursors, webhookFailures, webhooks } from "./webhook.ts";
import { writeChecks } from "./write-check.ts";

/**
 * All collections of taskwire itself.
 *
 * @example
 * ```ts
 * builtInCollections.map(({ name }) => name); // ["users", "boards", "members", "tasks", …]
 * ```
 */
export const collections: readonly Collection[] = [
  users,
  takenHandles,
  nameChanges,
  boards,
  members,
  tasks,
  subtasks,
  involvements,
  assignmentGuards,
  quotaPlaces,
  comments,
  commentMarkers,
  rooms,
  directRooms,
  roomMembers,
  messages,
  readMarkers,
  notifications,
  fanOuts,
  notifyGuards,
  preferences,
  channelItems,
  webhooks,
  webhookCursors,
  webhookFailures,
  decisionLinks,
  jobs,
  writeChecks,
];
