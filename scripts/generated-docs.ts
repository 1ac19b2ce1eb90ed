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

/** Pages of the docs that are outputs of the code, by path. */
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

\`\`\`mermaid
${toMermaid(approvalWorkflow)}\`\`\`

## States

What a state means to everything that doesn't know it by name is its kind.

${table(
  ["state", "kind"],
  Object.entries(states).map(([state, { kind }]) => [`\`${state}\``, kind]),
)}

## Actions

${table(
  ["action", "from", "to", "event", "set off by", "reason"],
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

A decision may not be taken by who asked for the task, unless the workflow says \`selfApproval: "allow"\`.

## Permissions of the default roles

yes: always. A name: only if that condition holds. Empty: never.

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

/** Events that the built-in operations cause; the states' own come from the workflow. */
const events: readonly (readonly [type: string, topic: string, subject: string, data: string])[] = [
  ["board.created", "board", "board", "`board`"],
  ["board.edited", "board", "board", "`board`"],
  ["member.added", "board", "user", "`board`, `member`"],
  ["member.changed", "board", "user", "`member`; `board` if the board changed it"],
  ["member.removed", "board", "user", "`board`, `member` as it was"],
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
    "`subtask`; `task` unless the task's own event in the same frame has it",
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
    "`comment` without its text; earlier events of it lose their data",
  ],
  ["comment.resolved", "board", "comment", "`comment`, which began the thread"],
  ["comment.reopened", "board", "comment", "`comment`, which began the thread"],
  ["room.created", "room", "room", "`room`"],
  ["room.edited", "room", "room", "`room`: its name, or whether it is archived"],
  ["member.added", "room", "user", "`room`, `member`"],
  ["member.changed", "room", "user", "`member`, who has another name"],
  ["member.removed", "room", "user", "`room`, `member` as it was"],
  ["message.posted", "room", "message", "`message`"],
  ["message.edited", "room", "message", "`message`"],
  [
    "message.deleted",
    "room",
    "message",
    "`message` without its text; earlier events of it lose their data",
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
    return `## ${noun}\n\n${table(["operation", "kind", "route", "input", "permission", "what for"], rows)}`;
  });
  return `---
title: Operations and events
---

${note}

# Operations and events

Each operation is there in process (\`taskwire.as(actor).tasks.create(…)\`), over WebSocket (\`client.tasks.create(…)\`) and as a REST
route. \`?\` marks what may be left out. Permissions: \`anyone\` is every user who isn't disabled, \`member\` everybody on the board,
\`system\` the host's own code (\`taskwire.system\`); any other is a name that a role grants.
The operations of the workflow's actions are those of the default workflow; another workflow brings its own.

${parts.join("\n\n")}

## Events

\`topic\` and \`subject\` say whose log an event stands in and which id it is about. \`data\` may also hold \`subtasks\` that did not
change: for somebody who comes to see the task by this event.

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
  "approval.requested": "may take the decision that the task waits for",
  assigned: "has something to do, or had until now",
  requester: "asked for the task",
  decider: "took the last decision on it",
  mention: "is mentioned by name",
  reply: "is answered",
  "mention.group": "is in a group that is mentioned",
  "mention.here": "is there when those who are there are called",
  "mention.everyone": "is one of everyone",
  comment: "asked for the task, works on it, has commented on it, or follows it",
  message: "wants all messages of the room",
  follower: "follows the task",
  member: "was taken onto a board or into a room",
  role: "has another role on a board",
  removed: "was taken off a board or out of a room",
};

function reasonTable(): string {
  const rows = reasons.map((reason) => {
    const { passes } = reasonRules[reason];
    const cell = (level: "all" | "mentions" | "none") =>
      passes === "critical" ? "always" : passes[level] ? "yes" : "";
    return [`\`${reason}\``, reasonsMean[reason], cell("all"), cell("mentions"), cell("none")];
  });
  return table(["reason", "who is told", "`all`", "`mentions`", "`none`, or muted"], rows);
}

