import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const sqlite = "packages/sqlite-storage/test/sqlite-storage.test.ts";
const reading = "packages/core/test/notifications/reading.test.ts";

const postOrder = "packages/core/test/post-order.test.ts";
const sameNumber = {
  test: postOrder,
  title: "a post has the same number in the answer, a repeated answer, its events and its list",
};

/** Faults in notifications, and in the order of what they are about. */
export const notificationFaults: readonly Fault[] = [
  {
    number: 900,
    name: "the answer about a new message has no number",
    file: `${core}/engine/records/record-json.ts`,
    edits: [{ find: 'numbered === undefined ? "" :', replace: 'numbered !== "" ? "" :' }],
    caughtBy: sameNumber,
  },
  {
    number: 901,
    name: "a cached message has no number, so an edit takes it away",
    file: `${core}/engine/records/numbered-fields.ts`,
    edits: [{ find: "name === numbered ? number : fields[name]", replace: "fields[name]" }],
    caughtBy: sameNumber,
  },
  {
    number: 902,
    name: "a repeated answer about a new message has no number",
    file: `${core}/engine/repeat.ts`,
    edits: [{ find: "...(isFirst && { [numbered]: number }), ", replace: "" }],
    caughtBy: sameNumber,
  },
  {
    number: 903,
    name: "texts from before a person was added are unread",
    file: `${core}/operations/conversation/unread.ts`,
    edits: [{ find: "marker?.number ?? since", replace: "marker?.number ?? 0" }],
    caughtBy: { test: postOrder, title: "texts from before a person was added are not unread" },
  },
  {
    number: 904,
    name: "reading a message marks the notification of the next one as read",
    file: `${core}/operations/conversation/unread.ts`,
    edits: [{ find: "?.number ?? 0) <= number", replace: "?.number ?? 0) <= number + 1" }],
    caughtBy: {
      test: postOrder,
      title: "up to one leaves the later ones unread",
    },
  },
  {
    number: 402,
    name: "an invented id of an event leads to another person's notification",
    file: `${core}/operations/inbox/notifications.ts`,
    edits: [
      {
        find: "notification?.userId === userId ? notification : undefined",
        replace: "notification",
      },
    ],
    caughtBy: {
      test: "packages/core/test/user-ids.test.ts",
      title: "leads to nobody else's notification",
    },
  },
  {
    number: 403,
    name: "SQLite deletes a notice to which a record still refers",
    file: "packages/sqlite-storage/src/told-writer.ts",
    edits: [
      {
        find: "this.#shared.link(before, -1);\n    this.#states.set(id, { ...before",
        replace: "this.#shared.link(before, -2);\n    this.#states.set(id, { ...before",
      },
    ],
    caughtBy: { test: sqlite, title: "are kept as any others" },
  },
  {
    number: 404,
    name: "SQLite empties a deleted notification, but not its events",
    file: "packages/sqlite-storage/src/told-log.ts",
    edits: [{ find: "this.#redact.run(subject, topicId, number);", replace: "" }],
    caughtBy: { test: sqlite, title: "are kept as any others" },
  },
  {
    number: 405,
    name: "SQLite keeps a notification without an event in its person's log",
    file: "packages/sqlite-storage/src/told-writer.ts",
    edits: [
      {
        find: "if (!carrier) return;",
        replace: "if (!carrier || version % 7 === 0) return;",
      },
    ],
    caughtBy: { test: sqlite, title: "are kept as any others" },
  },
  {
    number: 407,
    name: "SQLite counts a notification as unread after it was read",
    file: "packages/sqlite-storage/src/told-writer.ts",
    edits: [{ find: "this.#addTo(person, before.state, -1);", replace: "" }],
    caughtBy: { test: sqlite, title: "are kept as any others" },
  },
  {
    number: 408,
    name: "SQLite plans each list again",
    file: "packages/sqlite-storage/src/limit-sql.ts",
    edits: [{ find: '"LIMIT ? + 0"', replace: '"LIMIT ?"' }],
    caughtBy: {
      test: "packages/sqlite-storage/test/plans.test.ts",
      title: "a list is not planned again each time",
    },
  },
  {
    number: 406,
    name: "SQLite keeps the words of a notice to which no record refers any more",
    file: "packages/sqlite-storage/src/shared-rows.ts",
    edits: [{ find: "refs < 0 && this.#delete", replace: "refs > refs && this.#delete" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/told.test.ts",
      title: "are gone from the file when nobody needs them any more",
    },
  },
  {
    number: 400,
    name: "reading up to a notification compares ids, which are made from clocks",
    file: `${core}/operations/inbox/change-notifications.ts`,
    edits: [
      {
        find: "one.number <= upTo",
        replace: "one.id <= (unread.find(({ number }) => number === upTo)?.id ?? one.id)",
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/order.test.ts",
      title: "reading up to a notification reads what came before it",
    },
  },
  {
    number: 401,
    name: "SQLite does not store the number of a record's first event",
    file: "packages/sqlite-storage/src/table-writer.ts",
    edits: [{ find: "values.with(this.#fields.indexOf(numbered), version)", replace: "values" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/sqlite-storage.test.ts",
      title: "a record has the number of its first event",
    },
  },
  {
    number: 160,
    name: "unread notifications are deleted as early as others",
    file: "packages/core/src/reactions/retention/expire-personal.ts",
    edits: [
      {
        find: 'state === "open" ? limits.unread : limits.notifications',
        replace: "limits.notifications",
      },
    ],
    caughtBy: {
      test: "packages/core/test/retention.test.ts",
      title: "deleted after 90 days unless they are unread",
    },
  },
  {
    number: 28,
    name: "a user with two reasons is notified twice",
    file: `${core}/engine/notify/notify.ts`,
    edits: [
      {
        find: "createdEvents(people,",
        replace: `createdEvents(people.flatMap((one) => one.reasons.map((reason) =>
        ({ ...one, reasons: [reason] }))),`,
      },
    ],
    caughtBy: { seeds: 200 },
  },
  {
    number: 64,
    name: "users are notified of their own actions",
    file: `${core}/notifications/decide.ts`,
    edits: [
      {
        find: "const isActor = userId === facts.actorId ||",
        replace: 'const isActor = userId === "" ||',
      },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 65,
    name: "users are notified of things that they may not see",
    file: `${core}/notifications/decide.ts`,
    edits: [{ find: "!facts.mayRead(userId))", replace: 'userId === "")' }],
    caughtBy: { seeds: 500 },
  },
  {
    number: 66,
    name: "requesters are notified of their requests only with the level all",
    file: `${core}/notifications/decide.ts`,
    edits: [{ find: "if (!own && follows)", replace: "if (own && follows)" }],
    caughtBy: { test: "packages/core/test/notifications" },
  },
  {
    number: 67,
    name: "a failed count of unread notifications is not repeated",
    file: `${core}/session/inbox-counts.ts`,
    edits: [
      {
        find: "if (follower.followsInbox) this.request(follower);",
        replace: "if (follower.followsInbox) void follower;",
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 97,
    name: "listed notifications are changed even if they have changed meanwhile",
    file: `${core}/engine/records/read-set.ts`,
    edits: [
      {
        find: "if (this.#listed.size === 0) return guards;",
        replace: "if (this.#listed.size >= 0) return guards;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/access.test.ts",
      title: "a notification put away while",
    },
  },
  {
    number: 127,
    name: "a job keeps its event's data",
    file: "packages/core/src/reactions/reactions.ts",
    edits: [{ find: "...(isEmpty && { data: {} })", replace: "data: JSON.parse(event.data)" }],
    caughtBy: {
      test: "packages/core/test/reactions.test.ts",
      title: "a reaction that waits while its text is deleted",
    },
  },
  {
    number: 128,
    name: "the record of a large audience keeps the text of the message",
    file: "packages/core/src/engine/notify/fan-out.ts",
    edits: [{ find: 'if (post?.text === excerpt) return { of: "post" };', replace: "" }],
    caughtBy: {
      test: "packages/core/test/notifications/large.test.ts",
      title: "and its text is in no job",
    },
  },
  {
    number: 132,
    name: "words stay in a notification whose reader lost access",
    file: `${core}/notifications/changes.ts`,
    edits: [
      {
        find: "{ after: withhold(resolved(one, accessLost)), redact: true }",
        replace: "{ after: resolved(one, accessLost), redact: true }",
      },
    ],
    caughtBy: { test: reading, title: "every path withholds the words of a task" },
  },
  {
    number: 133,
    name: "an edit leaves the old words in inboxes",
    file: `${core}/operations/conversation/messages.ts`,
    edits: [{ find: "builtIn(context).reword({ about });", replace: "void about;" }],
    caughtBy: { test: reading, title: "an edit of a message changes its words" },
  },
  {
    number: 134,
    name: "a person who gets the right to decide is not asked",
    file: `${core}/reactions/changes-job.ts`,
    edits: [{ find: "|| !work.request.asks) return;", replace: "|| work.request.asks) return;" }],
    caughtBy: {
      test: "packages/core/test/notifications/asks.test.ts",
      title: "gets the right to decide",
    },
  },
  {
    number: 1000,
    name: "the first comment on a task keeps the old title, if it was posted while the title was edited",
    file: `${core}/engine/notify/changes.ts`,
    edits: [
      {
        find: "return !isNew || found.length > 0;",
        replace: 'return (!isNew && request.kind !== "reword") || found.length > 0;',
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/reword-race.test.ts",
      title: "if the comment commits just before",
    },
  },
  {
    number: 1136,
    name: "people are told that nobody can decide on a draft",
    file: "packages/core/src/engine/notify/stall.ts",
    edits: [
      {
        find: "if (!awaitsDecision(task.state, context.definitions.workflow)) return [];",
        replace: 'if (task.kind !== "waiting" || !awaitsDecision) return [];',
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/returned.test.ts",
      title: "nobody is told that a draft has no deciders",
    },
  },
  {
    number: 1137,
    name: "after a change of people, the requester of a returned task is told that nobody can decide on it",
    file: "packages/core/src/engine/notify/ask.ts",
    edits: [
      {
        find: "if (!task || !awaitsDecision(task.state, context.definitions.workflow)) continue;",
        replace: 'if (task?.kind !== "waiting" || !awaitsDecision) continue;',
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/returned.test.ts",
      title: "an editor who comes later, or leaves",
    },
  },
  {
    number: 1525,
    name: "a task that moves while the waiting tasks are listed is asked about twice",
    file: `${core}/reactions/ask-job.ts`,
    edits: [{ find: "return [...new Set(found)];", replace: "return found;" }],
    caughtBy: {
      test: "packages/core/test/notifications/asks.test.ts",
      title: "moves to another waiting state",
    },
  },
  {
    number: 1529,
    name: "a job that runs again asks people again if their request was deleted meanwhile",
    file: `${core}/engine/notify/ask.ts`,
    edits: [
      {
        find: "if (context.wasStored(notifications, id)) continue;",
        replace: "if (context.known(notifications, id)) continue;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/asks.test.ts",
      title: "a job that is repeated asks nobody again",
    },
  },
];
