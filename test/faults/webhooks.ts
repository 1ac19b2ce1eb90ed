import type { Fault } from "./fault.ts";

const webhooks = "packages/core/src/webhooks";
const sender = "packages/webhooks/src";
const test = "packages/core/test/webhooks/webhooks.test.ts";
const ofSender = "packages/webhooks/test/webhook-sender.test.ts";

/** Faults in webhooks. */
export const webhookFaults: readonly Fault[] = [
  {
    number: 1080,
    name: "a webhook that is resumed leaves out the event that could not be sent",
    file: `${webhooks}/after-answer.ts`,
    edits: [
      {
        find: "cursor: { attempts, refusals, nextAt: at, failedAt: at },",
        replace: "cursor: { ...position, attempts, refusals, nextAt: at, failedAt: at },",
      },
    ],
    caughtBy: { test, title: "a receiver that is down for six days loses nothing" },
  },
  {
    number: 1081,
    name: "two nodes send to a webhook at once",
    file: `${webhooks}/held-cursor.ts`,
    edits: [
      {
        find: "if (known?.leaseUntil && known.leaseUntil > now) return undefined;",
        replace: "",
      },
    ],
    caughtBy: { test, title: "two nodes have one request in flight" },
  },
  {
    number: 1082,
    name: "a busy receiver makes an event be skipped",
    file: `${webhooks}/after-answer.ts`,
    edits: [{ find: "[408, 425, 429]", replace: "[408, 425]" }],
    caughtBy: { test, title: "never skips an event" },
  },
  {
    number: 1083,
    name: "an event that is refused for ever blocks all later ones",
    file: `${webhooks}/after-answer.ts`,
    edits: [{ find: "if (refusals >= maxRefusals)", replace: "if (refusals > maxRefusals * 9)" }],
    caughtBy: { test, title: "an event that is refused ten times is skipped" },
  },
  {
    number: 1084,
    name: "a webhook goes on after 410",
    file: `${webhooks}/after-answer.ts`,
    edits: [{ find: "if (status === 410)", replace: "if (status === 1410)" }],
    caughtBy: { test, title: "410 ends a webhook" },
  },
  {
    number: 1085,
    name: "a name that leads to a private address is not refused",
    file: `${sender}/webhook-sender.ts`,
    edits: [
      {
        find: "!addresses.every(({ address }) => isAllowed(address))",
        replace: "!addresses.some(({ address }) => isAllowed(address) || address)",
      },
    ],
    caughtBy: { test: ofSender, title: "a private address is refused before anything is sent" },
  },
  {
    number: 1086,
    name: "an address is checked before the socket resolves the name again",
    file: `${sender}/webhook-sender.ts`,
    edits: [
      {
        find: "return options.all ? done(null, addresses) : done(null, first.address, first.family);",
        replace: "return lookup(hostname, options, done as never);",
      },
    ],
    caughtBy: {
      test: ofSender,
      title: "a name whose address changes between check and connection",
    },
  },
  {
    number: 1088,
    name: "only the newest secret signs",
    file: `${sender}/signature.ts`,
    edits: [{ find: "  secrets\n    .map(", replace: "  secrets\n    .slice(0, 1)\n    .map(" }],
    caughtBy: { test: ofSender, title: "a receiver accepts each of the secrets" },
  },
  {
    number: 1089,
    name: "a list of webhooks shows their secrets",
    file: "packages/core/src/operations/webhooks/webhooks.ts",
    edits: [
      {
        find: "return { id, url, boardId, types, createdAt, state, failingSince, failed };",
        replace:
          "return { ...one, id, url, boardId, types, createdAt, state, failingSince, failed };",
      },
    ],
    caughtBy: { test, title: "secrets rotate, and nobody can read them" },
  },
  {
    number: 1215,
    name: "a receiver that changes the protocol holds a place of webhooks for ever",
    file: "packages/webhooks/src/webhook-sender.ts",
    edits: [
      { find: "socket.destroy();\n      resolve({ status });", replace: "void [socket, status];" },
    ],
    caughtBy: {
      test: "packages/webhooks/test/webhook-sender.test.ts",
      title: "a receiver that changes the protocol",
    },
  },
  {
    number: 1218,
    name: "a sender that never answers holds a place of webhooks for ever",
    file: "packages/core/src/webhooks/send-events.ts",
    edits: [{ find: "() => resolve({ status: 0 })", replace: "() => {}" }],
    caughtBy: { test, title: "a sender that never answers holds no place" },
  },
  {
    number: 1240,
    name: "a webhook sends a text that was deleted while the receiver was slow",
    file: "packages/core/src/webhooks/send-events.ts",
    edits: [{ find: "const maxAgeMs = 1_000;", replace: "const maxAgeMs = 1_000_000;" }],
    caughtBy: { test, title: "is deleted while a slow receiver answers" },
  },
  {
    number: 1241,
    name: "an endless answer of a receiver keeps its socket",
    file: "packages/webhooks/src/webhook-sender.ts",
    edits: [{ find: "response.destroy();", replace: "response.resume();" }],
    caughtBy: {
      test: "packages/webhooks/test/webhook-sender.test.ts",
      title: "gives no answer or an endless one",
    },
  },
];
