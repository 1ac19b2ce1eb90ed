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
  | "cancelled while approved, about a done subtask"
  | "approved, the first subtask is cancelled, about the first"
  | "completed by its subtasks, then reopened by hand, about the first";

export type Action =
  | "read"
  | "task.edit"
  | "task.delete"
  | "task.approve"
  | "task.reject"
  | "task.resubmit"
  | "task.cancel"
  | "task.restore"
  | "task.complete"
  | "task.reopen"
  | "subtask.create"
  | "subtask.assign"
  | "subtask.complete"
  | "subtask.reopen"
  | "subtask.edit"
  | "subtask.cancel"
  | "subtask.restore";

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
  "approved, the first subtask is cancelled, about the first": "approved",
  "completed by its subtasks, then reopened by hand, about the first": "approved",
};

/** The operation of each action. */
export const operationOf: Record<Action, string> = {
  read: "tasks.get",
  "task.edit": "tasks.edit",
  "task.delete": "tasks.delete",
  "task.approve": "tasks.approve",
  "task.reject": "tasks.reject",
  "task.resubmit": "tasks.resubmit",
  "task.cancel": "tasks.cancel",
  "task.restore": "tasks.restore",
  "task.complete": "tasks.complete",
  "task.reopen": "tasks.reopen",
  "subtask.create": "subtasks.create",
  "subtask.assign": "subtasks.assign",
  "subtask.complete": "subtasks.complete",
  "subtask.reopen": "subtasks.reopen",
  "subtask.edit": "subtasks.edit",
  "subtask.cancel": "subtasks.cancel",
  "subtask.restore": "subtasks.restore",
};

/**
 * Other operations on a board, a task or a subtask, which follow `read` or have tests of their own.
 */
export const otherOperations = [
  "boards.edit",
  "boards.open",
  "boards.archive",
  "boards.delete",
  "members.add",
  "members.change",
  "members.remove",
  "members.list",
  "tasks.create",
  "tasks.list",
  "tasks.counts",
  "tasks.history",
  "tasks.why",
  "tasks.available",
  "tasks.checkDates",
  "receipts.get",
  "links.make",
];

