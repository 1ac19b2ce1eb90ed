/** A rule that refuses an action, its meaning, and its cure. */
type Rule = readonly [rule: string, meaning: string, cure: string];

/** The rules that `details.rule` of an error can name. A test compares them with the code. */
export const rules: readonly Rule[] = [
  [
    "permission",
    "The role does not grant the permission, or no condition holds. `details.conditions` names the conditions.",
    "Ask somebody whom `details.remedy` names, or grant the permission in `defineRoles`.",
  ],
  [
    "state",
    'The action does not exist in this state of the task. Perhaps somebody has decided already. An edit is refused like this if the workflow says `edits: "lock"` and somebody has decided.',
    "Show `details.decision`. `details.remedy` has the actions that lead to a state in which it is possible.",
  ],
  [
    "own_task",
    'Nobody decides on their own task, unless the workflow says `selfApproval: "allow"`.',
    "Somebody else decides. A delegate can't be the requester either.",
  ],
  [
    "rounds",
    "The approval has a limit of rounds, and this is the last one. So the task can't be returned or come back.",
    "Decide for or against it, or raise `rounds` in the workflow.",
  ],
  [
    "step",
    "There is no open step in which this person can vote: it waits, it has passed, it has all its votes, or it asks other people. If several steps fit, the message asks for one.",
    "Name the `step`, wait for the earlier steps, or let somebody add a voter with `tasks.addVoter`.",
  ],
  [
    "delegation",
    "Nobody has made the caller a delegate of this person at this time, or the approval doesn't allow it for this role.",
    "The person votes themselves, or sets a delegation with `delegations.set`.",
  ],
  [
    "distinct",
    "The approval says `distinct: true`, and the person has voted in another step of this round.",
    "Another person votes.",
  ],
  [
    "one_per_person",
    "The caller has already voted in this step, for themselves or for another person.",
    "Another delegate votes.",
  ],
  [
    "already_voted",
    "The person has already given this vote themselves, or a delegate can't replace the vote of somebody else.",
    "Give the other vote, or take the vote out with `tasks.withdraw` first.",
  ],
  [
    "deadline",
    "The deadline of the step has passed, and it has an action. So late votes don't count, and the task can't be edited.",
    "Somebody with `task.extend` moves it with `tasks.extend`, before the deadline's action is taken.",
  ],
  [
    "content",
    "The fields that the vote is about have changed since the `version` that it names.",
    "Show the new text. Let the person vote again, with the new version.",
  ],
  [
    "locked",
    'The task can\'t be edited, because the approval says `edits: "lock"` and somebody has voted on this text.',
    "Return or reject the task, edit it, then resubmit it. `details.remedy` has these steps.",
  ],
  [
    "order",
    "The subtask waits for another one (`after`).",
    "Complete the other one first. `details.remedy` names it.",
  ],
  [
    "subtask_state",
    "The subtask is already done, open or cancelled.",
    "Read the task again, and offer what is possible now.",
  ],
  [
    "has_subtasks",
    "The task has open subtasks, so it is completed by finishing them.",
    "Complete or cancel the subtasks.",
  ],
  ["archived", "The board or room is archived.", "Open it again first."],
  [
    "quota",
    "A [quota](limits.md#quotas) is used up. `details.quota` and `details.limit` say which.",
    "Wait, delete what is not needed any more, or raise the quota in `createTaskwire({ quotas })`.",
  ],
  [
    "member",
    "The named person is a member already, or the caller is no member of the room or board.",
    "Read the members again. To give a member another role, use `members.change`.",
  ],
  [
    "confirm",
    "The mention reaches many people.",
    "Ask the author, then repeat with `confirm` and the number in `details.count`.",
  ],
  [
    "mentions",
    "The post mentions more people by name than a post may mention.",
    "Mention fewer people, or a group.",
  ],
  [
    "audience",
    "The mentioned group has more people than can be mentioned at once.",
    "Mention a smaller group.",
  ],
  [
    "handle",
    "Somebody else has the handle, or one that looks like it, or nobody can have it. `details.problem` says which.",
    "Choose another one, or leave `handle` out ([how to pick one](quick-start.md#a-handle-for-each-person)).",
  ],
  [
    "granting",
    "Nobody can give, take or change a role with more permissions than they have. `details.missing` lists these permissions.",
    "Somebody with a role of `details.remedy` does it, or your app with `taskwire.system`. Or let the role also grant what is missing.",
  ],
  [
    "last_holder",
    "The board would lose the last person who can give these rights.",
    "Give them to somebody else first.",
  ],
  ["own_role", "Nobody can change their own role.", "Somebody else changes it."],
  [
    "direct",
    "A direct room belongs to its two people, so nobody can be added.",
    "Create another room with `rooms.create`.",
  ],
  [
    "person",
    "A direct room has two different people, and neither is the system.",
    "Name another person.",
  ],
  [
    "alone",
    "The other person of a direct room has left or is disabled.",
    "`rooms.direct` brings back a person who was removed, but not one who left. Otherwise, write in another room.",
  ],
  ["disabled", "The person's account is disabled.", "Enable it with `users.put`."],
  [
    "rooms",
    "The person is in as many rooms of the board as one person can be.",
    "They leave another room first.",
  ],
  [
    "thread",
    "The comment is an answer, and only a whole thread can be resolved or reopened.",
    "Name the first comment of the thread: `details.commentId`.",
  ],
  ["deleted", "The text was deleted, so it can't change.", "Post a new one."],
  [
    "type",
    "The workflow no longer has the type of the task, so its data can't change.",
    "Put the type back into the workflow.",
  ],
  [
    "id",
    "Only your app's own code can choose an id, or the id is taken.",
    "Leave `id` out, or choose another one.",
  ],
  [
    "subscribed",
    "The connection follows the topic already.",
    "Use the subscription that it has. The client does this by itself.",
  ],
];
