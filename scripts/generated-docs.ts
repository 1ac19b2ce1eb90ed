import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  type Reason,
  type RolesData,
  reasons,
  toMermaid,
} from "@taskwire/core";
import type { Operation } from "@taskwire/core/operations";
import { reasonRules } from "@taskwire/core/operations";

/** Pages of the docs that are generated from the code, by path. */
export function generatedDocs(): { readonly [path: string]: string } {
  return {
    "docs/workflow.md": workflowPage(),
    "docs/operations.md": operationsPage(),
    "docs/notifications.md": notificationsPage(),
  };
}

const note = "<!-- Written by `npm run docs` from the code; a test compares. -->";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function workflowPage(): string {
  const { states, actions } = approvalWorkflow.data;
  return `---
title: The default workflow
---

${note}

# The default workflow

This is the workflow that \`createTaskwire()\` uses if you don't define your own: a task is submitted, then approved or rejected, and
its subtasks complete it.

\`\`\`mermaid
${toMermaid(approvalWorkflow)}\`\`\`

## States

Code that does not know a state by name looks at its kind: \`waiting\` for a decision, \`working\`, \`done\` or \`dropped\`.

${table(
  ["state", "kind"],
  Object.entries(states).map(([state, { kind }]) => [`\`${state}\``, kind]),
)}

## Actions

${table(
  ["action", "from", "to", "event", "triggered by", "reason"],
  Object.entries(actions).map(([name, { from, to, event, trigger, reason, decision }]) => [
    `\`${name}\`${decision ? " (a decision)" : ""}`,
    from.join(", "),
    to,
    `\`${event}\``,
    {
      person: "a person",
      "subtasks.done": "the last subtask, or a person if there are none",
      "subtask.reopened": "a subtask being reopened",
    }[trigger],
    reason,
  ]),
)}

