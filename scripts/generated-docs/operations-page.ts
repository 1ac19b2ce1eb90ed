import { approvalWorkflow, createTaskwire } from "@taskwire/core";
import type { Operation } from "@taskwire/core/operations";
import { eventsBeside } from "./more-events.ts";
import { note, table } from "./table.ts";
import { votingOperations } from "./voting-app.ts";

/** Events of the built-in operations. Events of state changes come from the workflow. */
const events: readonly (readonly [type: string, topic: string, subject: string, data: string])[] = [
  ["board.created", "board", "board", "`board`"],
  ["board.edited", "board", "board", "`board` with a new name, or archived, or reopened"],
  ["board.deleted", "board", "board", "`board`, only its id"],
  ["webhook.off", "board", "webhook", "`webhookId`, and why nothing more is sent to it: `because`"],
  ["member.added", "board", "user", "`board`, `member`"],
  ["member.changed", "board", "user", "`member`, `board` (if the change was made on the board)"],
  ["member.removed", "board", "user", "`board`, and `member` as it was before"],
  ["task.created", "board", "task", "`task`"],
  ["task.edited", "board", "task", "`task`"],
  [
    "approval.voided",
    "board",
    "task",
    "`task`, `by` (the people whose decisions are void), `because` (`edited`), `from` and `to` (the states)",
  ],
  [
    "task.deleted",
    "board",
    "task",
    "`task` and `subtasks`, only their ids. The data of earlier events about them is deleted.",
  ],
  ...Object.values(approvalWorkflow.data.actions).map(
    ({ event }) =>
      [
        event,
        "board",
        "task",
        "`action`, `task`, `reason` (if one was given), `subtasks` (if the action cancels some)",
      ] as const,
  ),
  ["subtask.created", "board", "task", "`subtask`, `task` (only in the last event of a command)"],
  ["subtask.assigned", "board", "task", "`subtask`, `task`, `from`, `to`"],
  ["subtask.completed", "board", "task", "`subtask`, `task`"],
  ["subtask.reopened", "board", "task", "`subtask`, `task`"],
  [
    "subtask.edited",
    "board",
    "task",
    "`subtask`, `task`, `subtasks` (others that made room for a new position)",
  ],
  ["subtask.cancelled", "board", "task", "`subtask`, `task`"],
  ["subtask.restored", "board", "task", "`subtask`, `task` (only in the last event of a command)"],
  ["comment.posted", "board", "comment", "`comment`, `author`"],
  ["comment.edited", "board", "comment", "`comment`"],
  [
    "comment.deleted",
    "board",
    "comment",
    "`comment` without its text. The data of earlier events about it is deleted.",
  ],
  ["comment.resolved", "board", "comment", "`comment`, which is the first one of the thread"],
  ["comment.reopened", "board", "comment", "`comment`, which is the first one of the thread"],
  ["room.created", "room", "room", "`room`"],
  ["room.edited", "room", "room", "`room` with a new name, or archived, or reopened"],
  ["room.deleted", "room", "room", "`room`, only its id, and `boardId`"],
  ["member.added", "room", "user", "`room`, `member`"],
  ["member.changed", "room", "user", "`member` with the new name"],
  ["member.removed", "room", "user", "`room`, and `member` as it was before"],
  ["message.posted", "room", "message", "`message`"],
  ["message.edited", "room", "message", "`message`"],
  [
    "message.deleted",
    "room",
    "message",
    "`message` without its text. The data of earlier events about it is deleted.",
  ],
  ["user.created", "user", "user", "`user`"],
  ["user.changed", "user", "user", "`user`, `before` (the role before, if it changed)"],
  [
    "user.erased",
    "user",
    "user",
    "`user` without name and handle. All earlier events are deleted.",
  ],
  ["user.joined", "user", "user", "`user`, `boardId`, `role`"],
  ["user.role_changed", "user", "user", "`user`, `boardId`, `role`, `before`"],
  ["user.left", "user", "user", "`user`, `boardId`, `role`"],
  ["room.joined", "user", "user", "`user`, `boardId`, `roomId`"],
  [
    "room.left",
    "user",
    "user",
    "`boardId`, `roomId`, `user` (not if the person left the whole board), `readMarkers` (if the room is deleted)",
  ],
  ["task.read", "user", "task", "`commentMarker`"],
  ["room.read", "user", "room", "`readMarker`"],
  ["notification.created", "user", "notification", "`notification`"],
  [
    "notification.changed",
    "user",
    "notification",
    "`notification`, which is now read, done or resolved",
  ],
  [
    "notification.expired",
    "user",
    "notification",
    "`notifications`: the one that is deleted because of its age, only its id",
  ],
  ["preference.changed", "user", "preference", "`preference`"],
  ["session.ended", "sessions", "user or session", "`userId` or `sessionId`"],
  [
    "records.deleted",
    "board",
    "comment or board",
    "`comments` of a deleted task; `members`, `tasks` and `subtasks` of a deleted board; only their ids",
  ],
  [
    "records.deleted",
    "room",
    "room",
    "`roomMembers` and `messages` of a deleted room, only their ids",
  ],
  [
    "records.deleted",
    "user",
    "room, task, preference or notification",
    "`readMarkers`, `commentMarkers`, `preferences` and `notifications` that belong to something or somebody deleted, only their ids",
  ],
];

