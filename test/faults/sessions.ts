import type { Fault } from "./fault.ts";

const session = "packages/core/src/session";
const lostEmptying = "packages/core/test/lost-emptying.test.ts";

/** Faults between the log and a connection. */
export const sessionFaults: readonly Fault[] = [
  {
    number: 1377,
    name: "each wrong token is reported to `onError`",
    file: `${session}/token-errors.ts`,
    edits: [
      {
        find: "if (known.messages.has(text) || known.messages.size === maxMessages) return;",
        replace: "",
      },
    ],
    caughtBy: { test: "packages/core/test/authenticate.test.ts", title: "makes few reports" },
  },
  {
    number: 1378,
    name: "wrong tokens with other words each time hide the error of a database",
    file: `${session}/token-errors.ts`,
    edits: [{ find: "shortOf([name, code])", replace: "shortOf([])" }],
    caughtBy: { test: "packages/core/test/authenticate.test.ts", title: "hides no other error" },
  },
  {
    number: 7,
    name: "the number in a hint is trusted",
    file: `${session}/feed/feed.ts`,
    edits: [
      {
        find: "if (number > this.#announced) this.#announced = number;",
        replace: `if (number > this.#announced) this.#announced = number;
    if (this.#isOpen && number > this.position.number + 1) this.position = { number: number - 1, id: this.position.id };`,
      },
    ],
    caughtBy: { seeds: 200 },
  },
  {
    number: 8,
    name: "heads are not compared with the storage, so the event of a lost hint is never delivered",
    file: `${session}/feed/hub.ts`,
    edits: [{ find: "feed.checkHead(heads[i], position);", replace: "feed.checkLog;" }],
    caughtBy: { seeds: 200 },
  },
  {
    number: 10,
    name: "a returning client begins at the current head",
    file: `${session}/feed/subscription.ts`,
    edits: [
      {
        find: "await catchUp(this, cursor);",
        replace: "this.begin(this.feed.position); this.#join();",
      },
    ],
    caughtBy: { seeds: 200 },
  },
  {
    number: 14,
    name: "a client that missed too much continues with a gap",
    file: `${session}/feed/subscription.ts`,
    edits: [
      {
        find: 'return this.#reload("too_old");',
        replace: "return this.begin(this.feed.position), this.#join();",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 19,
    name: "rights are checked only when a subscription begins",
    file: `${session}/feed/subscription.ts`,
    edits: [
      {
        find: "if (this.isOver || event.number <= this.#rightsVersion",
        replace: "if (this.sent >= 0 || event.number <= this.#rightsVersion",
      },
    ],
    caughtBy: { seeds: 100 },
  },
  {
    number: 20,
    name: "missed events are replayed unfiltered",
    file: `${session}/feed/subscription.ts`,
    edits: [
      {
        find: "const frame = batch.frameFor(this.access, this.userId",
        replace: 'const frame = batch.frameFor("all", this.userId',
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 1460,
    name: "a person who comes back gets the words of tasks that they have lost",
    file: `${session}/feed/subscription.ts`,
    edits: [{ find: "await batch.readLost(log);", replace: "" }],
    caughtBy: { seeds: 100 },
  },
  {
    number: 1461,
    name: "a replay looks only at the subject of an event, and not at the tasks of its records",
    file: `${session}/feed/lost-tasks.ts`,
    edits: [{ find: "ids.push(record.taskId);", replace: "ids.push(event.subject);" }],
    caughtBy: {
      test: "packages/core/test/lost-tasks.test.ts",
      title: "a person who comes back reads no words of a task that they lost meanwhile",
    },
  },
  {
    number: 1470,
    name: "a cursor doesn't say how much of the log had been read",
    file: "packages/core/src/log/cursor.ts",
    edits: [{ find: "head && head.number > number", replace: "head && head.number < number" }],
    caughtBy: { test: lostEmptying, title: "must reload if the storage lost that event" },
  },
  {
    number: 1471,
    name: "the log may have lost what the client's last events were read with",
    file: `${session}/feed/catch-up.ts`,
    edits: [
      {
        find: "if (page && after.head && !(await nextPage(subscription, after.head))) return;",
        replace: "",
      },
    ],
    caughtBy: { test: lostEmptying, title: "must reload if the storage lost that event" },
  },
  {
    number: 1472,
    name: "the cursor of a ping doesn't say how much of the log had been read",
    file: `${session}/feed/feed.ts`,
    edits: [
      {
        find: "this.position = batch.end;",
        replace: "this.position = { number: batch.last.number, id: batch.last.id };",
      },
    ],
    caughtBy: {
      test: lostEmptying,
      title: "must reload if a ping gave it the position in between",
    },
  },
  {
    number: 1473,
    name: "a client follows live before it has what its events were read with",
    file: `${session}/feed/catch-up.ts`,
    edits: [{ find: "page.length === 0 || position.head === undefined", replace: "true" }],
    caughtBy: { test: lostEmptying, title: "even if the node has not heard of it" },
  },
  {
    number: 1474,
    name: "a cursor doesn't name the loss of a task that came after the read of the events",
    file: `${session}/feed/batch.ts`,
    edits: [{ find: "[this.#head] = await log.heads([this.topic]);", replace: "{}" }],
    caughtBy: { test: lostEmptying, title: "must reload if it lost a task only after" },
  },
  {
    number: 21,
    name: "a removal during the check of rights is not noticed",
    file: `${session}/feed/subscription.ts`,
    edits: [
      {
        find: "for (const event of recorder.changes) this.rightsChanged(event);",
        replace: "recorder.changes.length = 0;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "a user removed during the check",
    },
  },
  {
    number: 39,
    name: "a frame filtered for one kind of reader is sent to another",
    file: `${session}/feed/batch.ts`,
    edits: [
      {
        find: "let frame = this.#frames.get(key);",
        replace: "let frame = [...this.#frames.values()].at(-1);",
      },
    ],
    caughtBy: { seeds: 200 },
  },
  {
    number: 22,
    name: "a topic that failed late removes the topic that replaced it",
    file: `${session}/feed/hub.ts`,
    edits: [
      {
        find: "if (this.#feeds.get(feed.topic) === feed) this.#feeds.delete",
        replace: "this.#feeds.delete",
      },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "a topic that failed late",
    },
  },
  {
    number: 55,
    name: "a command is split where a page ends",
    file: "packages/core/src/log/log.ts",
    edits: [
      {
        find: "const isEnd = page.events.length < limit && !page.cut;",
        replace: "const isEnd = true;",
      },
    ],
    caughtBy: { test: "packages/core/test/log-pages.test.ts" },
  },
  {
    number: 56,
    name: "another user's topic can be followed",
    file: `${session}/feed/rights.ts`,
    edits: [
      {
        find: 'id === userId ? "all" : undefined',
        replace: 'id !== "" ? "all" : undefined',
      },
    ],
    caughtBy: { test: "test/authorisation.test.ts" },
  },
  {
    number: 57,
    name: "a disabled user stays connected",
    file: `${session}/account.ts`,
    edits: [
      {
        find: "if (user.disabled) this.#connection.close(",
        replace: "if (user.disabled === undefined) this.#connection.close(",
      },
    ],
    caughtBy: {
      test: "packages/core/test/revocation.test.ts",
      title: "a removed user gets nothing",
    },
  },
  {
    number: 34,
    name: "a token is checked only when the connection begins",
    file: `${session}/clock.ts`,
    edits: [{ find: "if (this.#token && now >= this.#token.expiresAt)", replace: "if (now < 0)" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 35,
    name: "closing does not wait for the connections",
    file: "packages/core/src/taskwire.ts",
    edits: [{ find: "await sessions.close(how);", replace: "void sessions.close(how);" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 36,
    name: "a listener that throws keeps a message from the others",
    file: "packages/core/src/transport/memory.ts",
    edits: [
      {
        find: "console.error(error);",
        replace: "throw error;",
      },
    ],
    caughtBy: { test: "packages/core/test/memory-transport.test.ts" },
  },
  {
    number: 29,
    name: "a late message of a dead node brings its users back",
    file: `${session}/signals/presence.ts`,
    edits: [{ find: "n <= before.n", replace: "n < 0" }],
    caughtBy: { test: "packages/core/test/presence.test.ts" },
  },
  {
    number: 16,
    name: "a slow client loses frames instead of its connection",
    file: "packages/ws-adapter/src/link.ts",
    edits: [
      {
        find: 'if (this.#isOver(bytes.length)) this.closeSlow("Too much data is waiting to be read");',
        replace: "if (this.#isOver(bytes.length)) return;",
      },
    ],
    caughtBy: { test: "packages/ws-adapter/test/slow.test.ts" },
  },
  {
    number: 1522,
    name: "large frames that wait for the connection are all sent into the same space",
    file: `${session}/session.ts`,
    edits: [
      { find: "this.#large ??= new WorkQueue(1);", replace: "this.#large = new WorkQueue(1);" },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "the backlogs of many topics wait for the connection",
    },
  },
  {
    number: 1523,
    name: "a frame with many small events is longer than its limit",
    file: `${session}/feed/batch.ts`,
    edits: [
      { find: "size += unitsOfEvent + event.data.length;", replace: "size += event.data.length;" },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "a frame is short, also if it has many small events",
    },
  },
  {
    number: 17,
    name: "the check for slow clients ignores the size of the new frame",
    file: "packages/ws-adapter/src/link.ts",
    edits: [
      {
        find: "waiting > 0 && waiting + size > this.#connections.limits.bufferedBytes",
        replace: "waiting > this.#connections.limits.bufferedBytes * 64 && size > 0",
      },
    ],
    caughtBy: { test: "packages/ws-adapter/test/slow.test.ts" },
  },
  {
    number: 100,
    name: "the server does not notice that its own view of a log lost events: a disabled user stays connected",
    file: `${session}/feed/feed.ts`,
    edits: [
      { find: "for (const watcher of [...each(this.#watchers)]) watcher.reset();", replace: "" },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "a disabled user is disconnected",
    },
  },
  {
    number: 340,
    name: "a token is asked for again as soon as the same one comes back",
    file: "packages/core/src/session/clock.ts",
    edits: [
      {
        find: "if (expiresAt === (this.#token?.expiresAt ?? Number.POSITIVE_INFINITY)) return;",
        replace: "",
      },
    ],
    caughtBy: { test: "packages/core/test/token-life.test.ts", title: "from a cache" },
  },
  {
    number: 437,
    name: "each of several frames in a turn is a write of its own",
    file: "packages/ws-adapter/src/link.ts",
    edits: [{ find: "if (hasMore) this.#cork();", replace: "" }],
    caughtBy: {
      test: "packages/ws-adapter/test/wire.test.ts",
      title: "go to the system together",
    },
  },
  {
    number: 438,
    name: "no frame is marked as followed by others, so each is written alone",
    file: "packages/core/src/session/feed/feed.ts",
    edits: [{ find: "batch !== batches.at(-1)", replace: "batch === undefined" }],
    caughtBy: {
      test: "packages/core/test/frames-together.test.ts",
      title: "have others behind them",
    },
  },
  {
    number: 1222,
    name: "the clients of a closing server stay away for longer than its deadline",
    file: "packages/core/src/session/registry.ts",
    edits: [
      {
        find: "Math.min(maxAwayMs, deadlineMs - closeInMs)",
        replace: "deadlineMs + (deadlineMs - closeInMs)",
      },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "come back soon after their own close, and before the deadline",
    },
  },
  {
    number: 1020,
    name: "the answer to a refused subscription doesn't say to which topic it belongs",
    file: "packages/core/src/session/decode.ts",
    edits: [{ find: 'return { type: "unsubscribed", topic } as const;', replace: "" }],
    caughtBy: { test: "test/fuzz.test.ts", title: "the decoder turns each of" },
  },
];