The requester of a task may not decide on it, unless the workflow says \`selfApproval: "allow"\`.

## Permissions of the default roles

"yes" means always. A name means that the permission needs this condition. An empty cell means never.

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

/** Events of the built-in operations. Events of state changes come from the workflow. */
const events: readonly (readonly [type: string, topic: string, subject: string, data: string])[] = [
  ["board.created", "board", "board", "`board`"],
  ["board.edited", "board", "board", "`board`"],
  ["member.added", "board", "user", "`board`, `member`"],
  ["member.changed", "board", "user", "`member`; `board` if the change was made on the board"],
  ["member.removed", "board", "user", "`board`, `member` as it was before"],
  ["task.created", "board", "task", "`task`"],
  ["task.edited", "board", "task", "`task`"],
  ...Object.values(approvalWorkflow.data.actions).map(
    ({ event }) =>
      [
        event,
        "board",
        "task",
        "`action`, `task`; `reason` if given; `subtasks` that it cancels",
      ] as const,
  ),
  [
    "subtask.created",
    "board",
    "task",
    "`subtask`; `task`, unless the event of the task in the same frame has it",
  ],
  ["subtask.assigned", "board", "task", "`subtask`, `task`, `from`, `to`"],
  ["subtask.completed", "board", "task", "`subtask`, `task`"],
  ["subtask.reopened", "board", "task", "`subtask`, `task`"],
  ["comment.posted", "board", "comment", "`comment`, `author`"],
  ["comment.edited", "board", "comment", "`comment`"],
  [
    "comment.deleted",
    "board",
    "comment",
    "`comment` without its text; its earlier events lose their data",
  ],
  ["comment.resolved", "board", "comment", "`comment`: the first one of the thread"],
  ["comment.reopened", "board", "comment", "`comment`: the first one of the thread"],
  ["room.created", "room", "room", "`room`"],
  ["room.edited", "room", "room", "`room`: its name, or whether it is archived"],
  ["member.added", "room", "user", "`room`, `member`"],
  ["member.changed", "room", "user", "`member` with the new name"],
  ["member.removed", "room", "user", "`room`, `member` as it was before"],
  ["message.posted", "room", "message", "`message`"],
  ["message.edited", "room", "message", "`message`"],
  [
    "message.deleted",
    "room",
    "message",
    "`message` without its text; its earlier events lose their data",
  ],
  ["user.created", "user", "user", "`user`"],
  ["user.changed", "user", "user", "`user`"],
  ["user.joined", "user", "user", "`user`, `boardId`, `boardName`, `role`"],
  ["user.role_changed", "user", "user", "`user`, `boardId`, `boardName`, `role`, `before`"],
  ["user.left", "user", "user", "`user`, `boardId`, `boardName`, `role`"],
  ["room.joined", "user", "user", "`user`, `boardId`, `roomId`, `roomName`"],
  [
    "room.left",
    "user",
    "user",
    "`boardId`, `roomId`; `user`, `roomName` unless the whole board is left",
  ],
  ["room.read", "user", "room", "`readMarker`"],
  ["notification.created", "user", "notification", "`notification`"],
  ["notification.changed", "user", "notification", "`notification`: read, done or resolved"],
  ["preference.changed", "user", "preference", "`preference`"],
];

function operationsPage(): string {
  const operations = Object.values<Operation<string, never>>(createTaskwire().operations as never);
  const nouns = [...new Set(operations.map(({ name }) => name.split(".")[0] as string))];
  const parts = nouns.map((noun) => {
    const rows = operations
      .filter(({ name }) => name.startsWith(`${noun}.`))
      .map(({ name, kind, permission, route, summary, input }) => [
        `\`${name}\``,
        kind,
        `\`${route.method} ${route.path}\``,
        fieldsOf(input.toJSONSchema({ io: "input", unrepresentable: "any" })),
        `\`${permission}\``,
        summary,
      ]);
    return `## ${noun}\n\n${table(["operation", "kind", "route", "input", "permission", "what it does"], rows)}`;
  });
  return `---
title: Operations and events
---

${note}

# Operations and events

Every operation can be called in process, over WebSocket and over REST. The three calls have the same input and the same result:

\`\`\`ts
await taskwire.as({ userId: "dao" }).tasks.approve({ boardId, taskId }); // in process
await client.tasks.approve({ boardId, taskId }); // over WebSocket
await fetch(\`/api/boards/\${boardId}/tasks/\${taskId}/approve\`, { method: "POST", headers: { Authorization: \`Bearer \${token}\` } }); // over REST
\`\`\`

\`?\` marks an optional field. The permission is one of these:

- \`anyone\`: every user whose account is not disabled.
- \`member\`: everybody on the board.
- \`system\`: only your own server code, with \`taskwire.system\`.
- any other name: a permission that a role has to grant.

\`tasks.approve\`, \`tasks.reject\`, \`tasks.resubmit\`, \`tasks.cancel\` and \`tasks.complete\` come from the default workflow. Your own workflow has
its own actions instead.

${parts.join("\n\n")}

## Events

\`topic\` says which kind of topic has the event in its log. \`subject\` says which id the event is about. \`data\` may also contain
\`subtasks\` that did not change, for a person who sees the task for the first time with this event.

${table(
  ["type", "topic", "subject", "data"],
  events.map(([type, topic, subject, data]) => [`\`${type}\``, topic, subject, data]),
)}
`;
}

type JsonSchema = { properties?: { [name: string]: unknown }; required?: string[] };

function fieldsOf(schema: JsonSchema): string {
  const required = new Set(schema.required);
  return Object.keys(schema.properties ?? {})
    .map((name) => `\`${name}${required.has(name) ? "" : "?"}\``)
    .join(", ");
}

const reasonsMean: { readonly [R in Reason]: string } = {
  "approval.requested": "people who may decide on the waiting task",
  assigned: "the assignee of a subtask, or its former assignee",
  requester: "the requester of the task",
  decider: "the person who decided last on the task",
  mention: "people who are mentioned by name",
  reply: "the author of the text that is answered",
  "mention.group": "the members of a mentioned group",
  "mention.here": "people who are present when `@here` is mentioned",
  "mention.everyone": "everybody in the board or room, when `@everyone` is mentioned",
  comment: "the requester, assignees, commenters and followers of the task",
  message: "people whose level for the room is `all`",
  follower: "followers of the task",
  member: "a person who was added to a board or a room",
  role: "a person with a new role on a board",
  removed: "a person who was removed from a board or a room",
};

