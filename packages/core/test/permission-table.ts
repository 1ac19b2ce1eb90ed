/**
 * The permissions under the default workflow, written by hand from the documentation. Imports
 * nothing, so that it can't repeat a mistake of the sources.
 *
 * A row reads: answers to an ADMIN | answers to an ADMIN_LIMITED | remedy. The columns of each half
 * are the requester, the assignee of the subtask in question, a user who is both, and a user who is
 * neither. A user who is not a member of the board gets the same answer as for a missing id, in
 * every row.
 *
 * - `yes`: it is allowed. `hidden`: they are told that the task does not exist. `-`: there is nobody
 *   or nothing like that.
 * - Any other word is the first rule that refuses. The remedy is the same for all who are refused:
 *   the steps, or `none`. `@first` and `@second` name a subtask other than the one in question. `?`
 *   marks a step that subtasks take by themselves, if there are any by then.
 */
export type Row = string;

export type Situation =
  | "pending"
  | "approved, two open subtasks, about the first"
  | "approved, the second subtask waits for the first, about the second"
  | "approved, the first subtask is done, about the first"
  | "approved, no subtasks"
  | "completed by its subtasks, about the first"
  | "completed by hand"
  | "rejected"
  | "cancelled while pending"
  | "cancelled while approved, about an open subtask"
  | "cancelled while approved, about a done subtask";

export type Action =
  | "read"
  | "task.edit"
  | "task.approve"
  | "task.reject"
  | "task.resubmit"
  | "task.cancel"
  | "task.complete"
  | "subtask.create"
  | "subtask.assign"
  | "subtask.complete"
  | "subtask.reopen";

/** The roles, in the order of the halves of a row. */
export const roleColumns = ["ADMIN", "ADMIN_LIMITED"] as const;
/** The relations, in the order of the columns of a half. */
export const relationColumns = ["requester", "assignee", "both", "neither"] as const;

/** The state of the task in each situation. */
export const stateOf: Record<Situation, string> = {
  pending: "pending",
  "approved, two open subtasks, about the first": "approved",
  "approved, the second subtask waits for the first, about the second": "approved",
  "approved, the first subtask is done, about the first": "approved",
  "approved, no subtasks": "approved",
  "completed by its subtasks, about the first": "completed",
  "completed by hand": "completed",
  rejected: "rejected",
  "cancelled while pending": "cancelled",
  "cancelled while approved, about an open subtask": "cancelled",
  "cancelled while approved, about a done subtask": "cancelled",
};

/** The operation of each action. */
export const operationOf: Record<Action, string> = {
  read: "tasks.get",
  "task.edit": "tasks.edit",
  "task.approve": "tasks.approve",
  "task.reject": "tasks.reject",
  "task.resubmit": "tasks.resubmit",
  "task.cancel": "tasks.cancel",
  "task.complete": "tasks.complete",
  "subtask.create": "subtasks.create",
  "subtask.assign": "subtasks.assign",
  "subtask.complete": "subtasks.complete",
  "subtask.reopen": "subtasks.reopen",
};

/**
 * Other operations on a board, a task or a subtask, which follow `read` or have tests of their own.
 */
export const otherOperations = [
  "boards.edit",
  "boards.open",
  "members.add",
  "members.change",
  "members.remove",
  "members.list",
  "tasks.create",
  "tasks.list",
  "tasks.history",
  "tasks.why",
  "tasks.available",
];

