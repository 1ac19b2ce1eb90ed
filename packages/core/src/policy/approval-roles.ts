import { approvalWorkflow } from "../workflow/approval.ts";
import { defineRoles } from "./roles.ts";

/** The roles of the default workflow: ADMIN decides and sees all; ADMIN_LIMITED asks, does what is assigned to them, and sees what they are involved in. */
export const approvalRoles = defineRoles({
  workflow: approvalWorkflow,
  roles: {
    ADMIN: {
      "board.create": true,
      "board.edit": true,
      "member.add": true,
      "member.change": true,
      "member.remove": true,
      "task.read": true,
      "task.create": true,
      "task.edit": ["requester"],
      "task.approve": true,
      "task.reject": true,
      "task.resubmit": ["requester"],
      "task.cancel": true,
      "task.complete": true,
      "subtask.create": true,
      "subtask.assign": true,
      "subtask.complete": true,
      "subtask.reopen": true,
    },
    ADMIN_LIMITED: {
      "task.read": ["involved"],
      "task.create": true,
      "task.edit": ["requester"],
      "task.resubmit": ["requester"],
      "task.cancel": ["requester"],
      "task.complete": ["requester"],
      "subtask.complete": ["assignee"],
      "subtask.reopen": ["assignee"],
    },
  },
});
