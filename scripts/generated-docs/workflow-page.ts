import { approvalRoles, approvalWorkflow, type RolesData, toMermaid } from "@taskwire/core";
import { note, table } from "./table.ts";

export function workflowPage(): string {
  const { states, actions } = approvalWorkflow.data;
  return `---
title: The default workflow
---

${note}

# The default workflow

\`createTaskwire()\` uses this workflow if you don't define your own. A task is submitted, then approved or rejected. An approved task
is completed when its last subtask is finished.

\`\`\`ts
const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })]; // ADMIN, ADMIN_LIMITED
const { task } = await lek.tasks.create({ boardId, title: "Sell the blue one" }); // pending
await dao.tasks.reject({ boardId, taskId: task.id, version: task.version, reason: "Which one?" }); // rejected
await lek.tasks.resubmit({ boardId, taskId: task.id }); // pending again
\`\`\`

\`\`\`mermaid
${toMermaid(approvalWorkflow)}\`\`\`

## States

Every state has a *kind*. The kind tells taskwire what the state means:

- \`waiting\`: the task waits for a decision.
- \`working\`: people work on the subtasks of the task.
- \`done\`: the work is finished.
- \`dropped\`: the task was turned down or cancelled.

taskwire only uses the kinds, never the names of states.

${table(
  ["state", "kind"],
  Object.entries(states).map(([state, { kind }]) => [`\`${state}\``, kind]),
)}

## Actions

${table(
  ["action", "from state", "to state", "event", "triggered by", "reason"],
  Object.entries(actions).map(([name, { from, to, event, trigger, reason, decision }]) => [
    `\`${name}\`${decision ? " (a decision)" : ""}`,
    from.join(", "),
    to,
    `\`${event}\``,
    {
      person: "a person",
      "subtasks.done": "the last finished subtask; a person, if no subtask is open",
      "subtask.reopened": "a subtask that is reopened or restored; a person",
      deadline: "the deadline of a step",
    }[trigger],
    reason,
  ]),
)}

The column "reason" says whether the person has to give a reason, can give one, or can't give one ("none"). A *decision* is an
approver's answer to a task. The requester of a task is not allowed to decide on it, unless the workflow says \`selfApproval: "allow"\`.

## The text that a decision is about

