import { type Reason, reasons } from "@taskwire/core";
import { reasonRules } from "@taskwire/core/operations";
import { note, table } from "./table.ts";

const reasonsMean: { readonly [R in Reason]: string } = {
  "approval.requested": "the people who can decide on the waiting task",
  assigned: "the assignee of a subtask, or its former assignee",
  "revision.requested":
    "the requester, if a decision sends their task back to them so that they can change it",
  "approval.stalled":
    "the requester of a waiting task that nobody can decide on, and the people who can add members or change their roles",
  "approval.overdue":
    "the requester of a task with a step whose deadline has passed, and the people with `task.extend`",
  "due.passed":
    "if the due date of a subtask has passed, its assignee. If the due date of a task has passed, the assignees of its open subtasks, or its requester if it has no open subtasks.",
  "due.near": "the same people, some time before the due date",
  requester: "the requester of the task",
  decider: "the people who decided on the task",
  direct: "the other person of a direct room, for each message in it",
  mention: "the people who are mentioned by name",
  reply: "the author of the answered message or comment",
  "mention.group": "the members of a mentioned group",
  "mention.here": "the people who are present, if `@here` is mentioned",
  "mention.everyone": "everybody on the board or in the room, if `@everyone` is mentioned",
  comment: "the requester, the assignees, the earlier commenters and the followers of the task",
  message: "the people whose level for the room is `all`",
  follower: "the followers of the task",
  delegation: "the people who are asked to vote for somebody who is away",
  "webhook.off":
    "the people with `board.edit`, if a webhook no longer gets the events of their board",
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

export function notificationsPage(): string {
  return `---
title: Notifications
---

${note}

# Notifications

Every person has an inbox with notifications. A notification reports an event. taskwire writes both in the same commit, so no event
loses its notifications. If an event notifies more than 50 people, that commit stores a job that [writes them](#large-audiences). People
mark notifications as read or as done. They also choose which events they want to be notified of.

\`\`\`ts
import { inboxStore } from "@taskwire/client/inbox";

const inbox = inboxStore(client);
inbox.subscribe(() => {
  const { notifications, unread } = inbox.getSnapshot();
  draw(unread, notifications.map(({ reason, actorName, taskTitle, excerpt }) => [reason, actorName, taskTitle, excerpt]));
});
await client.preferences.set({ target: \`room:\${roomId}\`, level: "all" });
\`\`\`

\`draw\` is your own function, which shows the inbox on the page.

Three rules always hold:

- Nobody is notified of their own action.
- Nobody is notified of something that they are not allowed to read.
- A person gets at most one notification for an event. If there are several reasons to notify them, the field \`reasons\` lists all reasons, and
  the field \`reason\` has the strongest one. There is one exception: a change of rights can let a person decide on
  several waiting tasks. The person then gets one notification for each task.

A notification contains the words that a page shows. These are the names of the actor, the board and the room at the time of the event
(\`actorName\`, \`boardName\`, \`roomName\`), the title of the task (\`taskTitle\`), and the beginning of the text (\`excerpt\`). So a page
can draw an inbox without further calls.

## Who is notified

The words of this table:

- A task has a *requester* (the person who submitted it) and subtasks with *assignees*. A *decider* has decided on the task.
- Each state of a task has a [kind](workflow.md#states). A task with a state of the kind \`waiting\` waits for a decision.
- A *request to decide* is a notification with the reason \`approval.requested\`. A *request to work* is one with the reason \`assigned\`.
- If nothing is left to do about a notification, taskwire *resolves* it: the state of the notification becomes \`resolved\`, and its
  \`resolution\` says why.

| event | notified people, with the \`reason\` | resolved notifications, with the \`resolution\` |
| --- | --- | --- |
| A task is submitted, or it comes back to a waiting state. | The people who can decide now (\`approval.requested\`). If nobody can decide: the requester, and the people who can add members or change members' roles (\`approval.stalled\`). If the task comes back, also the people who have decided on it (\`decider\`). | |
| A task is decided. | The requester (\`requester\`), with the decider's comment if there is one. The people who have decided on the task before (\`decider\`). If the new state is waiting too, also the people who can decide in this state (\`approval.requested\`). | The notifications that ask for this decision: \`decided\`. Their \`decidedBy\` names the decider. |
| The data of a waiting task changes. | The people who can decide now, but could not decide before (\`approval.requested\`). | The notifications of people who can't decide any more: \`access_lost\`. |
| An edit makes decisions void (\`approval.voided\`). | The people who can decide now (\`approval.requested\`), the people whose decisions are void (\`decider\`), and the requester (\`requester\`). | The open requests to decide from before the edit: \`cancelled\`. |
| A task gets subtasks, or a subtask gets another assignee. | Each new assignee, and each person who was the assignee before. They get one notification per command. New and former assignees get the same reason, \`assigned\`. A new assignee is notified even if the subtask still has to wait for another subtask. | If a person no longer has an open subtask in the task, their requests to work: \`cancelled\`. |
| A subtask is completed. | The assignees of subtasks that waited only for this one (\`assigned\`). | The requests to work of its assignee, unless they have another open subtask in the task: \`completed\`. |
| A subtask is reopened or restored. | Its assignee (\`assigned\`). | |
| A subtask is cancelled. | Its assignee, and the assignees of subtasks that waited only for this one (\`assigned\`). | The requests to work of its assignee, unless they have another open subtask in the task: \`cancelled\`. |
| A subtask is edited so that it no longer has to wait for another one. | Its assignee (\`assigned\`). | |
| A task is cancelled. | The requester (\`requester\`), the people who have decided on it (\`decider\`), and the assignees of open subtasks (\`assigned\`). | The notifications that ask for a decision or for work: \`cancelled\`. |
| A task is completed. | The requester (\`requester\`), the people who have decided on it (\`decider\`), and the followers of the task (\`follower\`). | All requests to work on it: \`completed\`. |
| A comment is posted. | The mentioned people (\`mention\`), and the author of the answered comment (\`reply\`). The requester, the assignees, the earlier commenters and the followers of the task (\`comment\`). | |
| A message is posted. | The mentioned people (\`mention\`), and the author of the answered message (\`reply\`). The people whose level for the room is \`all\` (\`message\`). | |
| A text is edited. | The newly mentioned people, unless they were already notified of this text. | The unread notifications of people who are no longer mentioned: \`edited_out\`. |
| A text is deleted. | Nobody. | All notifications about this text, in every inbox: \`deleted\`. The text is removed from the notifications and from the log. |
| A person is added to a board or a room. | That person (\`member\`). | |
| A person can decide on waiting tasks from now on: they are added to the board, get another role, or their account is enabled. | That person gets one notification for each task that waits for their decision (\`approval.requested\`), unless they already have a request for it. A request that was resolved with \`access_lost\` is opened again. | The notifications \`approval.stalled\` about these tasks: \`unblocked\`. |
| The last person who can decide on a waiting task loses that right. | The requester of the task, and the people who can add members or change their roles, once (\`approval.stalled\`). | |
| A person gets another role. | That person (\`role\`). | The notifications about things that the person can't see any more, and the requests for decisions that the person can't make any more: \`access_lost\`. |
| Somebody who is away lets others vote for them ([delegates](approvals.md#people-who-are-away)). | The delegates (\`delegation\`). When the absence begins, each delegate is notified of each vote that they can cast (\`approval.requested\`). The field \`for\` names the people for whom they vote. | When the delegation ends, these requests: \`delegation_ended\`. |
| A person is removed from a board or a room. | That person (\`removed\`), without any content of the board or room. | All notifications about the board or room in that person's inbox: \`access_lost\`. |
| An account is disabled. | Nobody. | All notifications in that person's inbox: \`access_lost\`. |

The rules for tasks depend on two things only: the kinds of the states, and whether an action is a decision. They don't depend on names. So
your own workflow notifies people without any extra code. To find the people who can decide, taskwire calls the same function that checks an
approval. So your own conditions are respected, and a requester is not asked to approve their own task, unless the workflow says
\`selfApproval: "allow"\`. When rights change, a job looks at all waiting tasks of the board. On an archived board nobody can decide, but
the requests stay open. If rights change there, taskwire notifies the people who will be able to decide once the board is reopened. Nobody
is notified of typing, presence, reading or renaming.

## Reasons and levels

With \`preferences.set\`, a person sets a *level* for a room, a task or a board. The level is \`all\`, \`mentions\` or \`none\`. The default is
\`mentions\`. A level for a room or a task has priority over the level for its board.

A *follower* of a task has the level \`all\` for it:

- The requester, the assignees and the commenters of a task follow it automatically, whatever their level for the board is. They stop
  following it when they set another level for the task itself.
- Any other person follows a task by setting the level \`all\` for the task or for its board.

The table lists the reasons from the strongest to the weakest, and the levels that let a notification pass. An empty cell means that the
person is not notified.

${reasonTable()}

\`muteUntil\` mutes a room, a task or a whole board until that time, whatever the level is. \`off\` lists reasons. The person gets no
notifications with these reasons. A preference for a board applies to everything on the board. Notifications with "always" in the table are
*critical*: no preference suppresses them.

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
  resolved --> open: access is back
\`\`\`

If a notification asks a person to vote on behalf of others, the field \`for\` lists these others. If the person's own vote is needed too, \`for\`
also lists the person. In all other notifications, \`for\` is null.

In a resolved notification, \`resolution\` says why it was resolved. If a decision resolved it, \`decidedBy\` names the decider. The
notification stays in the inbox, and no longer counts as unread: only notifications in the state \`open\` count. A notification that is
\`done\` stays \`done\`. A request that was resolved because its person lost access is opened again when the person has
access again.

If a notification asks for a decision, a page shows buttons for it. Use \`tasks.available\` to find out which buttons to enable. The
notification itself does not say this, because the task may have changed since.

## What a person can read of a notification

One rule decides what a person can read of a notification, on every path: in pushed events, in a replay from a cursor, in
\`inbox.open\`, \`inbox.list\` and \`notifications.explain\`, over REST, and in reactions.

- If the person is not allowed to read the thing any more, or the text was deleted, the notification is *withheld*: \`withheld\` is true,
  and the names, the title and the excerpt are null. If its state is \`open\` or \`read\`, it is also resolved. The names, titles and texts
  also disappear from the earlier events about this notification in the person's log.
- If the person is allowed to read the thing again, the notification shows the current names, title and text again. If the person still has
  to decide or work, the request is opened again.
- If a text or a title is edited, the words change in all notifications about it, in every state.

Each of these changes gives the notification a new version, and is reported by an event \`notification.changed\`. The commit of the command
changes up to 50 notifications. A job changes the others, normally within five seconds. Until then, lists already hide the texts that the person is
not allowed to read.

## The unread count

Only the server counts the unread notifications, up to 1,000. \`inbox.open\` returns the count. When the count changes, the server sends
the new count ([protocol](protocol.md#6-the-inbox), 6.2).

## Why was somebody notified?

Two operations answer this question. Every person whom an event concerns is a *candidate*, with a reason. The *outcome* of a candidate is
\`notified\`, or \`suppressed\` with the rule that suppressed the notification.

- \`notifications.preview\` runs a command up to its commit, writes nothing, and returns the outcomes.
- \`notifications.explain\` says for one event whether you were notified, and why or why not.

The number of notifications that a person can cause in an hour is limited ([quotas](limits.md#quotas)). In a suppressed outcome, \`step\` says
which part of the decision suppressed the notification, and \`rule\` says why. If this limit suppressed it, \`step\` is \`quota\`. The rule is
\`sender\` if the person has caused too many notifications in total, and \`recipient\` if they have caused too many for this recipient.

Other people's preferences are private. If the outcome depends on a person's preferences, \`preview\` returns \`addressed\` instead: the
event concerns the person, but you don't learn the outcome. Some people are candidates only because they have chosen the level \`all\`. The
result leaves them out. Your own server code sees everything:

\`\`\`ts
const { outcomes } = await taskwire.system.notifications.preview({
  operation: "messages.post",
  input: { boardId, roomId, text: "@nok @admins" },
  as: "dao",
});
// [{ userId: "nok", reason: "mention", outcome: "suppressed", step: "mute", rule: "muted", … }, …]
console.log(outcomes);

const [newest] = inbox.getSnapshot().notifications;
if (newest) console.log(await client.notifications.explain({ eventId: newest.eventId }));
// { outcomes: [{ reason: "mention.here", outcome: "notified", … }], notification: { … } }
\`\`\`

To find out why somebody got *no* notification, you need the id of the event. A listener receives it:
\`taskwire.on("message.posted", ({ id }) => …)\`. Then your server code calls \`taskwire.system.notifications.explain({ eventId: id, userId })\`.

## Large audiences

A command writes up to 50 notifications in its own commit. taskwire goes through the events of a command in their order, and adds up their
notifications. If the next event's notifications don't fit into the 50, the commit writes none of this event's notifications. Instead, it stores
the list of the recipients at that moment. A job then writes all of them, normally within five seconds: 50 at a time, on any server, each exactly once. The
job skips people who have lost access in the meantime. If the text is deleted in the meantime, the job stops. If the task has changed its state in
the meantime, the job writes no further requests to decide or to work.

## Send mail or push

A [channel](channels.md) sends notifications to the outside. In a person's quiet hours, it sends only what is
urgent. If a person wants a digest, it sends several notifications together. It leaves out notifications that are resolved before it sends them:

\`\`\`ts
taskwire.deliver("mail", { reasons: ["approval.requested", "mention"] }, async ({ id, user, notifications }) => {
  await mailer.send({ id, to: user.id, subject: \`\${notifications.length} new\`, text: "" });
});
\`\`\`

## Send each notification yourself

Each new notification is an event of the type \`notification.created\`. A *reaction* is your own code that runs after an event. It gets each
notification at once, whatever the hour is:

\`\`\`ts
taskwire.react("mail", "notification.created", async ({ data }) => {
  const { id, userId, reason, excerpt } = data.notification;
  await mailer.send({ id, to: userId, subject: reason, text: excerpt ?? "" });
});
\`\`\`

The handler gets the current notification. taskwire reads it again before each call, and checks again what the recipient can read. If the
recipient is not allowed to read it any more, the handler is not called. The handler is also called for a resolved notification. Check its
\`state\`: perhaps there is nothing left to send. A job that waits for its next attempt stores only ids, and no names, titles or texts. A
handler of \`notification.changed\` gets the current notification too. For an event of any other type, the handler gets the event as it is
in the log.

Any server that has registered the reaction can run it. It runs at least once for each event. It runs again after an error or a crash, or if it takes
longer than 30 s. So it may send the same notification twice. Pass the notification's id to the mail service, which can then drop the duplicate. After
20 failed attempts for an event, the reaction is not tried again for this event ([how to start it
again](../packages/core/README.md#run-code-after-an-event)). Reactions to several events can run at the same time and in any order. A reaction never
delays a command. Register it on every server, before you call \`open\`. A server stores the reaction's jobs in its commits only if it has registered
the reaction. The example server does this in \`src/outbox.ts\`.

## Notify from your own operations

When your own operation emits an event, it can add a notification request (\`notify\`). The request names the people whom the event
concerns, with reasons. The engine applies the rules of this page and writes the notifications. List your own event types in
\`createTaskwire({ events: ["task.nudged"] })\`. Or give each type the schema of its data:
\`{ events: { "task.nudged": z.strictObject({ by: z.string() }) } }\`. The example is a part of an operation's \`run\` function.

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

- \`about\` is the thing to open when a person clicks the notification in the inbox.
- \`to\` is the id of a person, or one of these groups:
  - \`{ deciders: task }\`: the people who can decide on the task now. Don't confuse them with the people who have the reason \`decider\`: those
    have decided on it before.
  - \`{ members: "board" }\` or \`{ members: "room" }\`: the members. With \`role\`, only those with this role. With \`present: true\`, only those
    who are present.
  - \`{ level: "all" }\`: the people whose level for the room or task is \`all\`.
- \`context.resolve\` resolves all notifications about a thing (\`about\`), or all notifications of a person (\`userId\`). You can limit them, for
  example to some \`reasons\`. If there are many, a job resolves the rest after the commit.
- If your command takes a right away from somebody, pass the resolution \`access_lost\`. Then the engine checks each notification. It
  resolves the ones about things that the person can't see any more, and the requests for decisions that the person can't make any more.
- \`context.resolve\` with \`userId\` can miss a notification that another command writes at the same moment. So a job looks again after the
  commit, and resolves it too.

The operation fails, and nothing is stored, if the request names an undeclared reason or an unknown role. The same happens if it names
the members of a room but has no \`roomId\`.

## Your own reasons

You can add reasons of your own. Declare the words that a page shows for the reason, in each language, and the levels that let the
notification pass:

\`\`\`ts
import { createTaskwire } from "@taskwire/core";
import { boardTopic, idSchema, operationsFor } from "@taskwire/core/operations";
import { z } from "zod";

const reasons = {
  large_expense: {
    words: { en: "Large expense", th: "ค่าใช้จ่ายสูง" },
    passes: { all: true, mentions: true, none: false }, // or "critical": always sent, and nobody can switch it off
  },
} as const;
const events = ["task.flagged"] as const;

// \`command\` that knows your reasons and events, so that a misspelled one is a compile error.
const { command } = operationsFor({ reasons, events });
const flag = command({
  name: "tasks.flag",
  target: "task",
  permission: "member",
  summary: "Tell the approvers that an expense is large.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/flag" },
  input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
  output: z.null(),
  run(context, { boardId, taskId }) {
    const { involved } = context.task();
    context.emit({
      topic: boardTopic(boardId),
      type: "task.flagged",
      subject: taskId,
      audience: { before: involved, after: involved },
      notify: {
        about: \`task:\${taskId}\`,
        boardId,
        taskId,
        candidates: [{ to: { members: "board", role: "ADMIN" }, reason: "large_expense" }],
      },
    });
    return null;
  },
});

const taskwire = createTaskwire({ reasons, events, operations: { "tasks.flag": flag } });
\`\`\`

- Actions of the workflow resolve only notifications with taskwire's own reasons. A notification with a reason of yours stays open until its
  person reads it, or until an operation of yours calls \`context.resolve\`. To resolve it when a task is approved, write an operation that
  calls \`context.resolve\`. Then register a reaction to \`task.approved\` that runs this operation with \`taskwire.system\`.
- If several reasons apply, the strongest one counts. So each of your reasons has a position in the table of [reasons](#reasons-and-levels). Your critical reasons
  come directly after \`revision.requested\`. Your other reasons come directly after your critical ones. There is one exception: reasons with
  \`passes: { all: true, mentions: false, none: false }\` come directly before \`comment\`. Reasons at the same position keep the order that they have in \`reasons\`.
- A reason is meant for followers if it passes only with the level \`all\`. If a candidate has such a reason and is one person, and not a group,
  this person counts as a follower of the task. They are notified, unless they set another level for the task. This is also true for the built-in
  reason \`follower\`.
- People can switch off your reasons with \`preferences.set({ target, off: ["large_expense"] })\`, but not the critical ones.
- A client gets the reasons with their words when it connects: \`client.welcome?.reasons\`.
- If you remove a reason in a later version, its old notifications can still be read.

## Switch notifications off

\`createTaskwire({ notifications: false })\` notifies nobody. Commands on this server still resolve, withhold and edit existing
notifications. Use it on a server that imports data: the other servers go on notifying people. Or use it on all servers, if your app sends
its own notifications.
`;
}