export function operationsPage(): string {
  const operations = Object.values<Operation<string, never>>(createTaskwire().operations as never);
  const nouns = [...new Set(operations.map(({ name }) => name.split(".")[0] as string))];
  const parts = nouns.map(
    (noun) =>
      `## ${noun}\n\n${tableOf(operations.filter(({ name }) => name.startsWith(`${noun}.`)))}`,
  );
  return `---
title: Operations and events
---

${note}

# Operations and events

You can call every operation in process (directly in your server code), over WebSocket and over REST. The three calls have the same
input and the same result:

\`\`\`ts
await taskwire.as({ userId: "dao" }).tasks.approve({ boardId, taskId, version }); // in process
await client.tasks.approve({ boardId, taskId, version }); // over WebSocket
await fetch(\`/api/boards/\${boardId}/tasks/\${taskId}/approve\`, {
  method: "POST",
  headers: { Authorization: \`Bearer \${token}\`, "If-Match": \`"\${version}"\` },
}); // over REST
\`\`\`

In the tables, a *command* changes something, and a *query* only reads. \`?\` marks an optional field of the input. The column
"permission" says who can call the operation:

- \`anyone\`: every user whose account is not disabled.
- \`member\`: every member of the board.
- \`system\`: only your own server code, with \`taskwire.system\`.
- Any other name is a permission. The caller's role has to grant it ([roles and conditions](roles.md)).

An operation that returns a *cursor* is the beginning of a live view: draw the result, then follow the topic from this cursor
([protocol](protocol.md#3-topics)). Lists come in pages: \`limit\` is the length of a page, and \`after\` or \`before\` says where the page
begins. \`version\` is the version of the task that the caller has seen. If the task has changed since, the command fails with \`conflict\`.
A decision needs it ([the text that a decision is about](workflow.md#the-text-that-a-decision-is-about)).

\`tasks.approve\`, \`tasks.reject\`, \`tasks.resubmit\`, \`tasks.cancel\` and \`tasks.complete\` are the actions of the default workflow. If you
define your own workflow, you have its actions instead.

${parts.join("\n\n")}

## Operations of approvals

Only a workflow with [approvals](approvals.md) has these operations. In this table, the workflow has the actions \`approve\`, \`reject\`, \`return\`
and \`override\`, one for each \`decision\`; your actions have your names. \`step\` is only needed by people who can vote in several open steps, and
\`for\` names the person for whom a delegate votes.

${tableOf(votingOperations)}

## Events

A *topic* is a log of events that clients can follow: one for each board, room and user. Servers follow one more, \`sessions\`. In the table, \`topic\` is the kind of topic that
has the event in its log. The \`subject\` of the event is the id of a record of this kind. \`data\` lists the fields of the event's data.
\`data\` can also contain \`subtasks\` that did not change, for a person who sees the task for the first time with this event. \`put\`,
\`drop\`, \`erase\` and \`show\` say to which collection each record in \`data\` belongs ([protocol](protocol.md#3-topics), 3.5).

${table(
  ["type", "topic", "subject", "data"],
  events.map(([type, topic, subject, data]) => [`\`${type}\``, topic, subject, data]),
)}

## Events of approvals and other events

These events are in the topic of the board, and their subject is the task, unless the table says otherwise. Several events of one command share a
commit, and the last one has the \`task\`.

${table(
  ["type", "when", "data"],
  eventsBeside(new Set(events.map(([type]) => type))).map(([type, moment, data]) => [
    `\`${type}\``,
    moment,
    data,
  ]),
)}
`;
}

const tableOf = (operations: readonly Operation<string, never>[]): string =>
  table(
    ["operation", "kind", "route", "input", "permission", "what it does"],
    operations.map(({ name, kind, permission, route, summary, input }) => [
      `\`${name}\``,
      kind,
      `\`${route.method} ${route.path}\``,
      fieldsOf(input.toJSONSchema({ io: "input", unrepresentable: "any" })),
      `\`${permission}\``,
      summary,
    ]),
  );

type JsonSchema = { properties?: { [name: string]: unknown }; required?: string[] };

function fieldsOf(schema: JsonSchema): string {
  const required = new Set(schema.required);
  return Object.keys(schema.properties ?? {})
    .map((name) => `\`${name}${required.has(name) ? "" : "?"}\``)
    .join(", ");
}
