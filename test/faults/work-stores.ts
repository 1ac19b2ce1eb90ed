import type { Fault } from "./fault.ts";

const work = "packages/client/src/work";
const test = "test/work-store.test.ts";
const counts = "packages/client/src/counts";
const countsTest = "test/counts-store.test.ts";
const approvalTest = "test/approval-store.test.ts";
const boardsTest = "test/boards-store.test.ts";

/** Mistakes in the stores of a person's work and of counts, and in jumps to a message. */
export const workStoreFaults: readonly Fault[] = [
  {
    number: 680,
    name: "a task that needs a decision is only noticed if the list has it already",
    file: `${work}/concerns.ts`,
    edits: [{ find: 'if (isToDecide(record, welcome)) touched.add("decide");', replace: "" }],
    caughtBy: { test, title: "each kind of change" },
  },
  {
    number: 681,
    name: "a board that the person has joined is not followed",
    file: `${work}/store.ts`,
    edits: [{ find: "/^user\\.(joined|left)$/.test(event.type)", replace: "false" }],
    caughtBy: { test, title: "each kind of change" },
  },
  {
    number: 682,
    name: "every change causes a read of its own",
    file: "packages/client/src/pause.ts",
    edits: [{ find: "Math.max(0, begunAt + pauseMs - runtime.now())", replace: "0" }],
    caughtBy: { test, title: "many changes cause only one read" },
  },
  {
    number: 685,
    name: "every change of a board is a change of everybody's work",
    file: `${work}/concerns.ts`,
    edits: [
      {
        find: 'if (record.requesterId === me) touched.add("asked");',
        replace: 'touched.add("asked");',
      },
    ],
    caughtBy: { test, title: "other people's work cause no read" },
  },
  {
    number: 683,
    name: "a list that is read again forgets the entries that were loaded later",
    file: `${work}/store.ts`,
    edits: [{ find: "page.entries.length < wanted", replace: "page.entries.length < 1" }],
    caughtBy: { test, title: "stay when the list is read again" },
  },
  {
    number: 684,
    name: "events between the rendering of a page and its start are not noticed",
    file: "packages/client/src/server/index.ts",
    edits: [{ find: 'if (cursor === undefined) handlers.onReload("gone");', replace: "" }],
    caughtBy: {
      test: "packages/react/test/rendering.test.ts",
      title: "my work on a page that a server rendered",
    },
  },
  {
    number: 686,
    name: "comments that the person has read elsewhere stay unread",
    file: `${counts}/comment-counting.ts`,
    edits: [{ find: 'collection === "comment_markers" ? record.taskId : []', replace: "[]" }],
    caughtBy: { test: countsTest, title: "what I have read elsewhere" },
  },
  {
    number: 687,
    name: "the number of comments on a deleted task stays",
    file: `${counts}/comment-counting.ts`,
    edits: [{ find: ": [event.subject];", replace: ": [];" }],
    caughtBy: { test: countsTest, title: "lost rights" },
  },
  {
    number: 688,
    name: "every card counts its comments with a call of its own",
    file: `${counts}/comment-counting.ts`,
    edits: [{ find: "const maxTasks = 50;", replace: "const maxTasks = 1;" }],
    caughtBy: { test: countsTest, title: "two calls" },
  },
  {
    number: 689,
    name: "deleted tasks stay counted",
    file: `${counts}/task-counts.ts`,
    edits: [{ find: "event.erase) return true;", replace: "event.erase) return false;" }],
    caughtBy: { test: countsTest, title: "counted by state" },
  },
  {
    number: 690,
    name: "a page of newer messages brings back older versions of messages",
    file: "packages/client/src/thread/nearness.ts",
    edits: [{ find: "for (const record of missed) near.put(record);", replace: "" }],
    caughtBy: { test: "packages/client/test/nearness.test.ts", title: "without gaps" },
  },
  {
    number: 691,
    name: "a page that has jumped to a message leaves it when the room is read again",
    file: "packages/client/src/room/store.ts",
    edits: [{ find: "staysThere: isAway,", replace: "" }],
    caughtBy: { test: "test/room-jump.test.ts", title: "stays at the message" },
  },
  {
    number: 692,
    name: "a direct room offers to add and remove people",
    file: "packages/client/src/room/store.ts",
    edits: [{ find: "room?.direct ? []", replace: "room?.direct && !room ? []" }],
    caughtBy: { test: "test/conversation.test.ts", title: "the store of a direct room" },
  },
  {
    number: 699,
    name: "a person whose text has arrived still seems to type",
    file: "packages/client/src/thread/store.ts",
    edits: [
      {
        find: 'if (event.type.endsWith(".posted")) typists.said(record.authorId, kind.subject);',
        replace: "",
      },
    ],
    caughtBy: { test: "test/conversation.test.ts", title: "E4: after a text" },
  },
  {
    number: 952,
    name: "people who have voted are still asked",
    file: "packages/client/src/approval/view.ts",
    edits: [{ find: "!hasVoted(member.userId) && canVote(member)", replace: "canVote(member)" }],
    caughtBy: { test: approvalTest, title: "says who is asked" },
  },
  {
    number: 953,
    name: "every step shows the same verdicts",
    file: "packages/client/src/approval/view.ts",
    edits: [{ find: "vote: { step: name },", replace: "vote: {}," }],
    caughtBy: { test: approvalTest, title: "each step says what I can do there" },
  },
  {
    number: 954,
    name: "the people who are asked don't change with the members of the board",
    file: "packages/client/src/approval/store.ts",
    edits: [
      {
        find: "[shown, of, members, me, workflow, roles, last]",
        replace: "[shown, me, workflow, roles, last]",
      },
    ],
    caughtBy: { test: approvalTest, title: "change with the members and their roles" },
  },
  {
    number: 1200,
    name: "the search for a task of a board goes to the wrong side",
    file: "packages/react/src/task-in.ts",
    edits: [{ find: "if (String(task?.id) > id)", replace: "if (String(task?.id) < id)" }],
    caughtBy: { test: "packages/react/test/hooks.test.ts", title: "of 30 cards" },
  },
  {
    number: 1201,
    name: "a board that the person joins or leaves does not change the list of boards",
    file: "packages/client/src/boards/store.ts",
    edits: [{ find: "/^user\\.(joined|left)$/.test(type)", replace: "false" }],
    caughtBy: { test: boardsTest, title: "my boards come" },
  },
  {
    number: 1202,
    name: "a board that is renamed keeps its old name in the list of boards",
    file: "packages/client/src/boards/store.ts",
    edits: [
      {
        find: "isNewer(record, one) ? record : one",
        replace: "isNewer(one, record) ? record : one",
      },
    ],
    caughtBy: { test: boardsTest, title: "my boards come" },
  },
  {
    number: 1203,
    name: "an event of a board makes a new object of every task",
    file: "packages/client/src/board/snapshot.ts",
    edits: [{ find: "by === judgedBy ? tasks : []", replace: "[]" }],
    caughtBy: { test: "packages/client/test/board.test.ts" },
  },
  {
    number: 1509,
    name: "a hidden task stays on the page",
    file: "packages/client/src/board/records.ts",
    edits: [{ find: "tasks.has(id) && ", replace: "" }],
    caughtBy: { test: "packages/client/test/records.test.ts", title: "the same board results" },
  },
  {
    number: 1524,
    name: "of several events, a board draws only the last one",
    file: "packages/client/src/board/records.ts",
    edits: [
      { find: "    apply(event) {\n", replace: "    apply(event) {\n      touched.clear();\n" },
    ],
    caughtBy: { test: "packages/client/test/records.test.ts", title: "the same board results" },
  },
  {
    number: 1514,
    name: "a task keeps its old subtasks on the page",
    file: "packages/client/src/board/records.ts",
    edits: [{ find: "    touched.add(taskId);\n", replace: "" }],
    caughtBy: { test: "packages/client/test/records.test.ts", title: "the same board results" },
  },
  {
    number: 1204,
    name: "a part that is a new array with the same entries draws a component again",
    file: "packages/react/src/same-parts.ts",
    edits: [
      { find: "a.length === b.length && a.every", replace: "a.length !== b.length && a.every" },
    ],
    caughtBy: { test: "packages/react/test/hooks.test.ts", title: "of 30 cards" },
  },
];
