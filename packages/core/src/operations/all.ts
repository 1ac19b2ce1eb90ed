import type { Templates } from "../workflow/templates.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { boardOperations } from "./boards/boards.ts";
import { memberOperations } from "./boards/members.ts";
import { userOperations } from "./boards/users.ts";
import { commentOperations } from "./conversation/comments.ts";
import { messageOperations } from "./conversation/messages.ts";
import { roomReadOperations } from "./conversation/room-lists.ts";
import { roomOperations } from "./conversation/rooms.ts";
import { inboxOperations } from "./inbox/inbox.ts";
import { notificationOperations } from "./inbox/notifications.ts";
import { preferenceOperations } from "./inbox/preferences.ts";
import { reactionOperations } from "./reactions.ts";
import { historyOperations } from "./tasks/history.ts";
import { subtaskOperations } from "./tasks/subtasks.ts";
import { type ActionOperations, actionOperations } from "./tasks/task-actions.ts";
import { type TaskOperations, taskOperations } from "./tasks/tasks.ts";
import { whyOperations } from "./tasks/why.ts";

/** Every operation that taskwire has by itself, with the names and types of a workflow. */
export type BuiltInOperations<W extends Workflow> = typeof userOperations &
  typeof boardOperations &
  typeof memberOperations &
  typeof subtaskOperations &
  typeof whyOperations &
  typeof historyOperations &
  typeof roomOperations &
  typeof roomReadOperations &
  typeof messageOperations &
  typeof commentOperations &
  typeof inboxOperations &
  typeof preferenceOperations &
  typeof notificationOperations &
  typeof reactionOperations &
  TaskOperations<W> &
  ActionOperations<W>;

const made = new WeakMap<Workflow, WeakMap<Templates, unknown>>();

/** They only depend on what they are made of, and making their schemas takes milliseconds: servers in one process share them. */
export function builtInOperations<W extends Workflow>(
  workflow: W,
  templates: Templates,
): BuiltInOperations<W> {
  const byTemplates = made.get(workflow) ?? new WeakMap<Templates, unknown>();
  made.set(workflow, byTemplates);
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
    ...memberOperations,
    ...taskOperations(workflow),
    ...actionOperations(workflow, templates),
    ...subtaskOperations,
    ...whyOperations,
    ...historyOperations,
    ...roomOperations,
    ...roomReadOperations,
    ...messageOperations,
    ...commentOperations,
    ...inboxOperations,
    ...preferenceOperations,
    ...notificationOperations,
    ...reactionOperations,
  } as BuiltInOperations<W>;
}
