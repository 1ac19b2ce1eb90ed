import type { Fault } from "./fault.ts";

const budget = "packages/core/src/session/budget";
const test = "packages/core/test/person-budgets.test.ts";

/** Faults in what a person, an address or a server may take. */
export const limitFaults: readonly Fault[] = [
  {
    number: 170,
    name: "the cost of calls is not carried over a reconnect",
    file: `${budget}/person-budgets.ts`,
    edits: [
      {
        find: "if (person.calls.level(now) <= -this.#limits.callBurst) return false;",
        replace: "this.#recent.delete(userId);",
      },
    ],
    caughtBy: { test, title: "reconnecting 50 times" },
  },
  {
    number: 171,
    name: "calls over HTTP are not charged",
    file: "packages/express-adapter/src/adapter.ts",
    edits: [
      {
        find: "?? taskwire.admit(userId);",
        replace:
          "?? { call: (...call: unknown[]) => (taskwire as never as { call: (...call: unknown[]) => Promise<string> }).call(userId, ...call) };",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/routes.test.ts",
      title: "share one budget of a person",
    },
  },
  {
    number: 172,
    name: "a large answer of a query costs no more than a small one",
    file: `${budget}/person-calls.ts`,
    edits: [
      {
        find: "this.#budgets.charge(payer, costOfAnswer(json, this.#limits, shared)),",
        replace: "this.#budgets.charge(payer, costOfAnswer(json, this.#limits, shared) && 0),",
      },
    ],
    caughtBy: { test, title: "three connections that open a large board" },
  },
  {
    number: 1135,
    name: "a large answer of a command costs no more than a small one",
    file: `${budget}/person-calls.ts`,
    edits: [
      {
        find: "answered: (_, json) => this.#budgets.charge(payer, costOfAnswer(json, this.#limits)),",
        replace:
          "answered: (_, json) => this.#budgets.charge(payer, costOfAnswer(json, this.#limits) && 0),",
      },
    ],
    caughtBy: { test, title: "a large answer of a command is charged too" },
  },
  {
    number: 173,
    name: "a person's queries run side by side",
    file: `${budget}/person-budgets.ts`,
    edits: [
      { find: "new WorkQueue(1)", replace: "new WorkQueue(1_000)" },
      { find: "if (person.queries.isIdle)", replace: "if (person.queries)" },
    ],
    caughtBy: { test, title: "one answer of a person is computed at a time" },
  },
  {
    number: 174,
    name: "nodes don't count what people spend on other nodes",
    file: `${budget}/shared-bucket.ts`,
    edits: [
      {
        find: "this.#all.charge(now, calls, this.#maxDebtOfAll);",
        replace: "this.#all.charge(now, calls * 0, this.#maxDebtOfAll);",
      },
    ],
    caughtBy: {
      test: "packages/core/test/shared-spending.test.ts",
      title: "a burst on one node leaves only a part",
    },
  },
  {
    number: 1180,
    name: "a debt that was made on another node is forgiven",
    file: `${budget}/shared-bucket.ts`,
    edits: [
      {
        find: "this.#all.charge(now, calls, this.#maxDebtOfAll);",
        replace: "this.#all.charge(now, calls, 0);",
      },
    ],
    caughtBy: {
      test: "packages/core/test/spending-bound.test.ts",
      title: "expensive answers on one node are paid on the other nodes too",
    },
  },
  {
    number: 1181,
    name: "each node gives a third of a budget in any case, so many nodes give more than one rate",
    file: `${budget}/shared-bucket.ts`,
    edits: [{ find: "const ownShare = 1 / 8;", replace: "const ownShare = 1 / 3;" }],
    caughtBy: {
      test: "packages/core/test/spending-bound.test.ts",
      title: "8 nodes that are asked all the time give one rate",
    },
  },
  {
    number: 1182,
    name: "forged reports can take all calls of a person",
    file: `${budget}/shared-bucket.ts`,
    edits: [
      {
        find: "return this.#own ? Math.min(waitMs, this.#own.waitMs(now, tokens)) : waitMs;",
        replace: "return waitMs;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/shared-spending.test.ts",
      title: "take no more than seven eighths of a person's calls",
    },
  },
  {
    number: 1183,
    name: "nodes report late what people have spent",
    file: `${budget}/shared-spending.ts`,
    edits: [{ find: "const intervalMs = 10;", replace: "const intervalMs = 10_000;" }],
    caughtBy: {
      test: "packages/core/test/spending-bound.test.ts",
      title: "2 nodes that are asked all the time give one rate",
    },
  },
  {
    number: 175,
    name: "every address of an IPv6 network has limits of its own",
    file: `${budget}/network.ts`,
    edits: [{ find: ".slice(0, 4)", replace: ".slice(0, 8)" }],
    caughtBy: {
      test: "packages/core/test/strangers.test.ts",
      title: "all addresses of one /64 are one network",
    },
  },
  {
    number: 176,
    name: "connections without a person take the places of people",
    file: "packages/core/src/session/registry.ts",
    edits: [
      {
        find: "if (this.#sessions.size - this.#pending.size >= connections)",
        replace: "if (this.#sessions.size > connections)",
      },
    ],
    caughtBy: {
      test: "packages/core/test/strangers.test.ts",
      title: "silent connections take no places",
    },
  },
  {
    number: 177,
    name: "the example answers to any name",
    file: "examples/server/src/host-check.ts",
    edits: [{ find: "if (allowed.has(name)", replace: "if (allowed.has(name) || name !== null" }],
    caughtBy: {
      test: "examples/server/test/hosts.test.ts",
      title: "with which a page of another site could read the answer",
    },
  },
  {
    number: 1022,
    name: "the HTTP connections of an address are not limited",
    file: "packages/express-adapter/src/limit-sockets.ts",
    edits: [{ find: "const isRefused = count > perAddress;", replace: "const isRefused = false;" }],
    caughtBy: {
      test: "packages/express-adapter/test/limit-sockets.test.ts",
      title: "a third connection of an address gets 429",
    },
  },
  {
    number: 1023,
    name: "the HTTP connections of an IPv6 address are counted by the whole address",
    file: "packages/express-adapter/src/limit-sockets.ts",
    edits: [
      {
        find: 'networkOf(socket.remoteAddress ?? "")',
        replace: '(socket.remoteAddress ?? "" + networkOf(""))',
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/limit-sockets.test.ts",
      title: "counted by their first 64 bits",
    },
  },
  {
    number: 1024,
    name: "judging all members of a board costs the voter nothing",
    file: "packages/core/src/engine/attempt-source.ts",
    edits: [{ find: "this.#charge(Math.ceil(people.size / peoplePerRow));", replace: "" }],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "costs what judging all of them costs",
    },
  },
  {
    number: 1025,
    name: "a count costs what it finds and not what it scans",
    file: "packages/core/src/engine/attempt-source.ts",
    edits: [{ find: "Math.max(count, scanned)", replace: "count" }],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "deleted comments costs what it scans",
    },
  },
  {
    number: 1026,
    name: "reading the delegations of all voters costs the voter nothing",
    file: "packages/core/src/engine/attempt-source.ts",
    edits: [{ find: "      this.#charge(userIds.length);\n", replace: "" }],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "costs what judging all of them costs",
    },
  },
  {
    number: 1138,
    name: "an upgrade that nobody takes stays open when connections are limited",
    file: "packages/express-adapter/src/limit-sockets.ts",
    edits: [
      {
        find: "every((one) => onlyCounts in one)",
        replace: "every((one) => !(onlyCounts in one))",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/limit-sockets.test.ts",
      title: "an upgrade that nobody takes is cut",
    },
  },
  {
    number: 1139,
    name: "an upgrade at another address gets no answer when connections are limited",
    file: "packages/ws-adapter/src/adapter.ts",
    edits: [
      { find: "&& !(onlyCounts in (listener as object))", replace: "&& onlyCounts !== undefined" },
    ],
    caughtBy: {
      test: "examples/server/test/web.test.ts",
      title: "answers an upgrade at an address that has no WebSocket",
    },
  },
  {
    number: 1214,
    name: "anybody can fill the output of the server with warnings about origins",
    file: "packages/ws-adapter/src/origin-warning.ts",
    edits: [{ find: " || seen.size >= maxOrigins", replace: "" }],
    caughtBy: { test: "packages/ws-adapter/test/upgrade.test.ts", title: "many origins in few" },
  },
  {
    number: 1187,
    name: "a request costs the same on a board of any size",
    file: "packages/core/src/engine/notify/groups.ts",
    edits: [
      {
        find: "await context.people.membersOf(place.board)",
        replace: "await parts.members.onBoard(place.board)",
      },
    ],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "a request, which goes to everybody who can decide costs what judging",
    },
  },
  {
    number: 1188,
    name: "giving rights costs the same for any number of waiting tasks",
    file: "packages/core/src/engine/notify/changes.ts",
    edits: [{ find: "await payForAsking(requests, context);", replace: "" }],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "giving somebody rights costs what looking at all waiting tasks costs",
    },
  },
  {
    number: 1189,
    name: "small reads of a call cost nothing, however many they are",
    file: `${budget}/cost.ts`,
    edits: [{ find: "this.#rows += rows;", replace: "this.#rows = rows;" }],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "many small reads of one call cost as much as one large read",
    },
  },
  {
    number: 1190,
    name: "a job judges all members for each waiting task",
    file: "packages/core/src/engine/notify/deciders.ts",
    edits: [
      {
        find: "if (runningApproval(task, context.definitions))\n    return",
        replace: 'if (task.id !== "")\n    return',
      },
    ],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "a job that asks a new decider looks for one decider of each task",
    },
  },
  {
    number: 1191,
    name: "commands that change nothing take nothing of the quota of bytes",
    file: "packages/core/src/engine/quotas/caused.ts",
    edits: [{ find: "let bytes = bytesPerCommand;", replace: "let bytes = bytesPerCommand * 0;" }],
    caughtBy: { test: "test/deep-growth.test.ts", title: "deep growth of the database is bounded" },
  },
  {
    number: 1192,
    name: "edits of a text in notifications count as deletions, which no quota refuses",
    file: "packages/core/src/engine/operation/emitted.ts",
    edits: [{ find: '!type.startsWith("notification.");', replace: 'type !== "";' }],
    caughtBy: { test: "test/deep-growth.test.ts", title: "deep growth of the database is bounded" },
  },
  {
    number: 1502,
    name: "each refused verdict on a task with votes pays for all members",
    file: "packages/core/src/engine/attempt-source.ts",
    edits: [{ find: "this.#peopleOn.get(board.id) ?? this", replace: "this" }],
    caughtBy: {
      test: "packages/core/test/cost-of-rows.test.ts",
      title: "looks at the members once, however much is refused",
    },
  },
];