// biome-ignore format: a table
export const table: Record<Situation, Record<Action, Row>> = {
  pending: {
    read:               "yes        -            -          yes        | yes        -            -            hidden",
    "task.edit":        "yes        -            -          permission | yes        -            -            hidden | task.edit",
    "task.approve":     "own_task   -            -          yes        | permission -            -            hidden | task.approve",
    "task.reject":      "own_task   -            -          yes        | permission -            -            hidden | task.reject",
    "task.resubmit":    "state      -            -          permission | state      -            -            hidden | task.reject task.resubmit",
    "task.cancel":      "yes        -            -          yes        | yes        -            -            hidden",
    "task.complete":    "state      -            -          state      | state      -            -            hidden | task.approve task.complete?",
    "subtask.create":   "state      -            -          state      | permission -            -            hidden | task.approve subtask.create",
    "subtask.assign":   "-          -            -          -          | -          -            -            -",
    "subtask.complete": "-          -            -          -          | -          -            -            -",
    "subtask.reopen":   "-          -            -          -          | -          -            -            -",
  },
  "approved, two open subtasks, about the first": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@first subtask.complete@second",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.assign",
    "subtask.complete": "yes           yes           yes           yes           | permission   yes           yes           hidden | subtask.complete",
    "subtask.reopen":   "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.complete subtask.reopen",
  },
  "approved, the second subtask waits for the first, about the second": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@first subtask.complete@second",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.assign",
    "subtask.complete": "order         order         order         order         | permission   order         order         hidden | subtask.complete@first subtask.complete",
    "subtask.reopen":   "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.complete@first subtask.complete subtask.reopen",
  },
  "approved, the first subtask is done, about the first": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@second",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.reopen subtask.assign",
    "subtask.complete": "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.reopen subtask.complete",
    "subtask.reopen":   "yes           yes           yes           yes           | permission   yes           yes           hidden | subtask.reopen",
  },
  "approved, no subtasks": {
    read:               "yes        -            -          yes        | yes        -            -            hidden",
    "task.edit":        "state      -            -          permission | state      -            -            hidden | none",
    "task.approve":     "state      -            -          state      | permission -            -            hidden | none",
    "task.reject":      "state      -            -          state      | permission -            -            hidden | none",
    "task.resubmit":    "state      -            -          permission | state      -            -            hidden | none",
    "task.cancel":      "yes        -            -          yes        | yes        -            -            hidden",
    "task.complete":    "yes        -            -          yes        | yes        -            -            hidden",
    "subtask.create":   "yes        -            -          yes        | permission -            -            hidden | subtask.create",
    "subtask.assign":   "-          -            -          -          | -          -            -            -",
    "subtask.complete": "-          -            -          -          | -          -            -            -",
    "subtask.reopen":   "-          -            -          -          | -          -            -            -",
  },
  "completed by its subtasks, about the first": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | none",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | none",
    "task.cancel":      "state         state         state         state         | state        permission    state         hidden | subtask.reopen@first task.cancel",
    "task.complete":    "state         state         state         state         | state        permission    state         hidden | subtask.reopen@first subtask.complete@first",
    "subtask.create":   "state         state         state         state         | permission   permission    permission    hidden | subtask.reopen@first subtask.create",
    "subtask.assign":   "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.reopen subtask.assign",
    "subtask.complete": "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.reopen subtask.complete",
    "subtask.reopen":   "yes           yes           yes           yes           | permission   yes           yes           hidden | subtask.reopen",
  },
  "completed by hand": {
    read:               "yes        -            -          yes        | yes        -            -            hidden",
    "task.edit":        "state      -            -          permission | state      -            -            hidden | none",
    "task.approve":     "state      -            -          state      | permission -            -            hidden | none",
    "task.reject":      "state      -            -          state      | permission -            -            hidden | none",
    "task.resubmit":    "state      -            -          permission | state      -            -            hidden | none",
    "task.cancel":      "state      -            -          state      | state      -            -            hidden | none",
    "task.complete":    "state      -            -          state      | state      -            -            hidden | none",
    "subtask.create":   "state      -            -          state      | permission -            -            hidden | none",
    "subtask.assign":   "-          -            -          -          | -          -            -            -",
    "subtask.complete": "-          -            -          -          | -          -            -            -",
    "subtask.reopen":   "-          -            -          -          | -          -            -            -",
  },
  rejected: {
    read:               "yes        -            -          yes        | yes        -            -            hidden",
    "task.edit":        "yes        -            -          permission | yes        -            -            hidden | task.edit",
    "task.approve":     "state      -            -          state      | permission -            -            hidden | task.resubmit task.approve",
    "task.reject":      "state      -            -          state      | permission -            -            hidden | task.resubmit task.reject",
    "task.resubmit":    "yes        -            -          permission | yes        -            -            hidden | task.resubmit",
    "task.cancel":      "state      -            -          state      | state      -            -            hidden | task.resubmit task.cancel",
    "task.complete":    "state      -            -          state      | state      -            -            hidden | task.resubmit task.approve task.complete?",
    "subtask.create":   "state      -            -          state      | permission -            -            hidden | task.resubmit task.approve subtask.create",
    "subtask.assign":   "-          -            -          -          | -          -            -            -",
    "subtask.complete": "-          -            -          -          | -          -            -            -",
    "subtask.reopen":   "-          -            -          -          | -          -            -            -",
  },
  "cancelled while pending": {
    read:               "yes        -            -          yes        | yes        -            -            hidden",
    "task.edit":        "state      -            -          permission | state      -            -            hidden | none",
    "task.approve":     "state      -            -          state      | permission -            -            hidden | none",
    "task.reject":      "state      -            -          state      | permission -            -            hidden | none",
    "task.resubmit":    "state      -            -          permission | state      -            -            hidden | none",
    "task.cancel":      "state      -            -          state      | state      -            -            hidden | none",
    "task.complete":    "state      -            -          state      | state      -            -            hidden | none",
    "subtask.create":   "state      -            -          state      | permission -            -            hidden | none",
    "subtask.assign":   "-          -            -          -          | -          -            -            -",
    "subtask.complete": "-          -            -          -          | -          -            -            -",
    "subtask.reopen":   "-          -            -          -          | -          -            -            -",
  },
  // The assignee of a cancelled subtask still sees the task, and so its outcome.
  "cancelled while approved, about an open subtask": {
    read:               "yes        yes          yes        yes        | yes        yes          yes          hidden",
    "task.edit":        "state      permission   state      permission | state      permission   state        hidden | none",
    "task.approve":     "state      state        state      state      | permission permission   permission   hidden | none",
    "task.reject":      "state      state        state      state      | permission permission   permission   hidden | none",
    "task.resubmit":    "state      permission   state      permission | state      permission   state        hidden | none",
    "task.cancel":      "state      state        state      state      | state      permission   state        hidden | none",
    "task.complete":    "state      state        state      state      | state      permission   state        hidden | none",
    "subtask.create":   "state      state        state      state      | permission permission   permission   hidden | none",
    "subtask.assign":   "state      state        state      state      | permission permission   permission   hidden | none",
    "subtask.complete": "state      state        state      state      | permission state        state        hidden | none",
    "subtask.reopen":   "state      state        state      state      | permission state        state        hidden | none",
  },
  "cancelled while approved, about a done subtask": {
    read:               "yes        yes          yes        yes        | yes        yes          yes          hidden",
    "task.edit":        "state      permission   state      permission | state      permission   state        hidden | none",
    "task.approve":     "state      state        state      state      | permission permission   permission   hidden | none",
    "task.reject":      "state      state        state      state      | permission permission   permission   hidden | none",
    "task.resubmit":    "state      permission   state      permission | state      permission   state        hidden | none",
    "task.cancel":      "state      state        state      state      | state      permission   state        hidden | none",
    "task.complete":    "state      state        state      state      | state      permission   state        hidden | none",
    "subtask.create":   "state      state        state      state      | permission permission   permission   hidden | none",
    "subtask.assign":   "state      state        state      state      | permission permission   permission   hidden | none",
    "subtask.complete": "state      state        state      state      | permission state        state        hidden | none",
    "subtask.reopen":   "state      state        state      state      | permission state        state        hidden | none",
  },
};