// biome-ignore format: a table
export const table: Record<Situation, Record<Action, Row>> = {
  pending: {
    read:               "yes      - - yes        | yes        - - hidden",
    "task.edit":        "yes      - - permission | yes        - - hidden | task.edit",
    "task.delete":      "yes      - - yes        | permission - - hidden | task.delete",
    "task.approve":     "own_task - - yes        | permission - - hidden | task.approve",
    "task.reject":      "own_task - - yes        | permission - - hidden | task.reject",
    "task.resubmit":    "state    - - permission | state      - - hidden | task.reject task.resubmit",
    "task.cancel":      "yes      - - yes        | yes        - - hidden",
    "task.restore":     "state    - - state      | state      - - hidden | task.cancel task.restore",
    "task.complete":    "state    - - state      | state      - - hidden | task.approve task.complete?",
    "task.reopen":      "state    - - state      | state      - - hidden | task.approve task.complete? task.reopen",
    "subtask.create":   "state    - - state      | permission - - hidden | task.approve subtask.create",
    "subtask.assign":   "-        - - -          | -          - - -",
    "subtask.complete": "-        - - -          | -          - - -",
    "subtask.reopen":   "-        - - -          | -          - - -",
    "subtask.edit":     "-        - - -          | -          - - -",
    "subtask.cancel":   "-        - - -          | -          - - -",
    "subtask.restore":  "-        - - -          | -          - - -",
  },
  "approved, two open subtasks, about the first": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.edit",
    "task.delete":      "yes           yes           yes           yes           | permission   permission    permission    hidden | task.delete",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.approve",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.reject",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.restore":     "state         state         state         state         | state        permission    state         hidden | task.cancel task.restore",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@first subtask.complete@second",
    "task.reopen":      "state         state         state         state         | state        permission    state         hidden | subtask.complete@first subtask.complete@second task.reopen",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.assign",
    "subtask.complete": "yes           yes           yes           yes           | permission   yes           yes           hidden | subtask.complete",
    "subtask.reopen":   "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.complete subtask.reopen",
    "subtask.edit":     "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.edit",
    "subtask.cancel":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.cancel",
    "subtask.restore":  "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.cancel subtask.restore",
  },
  "approved, the second subtask waits for the first, about the second": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.edit",
    "task.delete":      "yes           yes           yes           yes           | permission   permission    permission    hidden | task.delete",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.approve",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.reject",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.restore":     "state         state         state         state         | state        permission    state         hidden | task.cancel task.restore",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@first subtask.complete@second",
    "task.reopen":      "state         state         state         state         | state        permission    state         hidden | subtask.complete@first subtask.complete@second task.reopen",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.assign",
    "subtask.complete": "order         order         order         order         | permission   order         order         hidden | subtask.complete@first subtask.complete",
    "subtask.reopen":   "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.complete@first subtask.complete subtask.reopen",
    "subtask.edit":     "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.edit",
    "subtask.cancel":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.cancel",
    "subtask.restore":  "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.cancel subtask.restore",
  },
  "approved, the first subtask is done, about the first": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.edit",
    "task.delete":      "yes           yes           yes           yes           | permission   permission    permission    hidden | task.delete",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.approve",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.reject",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.restore":     "state         state         state         state         | state        permission    state         hidden | task.cancel task.restore",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@second",
    "task.reopen":      "state         state         state         state         | state        permission    state         hidden | subtask.complete@second task.reopen",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.reopen subtask.assign",
    "subtask.complete": "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.reopen subtask.complete",
    "subtask.reopen":   "yes           yes           yes           yes           | permission   yes           yes           hidden | subtask.reopen",
    "subtask.edit":     "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.reopen subtask.edit",
    "subtask.cancel":   "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.reopen subtask.cancel",
    "subtask.restore":  "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.reopen subtask.cancel subtask.restore",
  },
  "approved, no subtasks": {
    read:               "yes   - - yes        | yes        - - hidden",
    "task.edit":        "state - - permission | state      - - hidden | task.cancel task.edit",
    "task.delete":      "yes   - - yes        | permission - - hidden | task.delete",
    "task.approve":     "state - - state      | permission - - hidden | task.cancel task.restore task.approve",
    "task.reject":      "state - - state      | permission - - hidden | task.cancel task.restore task.reject",
    "task.resubmit":    "state - - permission | state      - - hidden | task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "yes   - - yes        | yes        - - hidden",
    "task.restore":     "state - - state      | state      - - hidden | task.cancel task.restore",
    "task.complete":    "yes   - - yes        | yes        - - hidden",
    "task.reopen":      "state - - state      | state      - - hidden | task.complete task.reopen",
    "subtask.create":   "yes   - - yes        | permission - - hidden | subtask.create",
    "subtask.assign":   "-     - - -          | -          - - -",
    "subtask.complete": "-     - - -          | -          - - -",
    "subtask.reopen":   "-     - - -          | -          - - -",
    "subtask.edit":     "-     - - -          | -          - - -",
    "subtask.cancel":   "-     - - -          | -          - - -",
    "subtask.restore":  "-     - - -          | -          - - -",
  },
  "completed by its subtasks, about the first": {
    read:               "yes           yes           yes           yes           | yes        yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state      permission    state         hidden | task.reopen task.cancel task.edit",
    "task.delete":      "yes           yes           yes           yes           | permission permission    permission    hidden | task.delete",
    "task.approve":     "state         state         state         state         | permission permission    permission    hidden | task.reopen task.cancel task.restore task.approve",
    "task.reject":      "state         state         state         state         | permission permission    permission    hidden | task.reopen task.cancel task.restore task.reject",
    "task.resubmit":    "state         permission    state         permission    | state      permission    state         hidden | task.reopen task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "state         state         state         state         | state      permission    state         hidden | task.reopen task.cancel",
    "task.restore":     "state         state         state         state         | state      permission    state         hidden | task.reopen task.cancel task.restore",
    "task.complete":    "state         state         state         state         | state      permission    state         hidden | task.reopen task.complete",
    "task.reopen":      "yes           yes           yes           yes           | yes        permission    yes           hidden | task.reopen",
    "subtask.create":   "state         state         state         state         | permission permission    permission    hidden | task.reopen subtask.create",
    "subtask.assign":   "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.assign",
    "subtask.complete": "subtask_state subtask_state subtask_state subtask_state | permission subtask_state subtask_state hidden | subtask.reopen subtask.complete",
    "subtask.reopen":   "yes           yes           yes           yes           | permission yes           yes           hidden | subtask.reopen",
    "subtask.edit":     "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.edit",
    "subtask.cancel":   "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.cancel",
    "subtask.restore":  "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.cancel subtask.restore",
  },
  "completed by hand": {
    read:               "yes   - - yes        | yes        - - hidden",
    "task.edit":        "state - - permission | state      - - hidden | task.reopen task.cancel task.edit",
    "task.delete":      "yes   - - yes        | permission - - hidden | task.delete",
    "task.approve":     "state - - state      | permission - - hidden | task.reopen task.cancel task.restore task.approve",
    "task.reject":      "state - - state      | permission - - hidden | task.reopen task.cancel task.restore task.reject",
    "task.resubmit":    "state - - permission | state      - - hidden | task.reopen task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "state - - state      | state      - - hidden | task.reopen task.cancel",
    "task.restore":     "state - - state      | state      - - hidden | task.reopen task.cancel task.restore",
    "task.complete":    "state - - state      | state      - - hidden | task.reopen task.complete",
    "task.reopen":      "yes   - - yes        | yes        - - hidden",
    "subtask.create":   "state - - state      | permission - - hidden | task.reopen subtask.create",
    "subtask.assign":   "-     - - -          | -          - - -",
    "subtask.complete": "-     - - -          | -          - - -",
    "subtask.reopen":   "-     - - -          | -          - - -",
    "subtask.edit":     "-     - - -          | -          - - -",
    "subtask.cancel":   "-     - - -          | -          - - -",
    "subtask.restore":  "-     - - -          | -          - - -",
  },
  rejected: {
    read:               "yes   - - yes        | yes        - - hidden",
    "task.edit":        "yes   - - permission | yes        - - hidden | task.edit",
    "task.delete":      "yes   - - yes        | permission - - hidden | task.delete",
    "task.approve":     "state - - state      | permission - - hidden | task.resubmit task.approve",
    "task.reject":      "state - - state      | permission - - hidden | task.resubmit task.reject",
    "task.resubmit":    "yes   - - permission | yes        - - hidden | task.resubmit",
    "task.cancel":      "state - - state      | state      - - hidden | task.resubmit task.cancel",
    "task.restore":     "state - - state      | state      - - hidden | task.resubmit task.cancel task.restore",
    "task.complete":    "state - - state      | state      - - hidden | task.resubmit task.approve task.complete?",
    "task.reopen":      "state - - state      | state      - - hidden | task.resubmit task.approve task.complete? task.reopen",
    "subtask.create":   "state - - state      | permission - - hidden | task.resubmit task.approve subtask.create",
    "subtask.assign":   "-     - - -          | -          - - -",
    "subtask.complete": "-     - - -          | -          - - -",
    "subtask.reopen":   "-     - - -          | -          - - -",
    "subtask.edit":     "-     - - -          | -          - - -",
    "subtask.cancel":   "-     - - -          | -          - - -",
    "subtask.restore":  "-     - - -          | -          - - -",
  },
  "cancelled while pending": {
    read:               "yes   - - yes        | yes        - - hidden",
    "task.edit":        "yes   - - permission | yes        - - hidden | task.edit",
    "task.delete":      "yes   - - yes        | permission - - hidden | task.delete",
    "task.approve":     "state - - state      | permission - - hidden | task.restore task.approve",
    "task.reject":      "state - - state      | permission - - hidden | task.restore task.reject",
    "task.resubmit":    "state - - permission | state      - - hidden | task.restore task.reject task.resubmit",
    "task.cancel":      "state - - state      | state      - - hidden | task.restore task.cancel",
    "task.restore":     "yes   - - yes        | yes        - - hidden",
    "task.complete":    "state - - state      | state      - - hidden | task.restore task.approve task.complete?",
    "task.reopen":      "state - - state      | state      - - hidden | task.restore task.approve task.complete? task.reopen",
    "subtask.create":   "state - - state      | permission - - hidden | task.restore task.approve subtask.create",
    "subtask.assign":   "-     - - -          | -          - - -",
    "subtask.complete": "-     - - -          | -          - - -",
    "subtask.reopen":   "-     - - -          | -          - - -",
    "subtask.edit":     "-     - - -          | -          - - -",
    "subtask.cancel":   "-     - - -          | -          - - -",
    "subtask.restore":  "-     - - -          | -          - - -",
  },
  // The assignee of a cancelled subtask still sees the task, and so its outcome.
  "cancelled while approved, about an open subtask": {
    read:               "yes   yes        yes   yes        | yes        yes        yes        hidden",
    "task.edit":        "yes   permission yes   permission | yes        permission yes        hidden | task.edit",
    "task.delete":      "yes   yes        yes   yes        | permission permission permission hidden | task.delete",
    "task.approve":     "state state      state state      | permission permission permission hidden | task.restore task.approve",
    "task.reject":      "state state      state state      | permission permission permission hidden | task.restore task.reject",
    "task.resubmit":    "state permission state permission | state      permission state      hidden | task.restore task.reject task.resubmit",
    "task.cancel":      "state state      state state      | state      permission state      hidden | task.restore task.cancel",
    "task.restore":     "yes   yes        yes   yes        | yes        permission yes        hidden | task.restore",
    "task.complete":    "state state      state state      | state      permission state      hidden | task.restore task.approve subtask.complete@first subtask.complete@second",
    "task.reopen":      "state state      state state      | state      permission state      hidden | task.restore task.approve subtask.complete@first subtask.complete@second task.reopen",
    "subtask.create":   "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.create",
    "subtask.assign":   "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.assign",
    "subtask.complete": "state state      state state      | permission state      state      hidden | task.restore task.approve subtask.complete",
    "subtask.reopen":   "state state      state state      | permission state      state      hidden | task.restore task.approve subtask.complete subtask.reopen",
    "subtask.edit":     "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.edit",
    "subtask.cancel":   "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.cancel",
    "subtask.restore":  "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.cancel subtask.restore",
  },
  "cancelled while approved, about a done subtask": {
    read:               "yes   yes        yes   yes        | yes        yes        yes        hidden",
    "task.edit":        "yes   permission yes   permission | yes        permission yes        hidden | task.edit",
    "task.delete":      "yes   yes        yes   yes        | permission permission permission hidden | task.delete",
    "task.approve":     "state state      state state      | permission permission permission hidden | task.restore task.approve",
    "task.reject":      "state state      state state      | permission permission permission hidden | task.restore task.reject",
    "task.resubmit":    "state permission state permission | state      permission state      hidden | task.restore task.reject task.resubmit",
    "task.cancel":      "state state      state state      | state      permission state      hidden | task.restore task.cancel",
    "task.restore":     "yes   yes        yes   yes        | yes        permission yes        hidden | task.restore",
    "task.complete":    "state state      state state      | state      permission state      hidden | task.restore task.approve subtask.complete@second",
    "task.reopen":      "state state      state state      | state      permission state      hidden | task.restore task.approve subtask.complete@second task.reopen",
    "subtask.create":   "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.create",
    "subtask.assign":   "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.reopen subtask.assign",
    "subtask.complete": "state state      state state      | permission state      state      hidden | task.restore task.approve subtask.reopen subtask.complete",
    "subtask.reopen":   "state state      state state      | permission state      state      hidden | task.restore task.approve subtask.reopen",
    "subtask.edit":     "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.reopen subtask.edit",
    "subtask.cancel":   "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.reopen subtask.cancel",
    "subtask.restore":  "state state      state state      | permission permission permission hidden | task.restore task.approve subtask.reopen subtask.cancel subtask.restore",
  },
  "approved, the first subtask is cancelled, about the first": {
    read:               "yes           yes           yes           yes           | yes          yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.edit",
    "task.delete":      "yes           yes           yes           yes           | permission   permission    permission    hidden | task.delete",
    "task.approve":     "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.approve",
    "task.reject":      "state         state         state         state         | permission   permission    permission    hidden | task.cancel task.restore task.reject",
    "task.resubmit":    "state         permission    state         permission    | state        permission    state         hidden | task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "yes           yes           yes           yes           | yes          permission    yes           hidden | task.cancel",
    "task.restore":     "state         state         state         state         | state        permission    state         hidden | task.cancel task.restore",
    "task.complete":    "has_subtasks  has_subtasks  has_subtasks  has_subtasks  | has_subtasks permission    has_subtasks  hidden | subtask.complete@second",
    "task.reopen":      "state         state         state         state         | state        permission    state         hidden | subtask.complete@second task.reopen",
    "subtask.create":   "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.create",
    "subtask.assign":   "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.restore subtask.assign",
    "subtask.complete": "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.restore subtask.complete",
    "subtask.reopen":   "subtask_state subtask_state subtask_state subtask_state | permission   subtask_state subtask_state hidden | subtask.restore subtask.complete subtask.reopen",
    "subtask.edit":     "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.restore subtask.edit",
    "subtask.cancel":   "subtask_state subtask_state subtask_state subtask_state | permission   permission    permission    hidden | subtask.restore subtask.cancel",
    "subtask.restore":  "yes           yes           yes           yes           | permission   permission    permission    hidden | subtask.restore",
  },
  "completed by its subtasks, then reopened by hand, about the first": {
    read:               "yes           yes           yes           yes           | yes        yes           yes           hidden",
    "task.edit":        "state         permission    state         permission    | state      permission    state         hidden | task.cancel task.edit",
    "task.delete":      "yes           yes           yes           yes           | permission permission    permission    hidden | task.delete",
    "task.approve":     "state         state         state         state         | permission permission    permission    hidden | task.cancel task.restore task.approve",
    "task.reject":      "state         state         state         state         | permission permission    permission    hidden | task.cancel task.restore task.reject",
    "task.resubmit":    "state         permission    state         permission    | state      permission    state         hidden | task.cancel task.restore task.reject task.resubmit",
    "task.cancel":      "yes           yes           yes           yes           | yes        permission    yes           hidden | task.cancel",
    "task.restore":     "state         state         state         state         | state      permission    state         hidden | task.cancel task.restore",
    "task.complete":    "yes           yes           yes           yes           | yes        permission    yes           hidden | task.complete",
    "task.reopen":      "state         state         state         state         | state      permission    state         hidden | task.complete task.reopen",
    "subtask.create":   "yes           yes           yes           yes           | permission permission    permission    hidden | subtask.create",
    "subtask.assign":   "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.assign",
    "subtask.complete": "subtask_state subtask_state subtask_state subtask_state | permission subtask_state subtask_state hidden | subtask.reopen subtask.complete",
    "subtask.reopen":   "yes           yes           yes           yes           | permission yes           yes           hidden | subtask.reopen",
    "subtask.edit":     "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.edit",
    "subtask.cancel":   "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.cancel",
    "subtask.restore":  "subtask_state subtask_state subtask_state subtask_state | permission permission    permission    hidden | subtask.reopen subtask.cancel subtask.restore",
  },
};
