import type { Fault } from "./fault.ts";

const webhooks = "packages/core/src/webhooks";
const sender = "packages/webhooks/src";
const test = "packages/core/test/webhooks/webhooks.test.ts";
const ofErrors = "packages/core/test/webhooks/last-error.test.ts";
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
        find: "return { id, url, boardId, types, createdAt, state, failingSince, lastError, failed };",
        replace:
          "return { ...one, id, url, boardId, types, createdAt, state, failingSince, lastError, failed };",
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
    edits: [{ find: "() => resolve({ status: 0, error })", replace: "() => {}" }],
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
  {
    number: 1480,
    name: "a webhook waits forever for a type that no event has",
    file: "packages/core/src/operations/webhooks/webhooks.ts",
    edits: [{ find: "checkEventType(type, onBoards);", replace: "" }],
    caughtBy: {
      test: "packages/core/test/webhooks/webhook-types.test.ts",
      title: "types that no event has are refused",
    },
  },
  {
    number: 1481,
    name: "the reason of a failure shows the secret of a webhook",
    file: `${webhooks}/error-text.ts`,
    edits: [{ find: 'text = text.replaceAll(part, "…");', replace: "void part;" }],
    caughtBy: { test: ofErrors, title: "is one short line that every storage keeps" },
  },
  {
    number: 1482,
    name: "the reason of an old failure stays after a success",
    file: `${webhooks}/after-answer.ts`,
    edits: [
      { find: ": { failingSince: null, lastError: null },", replace: ": { failingSince: null }," },
    ],
    caughtBy: { test: ofErrors, title: "why the last attempt failed, until one succeeds" },
  },
  {
    number: 1483,
    name: "a sender takes `allowPrivate: true`, and then refuses every private address",
    file: `${sender}/check-options.ts`,
    edits: [
      { find: "value !== undefined && !isRight(value)", replace: "!isRight(value) && false" },
    ],
    caughtBy: { test: ofSender, title: "`allowPrivate` that is true" },
  },
  {
    number: 1484,
    name: "every failure of a webhook is reported, and not only the first",
    file: `${webhooks}/send-events.ts`,
    edits: [
      {
        find: 'const isNew = before === null || after.outcome !== "failed";',
        replace: "const isNew = true;",
      },
    ],
    caughtBy: { test: ofErrors, title: "`onError` hears of the first failure" },
  },
  {
    number: 1500,
    name: "the answer of an old address counts for the new one",
    file: `${webhooks}/held-cursor.ts`,
    edits: [{ find: " || current.url !== this.#webhook.url;", replace: ";" }],
    caughtBy: {
      test: "packages/core/test/webhooks/old-address.test.ts",
      title: "a webhook with a new address is on",
    },
  },
  {
    number: 1505,
    name: "a webhook's error says whether a name exists in the private network",
    file: "packages/webhooks/src/webhook-sender.ts",
    edits: [
      {
        find: "isUnknown(error) ? new NotPublic() : error",
        replace: "isUnknown(error) ? error : error",
      },
    ],
    caughtBy: { test: ofSender, title: "nobody learns whether a name is unknown" },
  },
  {
    number: 1516,
    name: "the address of a webhook has spaces around it",
    file: "packages/core/src/operations/webhooks/webhooks.ts",
    edits: [{ find: "/[\\s\\p{Cc}]/u.test(text) || ", replace: "" }],
    caughtBy: {
      test: "packages/core/test/webhooks/webhooks.test.ts",
      title: "a wrong webhook is refused",
    },
  },
];
