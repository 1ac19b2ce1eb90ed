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

\`\`\`ts
const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })]; // ADMIN, ADMIN_LIMITED
const { task } = await lek.tasks.create({ boardId, title: "Sell the blue one" }); // pending
await dao.tasks.reject({ boardId, taskId: task.id, reason: "Which one?" }); // rejected
await lek.tasks.resubmit({ boardId, taskId: task.id }); // pending again
\`\`\`

\`\`\`mermaid
${toMermaid(approvalWorkflow)}\`\`\`

## States

The kind of a state says what the state means: \`waiting\` for a decision, \`working\`, \`done\` or \`dropped\`. taskwire only uses kinds, never
the names of states.

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
      "subtask.reopened": "a reopened subtask",
    }[trigger],
    reason,
  ]),
)}

The requester of a task may not decide on it, unless the workflow says \`selfApproval: "allow"\`.

## Permissions of the default roles

"yes" means always. A name is a condition that has to hold. An empty cell means never.

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
    "`subtask`; `task`, unless another event of the same command follows",
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
\`subtasks\` that did not change, for a person who sees the task for the first time with this event. \`put\`, \`drop\` and \`show\` name the
collection of each record in \`data\` ([protocol](protocol.md#3-topics), 3.5).

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

Every person has an inbox. taskwire writes the notifications itself, in the same commit as the event that they report. People mark
them as read or as done, and choose what they want to be notified of.

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
- A person gets one notification per event, even if several reasons apply. Its
  \`reasons\` has all of them, and its \`reason\` is the strongest.

## Who is notified

If nothing is left to do about a notification, taskwire resolves it: its state becomes \`resolved\`, with a \`resolution\`. The last column
says which notifications an event resolves.

| event | who is notified (\`reason\`) | which notifications are resolved (\`resolution\`) |
| --- | --- | --- |
| A task is submitted, or comes back to a waiting state | the people who may decide now (\`approval.requested\`); when it comes back, also the person who turned it down (\`decider\`) | |
| A task is decided | the requester (\`requester\`), with the decider's words if there are any; if the next state waits too, the people who may decide there | the ones that ask for this decision: \`decided\`, with \`decidedBy\` |
| The data of a waiting task changes | the people who may decide now and could not before (\`approval.requested\`) | the ones of people who may not decide any more: \`access_lost\` |
| A task gets subtasks, or a subtask changes hands | each old and new assignee, once per task (\`assigned\`) | the ones of people without an open subtask in the task: \`cancelled\` |
| A task is cancelled | the requester (\`requester\`), and the assignees of open subtasks (\`assigned\`) | the ones that ask for a decision or for work: \`cancelled\` |
| A task is completed | the requester (\`requester\`), the decider (\`decider\`), and the followers of the task (\`follower\`) | |
| A comment is posted | mentioned people (\`mention\`), the author of the answered comment (\`reply\`); the requester, the assignees, earlier commenters and followers (\`comment\`) | |
| A message is posted | mentioned people (\`mention\`), the author of the answered message (\`reply\`); people whose level for the room is \`all\` (\`message\`) | |
| A text is edited | newly mentioned people who were never notified of this text | the unread ones of people who are no longer mentioned: \`edited_out\` |
| A text is deleted | nobody | all about this text, in every inbox: \`deleted\`; the text disappears from notifications and from the log |
| A person is added to a board or a room | that person (\`member\`) | |
| A person gets another role | that person (\`role\`) | the ones about things that the person may not see or decide any more: \`access_lost\` |
| A person is removed from a board or a room | that person (\`removed\`), without any content of the board or room | all about the board or room in that person's inbox: \`access_lost\` |
| An account is disabled | nobody | all in that person's inbox: \`access_lost\` |

The rules for tasks use the kinds of the workflow's states, and which actions are decisions. They don't use names, so your own workflow
notifies people without any extra code. To find the people who may decide, taskwire calls the same function that checks an approval. It
applies the own-task rule and your own conditions. Typing, presence, reading and renaming notify nobody.

## Reasons and levels

A person sets a level for a room, a task or a board with \`preferences.set\`: \`all\`, \`mentions\` or \`none\`. A level for a room or a task
comes before the level for its board. The default is \`mentions\`.

The requester, the assignees and the commenters of a task follow it automatically. Their level for the task is \`all\`, whatever their
level for the board is, unless they set another level for the task itself. Any other person follows a task by setting \`all\` for the task
or for its board.

The table lists the reasons from the strongest to the weakest, and says at which levels a person is notified. An empty cell means no.

${reasonTable()}

\`muteUntil\` mutes a room, a task or a whole board until that time, whatever the level is. \`off\` switches off single reasons. On a board
it applies to everything on the board.

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

If a notification asks for a decision, draw its buttons from \`tasks.available\`, never from the notification.

When the inbox is read, the server checks the rights again: a notification about something that the person may no longer read has no
\`excerpt\`.

The server alone counts the unread notifications, up to 1,000. \`inbox.open\` returns the count, and later changes are pushed
([protocol](protocol.md#6-the-inbox), 6.2).

## Why was somebody notified?

\`notifications.preview\` runs a command up to its commit, writes nothing, and returns whom it would notify.
\`notifications.explain\` returns the reasons that applied to you for one event, and the outcome of each.

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

If a person got no notification, pass the \`id\` of the event: \`taskwire.on("message.posted", ({ id }) => …)\` receives it.

## Large audiences

A command writes up to 50 notifications in its own commit. If there are more, the commit stores the list of recipients as it is at that
moment. A job then writes the notifications within five seconds: 100 at a time, on any node, each exactly once. It skips people who may
not read the event by then, and it writes no more after a deletion or a decision.

## Send mail, push or webhooks

A notification is carried by an event like everything else, so a reaction can deliver it outside of taskwire:

\`\`\`ts
taskwire.react("mail", "notification.created", async ({ data }) => {
  const { id, userId, reason, excerpt } = data.notification;
  await mailer.send({ id, to: userId, subject: reason, text: excerpt ?? "" });
});
\`\`\`

The reaction runs at least once. It runs again after an error or a crash, and it never delays a command. Use the notification's id to
make it idempotent. Register it before \`open\`, on every node, because the node that commits writes the job. The example server does
this in \`src/outbox.ts\`.

## Notify from your own operations

Your operation adds a notification request (\`notify\`) to an event. The request names the people whom the event concerns, with reasons.
The engine does the rest. List your own event types in \`createTaskwire({ events: ["task.nudged"] })\`, or give each the schema of its
data: \`{ "task.nudged": z.strictObject({ by: z.string() }) }\`.

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

- \`to\` is a person's id or a group: \`{ deciders: task }\` for the people who may decide on the task, \`{ members: "board" | "room" }\` for
  the members (with \`role\` or \`present\` only some of them), or \`{ level: "all" }\` for the followers.
- \`context.resolve\` resolves notifications. Use the resolution \`access_lost\` if the command takes away a right. The engine then checks
  each notification, and leaves those open that the person may still see.
- If another command writes a notification at the same moment, a job resolves it a moment later.

## Switch notifications off

\`createTaskwire({ notifications: false })\` notifies nobody. Use it for an import beside a running system, or if your app notifies people
in its own way.
`;
}