A decision counts only for the text that its decider has seen. So it names the \`version\` of the task that the decider saw:

- If the title, the description or the data has changed since, it fails with \`conflict\`. The decider reads the task again and decides
  again. Other changes, such as comments or completed subtasks, don't matter. The role and the state are checked first: if somebody else has
  already decided, the error is \`refused\` and not \`conflict\`.
- Without a version, it fails with \`invalid\`, also if your server code decides with \`taskwire.system\`. Over REST, the task's \`ETag\` as
  \`If-Match\` counts as the version. \`If-Match\` is strict: after any change of the task, the answer is 412.
- The task keeps the version with the decision: \`task.decisions[0].version\`. \`task.contentSince\` is the version that the task had just
  before its title, description or data last changed (0 if they never changed). A decision with a higher version was made on the current
  text.

If your callers can't name a version, for example because they decide by e-mail, define the workflow with \`decisionNeeds: "nothing"\`. Then a
decision without a version is about the task as it is at that moment. An operation of your own that decides says \`decides: true\`, and has
\`version\` in its input. It is checked in the same way.

## Edits after a decision

In a workflow with several decisions, the text could change between two decisions. For example, one person agrees to a payment of 90, and
another person pays it later. The workflow says what happens if the title, the description or the data is edited while the next decision is
still open:

- \`edits: "void"\` (the default): the earlier decisions are void. The task goes back to the state of the first decision, and people decide
  again. The event is \`approval.voided\`. It notifies the people who can decide in that state, the deciders and the requester.
- \`edits: "lock"\`: the edit is refused. The remedy says how the task can be edited: for example, somebody returns or rejects it first.

The task keeps all decisions in \`task.decisions\`. \`stands: true\` means that the task's state still depends on this decision. It becomes
false when the decision is void, or when the task comes back to the state in which the decision was taken.

In some states nobody is asked for a decision: the task was turned down or cancelled, or it waits for the requester. In these states it can
be edited with both settings. The old decisions are then about an old text. When the task moves on, it goes to the state of the first such
decision, and people decide again. \`task.again\` names that state. So a task that is restored after an edit is decided on again.

| the task is | who can edit its title, description and data |
| --- | --- |
| waiting | people with the permission \`task.edit\` |
| turned down or cancelled, if it can come back | people with the permission \`task.edit\` |
| being worked on, or done | nobody, not even your server code with \`tasks.edit\`. Its subtasks can change, because nobody decided on them. |

An operation of your own can edit a task with \`emitTaskChange\` in every state. If the task waits for a decision, such an edit makes the
earlier decisions void, also with \`edits: "lock"\`. If people already work on the task, the work goes on.

## Undoing mistakes

- A task that was cancelled is restored with \`tasks.restore\`. It waits for a decision again, and the approvers are asked again.
- A task that was completed is reopened with \`tasks.reopen\`. Its finished subtasks stay finished.
- A subtask gets another title, due date, position or predecessors with \`subtasks.edit\`. A subtask can't depend on itself, neither
  directly nor through other subtasks.
- A subtask that was made by mistake is cancelled with \`subtasks.cancel\` and comes back with \`subtasks.restore\`.

Each of them has its own permission. In your own workflow, you undo with an action that leaves a state of the kind \`done\` or \`dropped\`.

## Subtasks from a template

When work on a task begins, a template makes its subtasks. In this workflow, that is at the approval.

- **Which template:** taskwire takes the first template in \`defineTemplates\` whose \`type\` is the type of the task and whose condition
  \`when\`, if there is one, returns true. If no template fits, the task has no subtasks, and a person completes it. In the default
  workflow, every task has the type \`task\`.
- **Which assignee:** \`assignee\` is \`"creator"\` (the requester of the task), \`{ role }\`, \`{ user }\` or \`"nobody"\`. With
  \`{ role }\`, the subtask goes to one person: the member with this role who has the fewest open subtasks on the board. Subtasks that the
  same approval has just assigned count too. If several people have equally few, taskwire takes the smallest user id. If nobody has the
  role, the subtask has no assignee.
- **Without an assignee:** nobody is notified of the subtask. A person with the permission \`subtask.assign\` can assign it.
- **When assignees are notified:** every assignee is notified when the subtasks are made, even if their subtask has to wait for another one
  (\`after\`). When a subtask no longer has to wait, its assignee is notified again. Until then it can't be completed: the answer is
  \`refused\` with the rule \`order\`.

## Subtasks when work ends and begins again

When a task comes to a state of the kind \`done\` or \`dropped\`, the same commit cancels its open subtasks. Their state becomes
\`cancelled\`, and the notifications about them are resolved. When work on the task begins again, these subtasks are opened again. Finished
subtasks stay finished, and subtasks that a person cancelled stay cancelled. If the assignee of a subtask is disabled or has left the board,
the subtask is opened without an assignee. The same holds for \`subtasks.reopen\` and \`subtasks.restore\`.

If the task was edited meanwhile, another template may fit it now. Then that template adds its subtasks after the old ones. The cancelled
subtasks of the old template stay cancelled. If the same template has a newer version now, the task gets no new subtasks from it.

## People who can't do the work

A template skips people who are disabled or have left the board: a subtask for a role goes to another person with the role, if there is one.
A subtask for a named person or for the creator has no assignee. Assigning such a person by hand fails with \`invalid\`. The record of a
member has \`disabled\`, so that a page can show it. Suggestions for mentions leave disabled people out.

## When a release changes the workflow

Tasks keep the names of their states. If a new release no longer has that state, nobody can do anything with these tasks. So \`open()\`
fails with \`invalid\`. The message says how many tasks there are, and how to correct the workflow. If the state only has another name now,
say so: \`defineWorkflow({ …, version: 2, renamed: { review: "checked" } })\`. Then \`open()\` moves the tasks, each with the event
\`task.state_renamed\`. Several servers can open at once. A renamed state has the same kind as before. Stop the servers of the old release
first. Otherwise they can put more tasks into the old state, and only the next \`open()\` moves those.

## Permissions of the default roles

"yes" means that the role always has the permission. A name is a condition that has to hold; [roles and conditions](roles.md) explains
them. An empty cell means that the role never has the permission.

${permissionTable(approvalRoles.data)}
`;
}

function permissionTable({ roles }: RolesData): string {
  const names = Object.keys(roles);
  const permissions = [...new Set(names.flatMap((role) => Object.keys(roles[role] ?? {})))];
  const cell = (role: string, permission: string) => {
    const grant = roles[role]?.[permission];
    return grant === true ? "yes" : (grant?.join(" or ") ?? "");
  };
  const rows = permissions.map((permission) => [
    `\`${permission}\``,
    ...names.map((role) => cell(role, permission)),
  ]);
  return table(["permission", ...names], rows);
}
