import type { Templates } from "../workflow/templates.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { boardEndOperations } from "./boards/board-end.ts";
import { boardOperations } from "./boards/boards.ts";
import { memberOperations } from "./boards/members.ts";
import type { RoleOperations } from "./boards/role-signatures.ts";
import { userOperations } from "./boards/users.ts";
import { commentCountOperations } from "./conversation/comment-counts.ts";
import { commentListOperations } from "./conversation/comment-lists.ts";
import { commentThreadOperations } from "./conversation/comment-threads.ts";
import { commentOperations } from "./conversation/comments.ts";
import { directRoomOperations } from "./conversation/direct-rooms.ts";
import { messageOperations } from "./conversation/messages.ts";
import { readMarkerOperations } from "./conversation/read-markers.ts";
import { roomMemberOperations } from "./conversation/room-members.ts";
import { roomReadOperations } from "./conversation/room-reads.ts";
import { roomViewOperations } from "./conversation/room-views.ts";
import { roomOperations } from "./conversation/rooms.ts";
import { type DelegationOperations, delegationOperations } from "./delegations/delegations.ts";
import { inboxOperations } from "./inbox/inbox.ts";
import { notificationOperations } from "./inbox/notifications.ts";
import { type PreferenceOperations, preferenceOperations } from "./inbox/preferences.ts";
import { type LinkOperations, linkOperations } from "./links/links.ts";
import { reactionOperations } from "./reactions.ts";
import { dateOperations } from "./tasks/date-operations.ts";
import { type DeadlineOperations, deadlineOperations } from "./tasks/deadline-operations.ts";
import { historyOperations } from "./tasks/history.ts";
import { receiptOperations } from "./tasks/receipt-operations.ts";
import { subtaskOperations } from "./tasks/subtasks.ts";
import { type ActionOperations, actionOperations } from "./tasks/task-actions.ts";
import { taskCountOperations } from "./tasks/task-counts.ts";
import { taskDeletionOperations } from "./tasks/task-deletion.ts";
import type { TaskOperations, WhyOperations } from "./tasks/task-signatures.ts";
import { taskOperations } from "./tasks/tasks.ts";
import { type VoterOperations, voterOperations } from "./tasks/voter-operations.ts";
import { whyOperations } from "./tasks/why.ts";
import type { WebhookOperations } from "./webhooks/signatures.ts";
import { webhookOperations } from "./webhooks/webhooks.ts";
import { workOperations } from "./work/work.ts";

/** The operations of taskwire itself, typed for a workflow, for roles, and for what the app adds. */
export type BuiltInOperations<
  W extends Workflow,
  Role extends string = string,
  Own = Record<never, never>,
  OwnReason extends string = string,
  EventType extends string = string,
> = Omit<typeof userOperations & typeof memberOperations, keyof RoleOperations<Role>> &
  RoleOperations<Role> &
  typeof boardOperations &
  typeof boardEndOperations &
  typeof taskCountOperations &
  typeof taskDeletionOperations &
  typeof subtaskOperations &
  WhyOperations<W, Own> &
  typeof historyOperations &
  typeof receiptOperations &
  typeof dateOperations &
  typeof roomOperations &
  typeof directRoomOperations &
  typeof roomViewOperations &
  typeof roomReadOperations &
  typeof readMarkerOperations &
  typeof roomMemberOperations &
  typeof messageOperations &
  typeof commentOperations &
  typeof commentThreadOperations &
  typeof commentListOperations &
  typeof commentCountOperations &
  typeof inboxOperations &
  typeof workOperations &
  PreferenceOperations<OwnReason> &
  typeof notificationOperations &
  typeof reactionOperations &
  WebhookOperations<EventType> &
  LinkOperations &
  TaskOperations<W> &
  ActionOperations<W> &
  VoterOperations<W> &
  DeadlineOperations<W> &
  DelegationOperations<W>;

const cache = new WeakMap<Workflow, WeakMap<Templates, unknown>>();

/**
 * Returns the operations for a workflow and its templates. It takes milliseconds to make the
 * schemas, so several servers in one process (for example in tests) share them.
 */
export function builtInOperations<W extends Workflow>(
  workflow: W,
  templates: Templates,
): BuiltInOperations<W> {
  const byTemplates = cache.get(workflow) ?? new WeakMap<Templates, unknown>();
  cache.set(workflow, byTemplates);
  const operations = byTemplates.get(templates) ?? makeOperations(workflow, templates);
  byTemplates.set(templates, operations);
  return operations as BuiltInOperations<W>;
}

function makeOperations<W extends Workflow>(
  workflow: W,
  templates: Templates,
): BuiltInOperations<W> {
  return {
    ...userOperations,
    ...boardOperations,
    ...boardEndOperations,
    ...memberOperations,
    ...taskOperations(workflow),
    ...actionOperations(workflow, templates),
    ...(voterOperations(workflow) as object),
    ...(deadlineOperations(workflow, templates) as object),
    ...(delegationOperations(workflow) as object),
    ...taskCountOperations,
    ...taskDeletionOperations,
    ...subtaskOperations,
    ...whyOperations,
    ...historyOperations,
    ...receiptOperations,
    ...dateOperations,
    ...roomOperations,
    ...directRoomOperations,
    ...roomViewOperations,
    ...roomReadOperations,
    ...readMarkerOperations,
    ...roomMemberOperations,
    ...messageOperations,
    ...commentOperations,
    ...commentThreadOperations,
    ...commentListOperations,
    ...commentCountOperations,
    ...inboxOperations,
    ...workOperations,
    ...preferenceOperations,
    ...notificationOperations,
    ...webhookOperations,
    ...linkOperations(workflow, templates),
    ...reactionOperations,
  } as BuiltInOperations<W>;
}