function reasonTable(): string {
  const rows = reasons.map((reason) => {
    const { passes } = reasonRules[reason];
    const cell = (level: "all" | "mentions" | "none") =>
      passes === "critical" ? "always" : passes[level] ? "yes" : "";
    return [`\`${reason}\``, reasonsMean[reason], cell("all"), cell("mentions"), cell("none")];
  });
  return table(["reason", "who is notified", "`all`", "`mentions`", "`none`, or muted"], rows);
}

function notificationsPage(): string {
  return `---
title: Notifications
---

${note}

# Notifications

Every person has an inbox. taskwire writes the notifications itself, in the same commit as the event that they report. People can
read them, put them away, and choose what they want to be notified of.

\`\`\`ts
import { inboxStore } from "@taskwire/client/inbox";

const inbox = inboxStore(client);
inbox.subscribe(() => {
  const { notifications, unread } = inbox.getSnapshot();
  draw(unread, notifications.map(({ reason, actor, excerpt }) => [reason, actor, excerpt]));
});
await client.preferences.set({ target: \`room:\${roomId}\`, level: "all" });
\`\`\`

Three rules always hold:

- Nobody is notified of their own action.
- Nobody is notified of something that they may not read.
- A person gets one notification per event, even if several reasons apply. It has all the reasons and is named after the strongest.

## Who is notified

Resolving a notification means that nothing is left to do about it. Its state becomes \`resolved\`, with the given \`resolution\`.

| event | who is notified (\`reason\`) | which notifications are resolved (\`resolution\`) |
| --- | --- | --- |
| A task is submitted, or comes back to a waiting state | the people who may decide now (\`approval.requested\`); when it comes back, also the person who turned it down (\`decider\`) | |
| A task is decided | the requester (\`requester\`), with the decider's words if there are any; if the next state waits too, the people who may decide there | the requests to all approvers: \`decided\`, with \`decidedBy\` |
| The data of a waiting task changes | the people who may decide only since this change | the requests to people who may not decide any more |
| A task gets subtasks, or a subtask changes hands | each old and new assignee, once per task (\`assigned\`) | the requests to assignees without any work left there |
| A task is cancelled | the requester, and the assignees of open subtasks | requests and assignments: \`cancelled\` |
| A task is completed | the requester, the decider (\`decider\`), and the followers of the task (\`follower\`) | |
| A comment is posted | mentioned and answered people; the requester, the assignees, earlier commenters and followers (\`comment\`) | |
| A message is posted | mentioned and answered people; people whose level for the room is \`all\` (\`message\`) | |
| A text is edited | newly mentioned people who were never notified of this text | unread notifications of people who are no longer mentioned: \`edited_out\` |
| A text is deleted | nobody | \`deleted\`, in every inbox; the text disappears from notifications and from the log |
| A person is added to a board or a room | that person (\`member\`) | |
| A person gets another role | that person (\`role\`) | notifications about things that they may not see or decide any more: \`access_lost\` |
| A person is removed from a board or a room | that person (\`removed\`), without any of its content | everything about the board or room: \`access_lost\` |
| An account is disabled | nobody | all notifications of that person |

For tasks, only two things count: the kinds of the workflow's states, and which actions are decisions. The names don't count, so your
own workflow notifies people without any extra code. The function that checks approvals also finds the people who may decide. It
applies the own-task rule and your own conditions. Typing, presence, reading and renaming notify nobody.

## Reasons and levels

The reasons are listed from the strongest to the weakest. A person sets a level for a room, a task or a board with \`preferences.set\`.
The most specific level counts. Without any level, the level is \`mentions\`.

The requester, the assignees and the commenters of a task follow it automatically. Their level for the task is \`all\`, unless they set
another one for the task itself. It comes before their level for the board. Any other person follows a task by setting \`all\` for the
task or for its board.

${reasonTable()}

\`muteUntil\` mutes a room, a task or a whole board until that time, whatever the level is. \`off\` switches off single reasons; set on a
board, it applies to everything on the board.

\`\`\`ts
await client.preferences.set({ target: \`room:\${roomId}\`, level: "all" });
await client.preferences.set({ target: \`board:\${boardId}\`, muteUntil: "2026-12-01T06:00:00.000Z", off: ["mention.everyone"] });
\`\`\`

## States of a notification

\`\`\`mermaid
stateDiagram-v2
  [*] --> open
  open --> read: inbox.read
  open --> done: inbox.done
  read --> done: inbox.done
  open --> resolved: resolved
  read --> resolved: resolved
\`\`\`

\`resolution\` says how a notification was resolved. If a decision resolved it, \`decidedBy\` names the decider.

Draw the buttons of a request from \`tasks.available\`, never from the notification. When the inbox is read, the server checks the rights
again: a notification about something that the person may no longer read has no \`excerpt\`.

The server alone counts the unread notifications, up to 1,000. \`inbox.open\` returns the count, and later changes are pushed
([protocol](protocol.md#6-the-inbox), 6.2).

## Why was somebody notified?

\`notifications.preview\` runs a command up to its commit, writes nothing, and returns whom it would notify.
\`notifications.explain\` returns, for one event and yourself, which reasons applied and what became of each.

Other people's preferences are private. If a person's own preferences decide, \`preview\` only says \`addressed\`. It never names people
who would be notified because of a preference alone. Your own server code sees everything:

\`\`\`ts
const { outcomes } = await taskwire.system.notifications.preview({
  operation: "messages.post",
  input: { boardId, roomId, text: "@nok @admins" },
  as: "dao",
});
// [{ userId: "nok", reason: "mention", outcome: "suppressed", step: "mute", rule: "muted", … }, …]
draw(outcomes);

const [newest] = inbox.getSnapshot().notifications;
if (newest) draw(await client.notifications.explain({ eventId: newest.eventId }));
// { outcomes: [{ reason: "mention.here", outcome: "notified", … }], notification: { … } }
\`\`\`

If there is no notification, pass the \`id\` of the event itself. \`taskwire.on("message.posted", ({ id }) => …)\` receives it.

## Large audiences

A command writes up to 50 notifications in its own commit. If there are more, the commit stores the list of recipients as it is at that
moment. A job then writes the notifications within five seconds: 100 at a time, on any node, each exactly once. It skips people who may
not read the event by then, and it writes no more after a deletion or a decision.

## Send mail, push or webhooks

A notification is carried by an event like everything else, so a reaction can deliver it outside of taskwire:

\`\`\`ts
import type { Notification } from "@taskwire/core";

taskwire.react("mail", "notification.created", async ({ data }) => {
  const notification = data.notification as Notification;
  const { id, userId, reason, excerpt } = notification;
  await mailer.send({ id, to: userId, subject: reason, text: excerpt ?? "" });
});
\`\`\`

The reaction runs at least once. It runs again after an error or a crash, and it never delays a command. Use the notification's id to
make it idempotent. Register it before \`open\`, on every node, because the node that commits writes the job. The example server does
this in \`src/outbox.ts\`.

## Notify from your own operations

Your operation adds a notification request to an event. It names the people whom the event concerns, with reasons. The engine does the rest. List your own event
types in \`createTaskwire({ events: ["task.nudged"] })\`.

\`\`\`ts
import { boardTopic } from "@taskwire/core/operations";

context.emit({
  topic: boardTopic(boardId),
  type: "task.nudged",
  subject: task.id,
  audience: { before: task.involved, after: task.involved },
  notify: {
    about: \`task:\${task.id}\`,
    boardId,
    taskId: task.id,
    excerpt: task.title,
    candidates: [
      { to: { deciders: task }, reason: "approval.requested" },
      { to: task.requesterId, reason: "requester" },
    ],
  },
});
context.resolve({ about: \`task:\${task.id}\`, reasons: ["assigned"], resolution: "cancelled" });
\`\`\`

- \`to\` is a person's id or a group: \`{ deciders: task }\`, \`{ members: "board" | "room", role?, present? }\` or \`{ level: "all" }\`.
- The resolution \`access_lost\` is for a command that takes away a right. The engine then checks each notification and keeps those that
  the person may still see.
- If another command writes a notification at the same moment, a job resolves it a moment later.

## Switch notifications off

\`createTaskwire({ notifications: false })\` notifies nobody. Use it for an import beside a running system, or if your app notifies people
in its own way.
`;
}
