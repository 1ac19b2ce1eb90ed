import type { Fault } from "./fault.ts";

const client = "packages/client/src";
const line = "packages/client/test/line.test.ts";

/** Faults in the client and its stores. */
export const clientFaults: readonly Fault[] = [
  {
    number: 1282,
    name: "a ping behind a long call has to be answered as soon as any other",
    file: "packages/client/src/connection.ts",
    edits: [{ find: "within(ms + unanswered, isDead);", replace: "within(ms, isDead);" }],
    caughtBy: { test: "test/slow-line.test.ts", title: "a call of almost 64 KiB" },
  },
  {
    number: 1350,
    name: "any frame of the server shows that it has all that was sent",
    file: "packages/client/src/connection.ts",
    edits: [
      {
        find: 'if (frame.type === "pong") {\n      unanswered -= asked;',
        replace: "{\n      unanswered = 0;",
      },
    ],
    caughtBy: { test: "test/slow-line.test.ts", title: "a small call first" },
  },
  {
    number: 1351,
    name: "long calls add up while frames keep arriving",
    file: "packages/client/src/connection.ts",
    edits: [{ find: "if (unanswered - asked > maxUnasked)", replace: "if (unanswered < 0)" }],
    caughtBy: { test: line, title: "long calls that got through don't delay that" },
  },
  {
    number: 1352,
    name: "a pong shows that the server has what was sent after its ping",
    file: "packages/client/src/connection.ts",
    edits: [{ find: "unanswered -= asked;", replace: "unanswered = 0;" }],
    caughtBy: {
      test: line,
      title: "a pong says nothing about a call that was sent after its ping",
    },
  },
  {
    number: 9,
    name: "events that arrive while a state is read are dropped",
    file: `${client}/follow.ts`,
    edits: [{ find: "entry.missed?.push(events);", replace: "" }],
    caughtBy: { test: "packages/client/test/follow.test.ts" },
  },
  {
    number: 895,
    name: "a store whose first read failed for good can't be read again",
    file: `${client}/follow.ts`,
    edits: [
      { find: "if (!entries.delete(entry)) return;", replace: 'if (state === "idle") return;' },
    ],
    caughtBy: {
      test: "packages/client/test/follow.test.ts",
      title: "a follower whose first read failed for good reads its state when it reopens",
    },
  },
  {
    number: 896,
    name: "two first states are read at once, so events between their positions are lost",
    file: `${client}/follow.ts`,
    edits: [
      {
        find: "if (!entries.delete(entry)) return;",
        replace: "if (!entries.has(entry)) return;",
      },
    ],
    caughtBy: {
      test: "packages/client/test/follow.test.ts",
      title: "a follower that reopens while another one reads the first state misses no event",
    },
  },
  {
    number: 24,
    name: "a text that is sent again gets a new key",
    file: `${client}/thread/outbox.ts`,
    edits: [{ find: "{ key: entry.key, signal:", replace: "{ key: client.runtime.id(), signal:" }],
    caughtBy: { test: "packages/client/test/room.test.ts", title: "a refusal fails the text" },
  },
  {
    number: 58,
    name: "a call that was cut off and later rejected as busy is reported as failed",
    file: `${client}/calls.ts`,
    edits: [{ find: "call.attempts > 1 && isBusy", replace: "call.attempts < 0 && isBusy" }],
    caughtBy: { test: "packages/client/test/calls.test.ts" },
  },
  {
    number: 59,
    name: "a call given up after it was sent is reported as having no effect",
    file: `${client}/calls.ts`,
    edits: [{ find: "call.attempts > 0 && call.key", replace: "!call.attempts && call.key" }],
    caughtBy: { test: "packages/client/test/calls.test.ts", title: "a timeout tells" },
  },
  {
    number: 30,
    name: "the record with the later clock counts as the newer one",
    file: `${client}/event-records.ts`,
    edits: [
      {
        find: "!held || held.version < record.version;",
        replace: `!held || String((held as { updatedAt?: string }).updatedAt ?? "") < String((record as { updatedAt?: string }).updatedAt ?? "~");`,
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 31,
    name: "all clients reconnect at the same moment",
    file: `${client}/connection.ts`,
    edits: [{ find: "runtime.random() * most", replace: "most" }],
    caughtBy: { test: "packages/client/test/connection.test.ts" },
  },
  {
    number: 33,
    name: "event numbers are compared as text",
    file: `${client}/subscriptions.ts`,
    edits: [
      {
        find: "to <= number) return;",
        replace: "String(to) <= String(number)) return;",
      },
    ],
    caughtBy: { seeds: 300 },
  },
  {
    number: 38,
    name: "a reload adds to the old state instead of replacing it",
    file: `${client}/board/records.ts`,
    edits: [{ find: "replace(state) {\n      clear();", replace: "replace(state) {" }],
    caughtBy: { seeds: 2_000 },
  },
  {
    number: 60,
    name: "events of the old subscription are still applied after a reload",
    file: `${client}/subscriptions.ts`,
    edits: [{ find: "if (ending) {", replace: "if (ending && ending < 0) {" }],
    caughtBy: { test: "packages/client/test/subscriptions.test.ts" },
  },
  {
    number: 61,
    name: "a topic that must be reloaded is followed from the old position",
    file: `${client}/subscriptions.ts`,
    edits: [
      {
        find: `reset(entry, "held");
          return callOut(entry.handlers.onReload, frame.reason);`,
        replace: `Object.assign(entry, { cursor: undefined });
          return request(topic, entry);`,
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 62,
    name: "a dead connection is never noticed",
    file: `${client}/connection.ts`,
    edits: [{ find: "within(ms + unanswered, isDead);", replace: "" }],
    caughtBy: { test: line, title: "not live for longer than 10 s" },
  },
  {
    number: 63,
    name: "a timer is left behind",
    file: `${client}/subscriptions.ts`,
    edits: [{ find: "for (const { cancel } of entries.values()) cancel?.();", replace: "" }],
    caughtBy: { test: "packages/client/test/subscriptions.test.ts" },
  },
  {
    number: 153,
    name: "commands on one subject overtake each other",
    file: `${client}/calls.ts`,
    edits: [{ find: " || (subject && busy.has(subject))", replace: "" }],
    caughtBy: { test: "packages/client/test/order.test.ts" },
  },
  {
    number: 154,
    name: "a call that the server turned away is repeated without a pause",
    file: `${client}/calls.ts`,
    edits: [{ find: "runtime.timer(pauseMs,", replace: "runtime.timer(0 * pauseMs," }],
    caughtBy: { test: "packages/client/test/busy.test.ts", title: "each time after a pause" },
  },
  {
    number: 155,
    name: "a store is ready although the server does not follow its topic",
    file: `${client}/subscriptions.ts`,
    edits: [{ find: "callOut(entry.handlers.onDelay, error);", replace: "" }],
    caughtBy: { test: "test/many-topics.test.ts" },
  },
  {
    number: 156,
    name: "the next token after a refused one is tried without a pause",
    file: `${client}/connection.ts`,
    edits: [{ find: "(isRefused ? refusedWaitMs : 0) +", replace: "" }],
    caughtBy: { test: line, title: "after a real pause" },
  },
  {
    number: 157,
    name: "a token that never arrives is waited for without a limit",
    file: `${client}/connection.ts`,
    edits: [{ find: "within(maxOpeningMs, isDead);\n    changed();", replace: "changed();" }],
    caughtBy: { test: line, title: "is given up after 10 s" },
  },
  {
    number: 158,
    name: "another person's login gets the unsent texts of the first person",
    file: `${client}/client.ts`,
    edits: [{ find: "if (frame.user.id !== welcome.user.id)", replace: "if (!frame.user.id)" }],
    caughtBy: { test: line, title: "another person's login" },
  },
  {
    number: 341,
    name: "marking a room as read stops although some of its notifications are still unread",
    file: `${client}/room/store.ts`,
    edits: [{ find: "(more || newest.number > ", replace: "(newest.number > " }],
    caughtBy: { test: "packages/client/test/room.test.ts", title: "reading goes on until" },
  },
  {
    number: 342,
    name: "a list without its newest records still adds new ones",
    file: `${client}/thread/nearness.ts`,
    edits: [
      {
        find: "if (near.end && record.number > (records.list.at(-1)?.number ?? 0)) return;",
        replace: "",
      },
    ],
    caughtBy: { test: "packages/client/test/nearness.test.ts", title: "without gaps" },
  },
  {
    number: 1441,
    name: "a group of methods that is written as JSON calls an operation",
    file: `${client}/api.ts`,
    edits: [{ find: "/^(then|toJSON)$/", replace: "/^then$/" }],
    caughtBy: { test: "packages/client/test/api.test.ts", title: "JSON calls no operation" },
  },
];
