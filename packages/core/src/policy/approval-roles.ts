import { approvalWorkflow } from "../workflow/approval.ts";
import { defineRoles } from "./roles.ts";

/** The permissions of both roles for rooms and comments. */
const conversation = {
  "room.create": true,
  "room.direct": true,
  "room.invite": true,
  "room.edit": ["room_founder"],
  "room.remove": ["room_founder"],
  "room.delete": ["room_founder"],
  "message.post": true,
  "message.edit": ["author"],
  "message.delete": ["author"],
  "comment.post": true,
  "comment.edit": ["author"],
  "comment.delete": ["author"],
  "comment.resolve": true,
} as const;

/** The names of {@link approvalRoles}. */
export type ApprovalRole = "ADMIN" | "ADMIN_LIMITED";

/**
 * The roles of the default workflow. An ADMIN sees everything and decides. An ADMIN_LIMITED makes requests,
 * completes the subtasks that are assigned to them, and only sees tasks that involve them.
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ roles: approvalRoles }); // the default
 * ```
 */
export const approvalRoles = defineRoles({
  workflow: approvalWorkflow,
  roles: {
    ADMIN: {
      "board.create": true,
      "board.edit": true,
      "board.archive": true,
      "board.delete": true,
      "member.add": true,
      "member.change": true,
      "member.remove": true,
      "task.read": true,
      "task.create": true,
      "task.edit": ["requester"],
      "task.delete": true,
      "task.approve": true,
      "task.reject": true,
      "task.resubmit": ["requester"],
      "task.cancel": true,
      "task.restore": true,
      "task.complete": true,
      "task.reopen": true,
      "subtask.create": true,
      "subtask.assign": true,
      "subtask.complete": true,
      "subtask.reopen": true,
      "subtask.edit": true,
      "subtask.cancel": true,
      "subtask.restore": true,
      ...conversation,
      "message.delete": true,
      "comment.delete": true,
      "room.edit": true,
      "room.remove": true,
      "room.delete": true,
      "mention.group": true,
      "mention.here": true,
      "mention.everyone": true,
    },
    ADMIN_LIMITED: {
      "task.read": ["involved"],
      "task.create": true,
      "task.edit": ["requester"],
      "task.resubmit": ["requester"],
      "task.cancel": ["requester"],
      "task.restore": ["requester"],
      "task.complete": ["requester"],
      "task.reopen": ["requester"],
      "subtask.complete": ["assignee"],
      "subtask.reopen": ["assignee"],
      ...conversation,
    },
  },
});