function notificationsPage(): string {
  return `---
title: Notifications
---

${note}

# Notifications

Each person has an inbox: rows that say what concerns them, written in the same commit as what they tell of. Whoever did
something is never told of it themselves, by whatever way they would be. Whoever may not read a thing is not told of it. However
many ways lead to a person, they get one row for an event, with all its reasons, named by the strongest.

## Who is told

| what happens | who is told (\`reason\`) | what is settled |
| --- | --- | --- |
| a task is submitted, or comes back to a state that waits | who may decide now (\`approval.requested\`); on its way back also who turned it down (\`decider\`) | |
| a decision | who asked (\`requester\`), with the reason in words if one was given; of the next step, if that waits too, who may decide there | everybody's requests: \`decided\`, with \`decidedBy\` |
| a waiting task's data changes | who may decide only now | the requests of who may not any more |
| a task gets subtasks, or one changes hands | each assignee, old and new, once a task (\`assigned\`) | requests to who has nothing left to do there |
| a task is called off | who asked, and who had something open | requests and assignments: \`cancelled\` |
| a task is completed | who asked, who decided (\`decider\`), who follows it (\`follower\`) | |
| a comment | who is mentioned or answered; who asked, works on it, has commented before or follows it (\`comment\`) | |
| a message | who is mentioned or answered; whose level for the room is \`all\` (\`message\`) | |
| an edit | who is newly mentioned, once for ever | unread rows of who isn't any more: \`edited_out\` |
| a deletion | nobody | \`deleted\`, in every inbox; the words go from rows and log |
| somebody comes onto a board or into a room | they (\`member\`) | |
| another role | they (\`role\`) | what they may not see or decide any more: \`access_lost\` |
| somebody is taken off a board or out of a room | they, without a word of its content (\`removed\`) | everything of it: \`access_lost\` |
| an account is disabled | nobody | everything of theirs |

What a task tells goes by the kinds of the workflow's states and by which of its actions are decisions, never by their names: a
workflow of your own tells by itself. Who may decide is asked of the same judge that lets them, with its own-task rule and with
your own conditions. Typing, presence, reading and renaming tell nobody.

## Reasons and levels

Strongest first. A person sets a level for a room, a task or a board with \`preferences.set\`; the most specific that is set counts, else
the default: \`mentions\`. Who asked for a task, works on it or has commented on it follows it: for them the default is \`all\`, and
counts before what they say of the board. \`all\` for a task, or for its board, makes a follower of anybody.

${reasonTable()}

\`muteUntil\` mutes a room, a task or a whole board until then, whatever the level. \`off\` switches single reasons off, on the board for all in it.

\`\`\`ts
await client.preferences.set({ target: \`room:\${roomId}\`, level: "all" });
await client.preferences.set({ target: \`board:\${boardId}\`, muteUntil: "2026-12-01T06:00:00.000Z", off: ["mention.everyone"] });
\`\`\`

## The life of a row

\`\`\`mermaid
stateDiagram-v2
  [*] --> open
  open --> read: inbox.read
  open --> done: inbox.done
  read --> done: inbox.done
  open --> resolved: settled
  read --> resolved: settled
\`\`\`

\`resolution\` says how a row was settled, \`decidedBy\` by whom where that is a decision. Buttons for a request are drawn from \`tasks.available\`, never from the row. Reading the inbox looks
again: a row about what its person may not read any more keeps no \`excerpt\`.

How many rows are unread comes from the server alone, up to 1,000, by \`inbox.open\` and then pushed ([protocol](protocol.md), 6.2).

## Asking why

\`notifications.preview\` runs a command as far as its commit and answers whom it would tell. What other people want is theirs: of them
it says \`addressed\`, and names nobody who would hear of it by a preference alone. \`notifications.explain\` answers, for one event and
oneself, which reasons there were and what became of each. For everybody both answer to the host's own code:

\`\`\`ts
const { outcomes } = await taskwire.system.notifications.preview({
  operation: "messages.post",
  input: { boardId, roomId, text: "@nok @admins" },
  as: "dao",
});
// [{ userId: "nok", reason: "mention", outcome: "suppressed", step: "mute", rule: "muted", … }, …]

const row = inbox.getSnapshot().notifications[0];
await client.notifications.explain({ eventId: row.eventId });
// { decisions: [{ reason: "mention.here", outcome: "notified", … }], notification: { … } }
\`\`\`

Of what has no row one asks by the \`id\` of the event itself, as \`taskwire.on("message.posted", ({ id }) => …)\` hears it.

## Large audiences

Up to 50 rows are written in the command's own commit. Above, the commit keeps the audience as it is at that moment, and a job writes
100 rows at a time, on any node, within five seconds; each once, and not for who may not read it by then, nor after a deletion or a decision.

## Delivering outside

A row is an event like any other, so mail, push and webhooks are reactions:

\`\`\`ts
import type { Notification } from "@taskwire/core";

taskwire.react("mail", "notification.created", async ({ data }) => {
  const row = data.notification as Notification;
  await mailer.send({ id: row.id, to: row.userId, subject: row.reason, text: row.excerpt ?? "" });
});
\`\`\`

At least once, again after an error or a crash, and never in the way of a command. Do it idempotently by the row's id. Register it before
\`open\` on every node: the node that commits writes the job. The example server does it in \`src/outbox.ts\`.

## Operations of your own

An event names whom it concerns, and the engine does the rest. Its type is one of those in \`createTaskwire({ events: ["task.nudged"] })\`:

\`\`\`ts
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
context.settle({ about: \`task:\${task.id}\`, reasons: ["assigned"], resolution: "cancelled" });
\`\`\`

\`to\` is a person, or a group: \`{ deciders: task }\`, \`{ members: "board" | "room", role?, present? }\`, \`{ level: "all" }\`. A command that settles what
somebody lost the right to see says \`access_lost\`: the engine looks at each row and leaves those that they still may. A row that is written
in the same moment is settled a moment later, by a job.

\`createTaskwire({ notifications: false })\` tells nobody of anything: for an import beside a running system, or for an app with its own way.
`;
}
