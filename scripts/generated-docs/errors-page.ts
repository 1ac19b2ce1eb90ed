import { type ErrorCode, errorCodes } from "@taskwire/core";
import { closeCodes, comesBack } from "@taskwire/core/protocol";
import { rules } from "./rules.ts";
import { note, table } from "./table.ts";

interface Explanation {
  readonly meaning: string;
  readonly cure: string;
}

const codes: { readonly [Code in ErrorCode]: Explanation } = {
  conflict: {
    meaning:
      "The task's text has changed since the `version` that the caller named, or `If-Match` names an old version. A vote in an [approval](approvals.md) is `refused` instead, with the rule `content`.",
    cure: "Show the new text. Let the person decide again, with the new version.",
  },
  forbidden: {
    meaning:
      "The person's role does not allow it. `details.rule` and `details.conditions` say why, `details.remedy` what would help.",
    cure: "Ask somebody whom the message names, or grant the permission in `defineRoles`.",
  },
  internal: {
    meaning: "A bug, or an error of your own code. Its text stays on the server.",
    cure: "Read the log: `onError` gets the whole error.",
  },
  invalid: {
    meaning: "The input is wrong. `details.problems` has the paths of wrong fields.",
    cure: "Correct the call. In TypeScript, most of these are compile errors.",
  },
  key_reused: {
    meaning: "The same key came with another input.",
    cure: "Make a new key for each new command. Use the old one only to repeat the same command.",
  },
  not_found: {
    meaning: "There is no such thing, or the person may not know of it. The answer is the same.",
    cure: "Check the id, and whether the person is a member of the board or room.",
  },
  rate_limited: {
    meaning:
      "The person, the connection or the address has asked for too much. `details.retryAfterMs` says how long to wait.",
    cure: "Wait. If the time is at most 5 s, the client waits and repeats the call by itself. Raise a limit in `createTaskwire({ limits })` if people work like this.",
  },
  refused: {
    meaning:
      "The state of things does not allow it now. `details.rule` names the rule, `details.decision` who has decided already.",
    cure: "Show the message. `details.remedy` has the steps that would help.",
  },
  too_large: {
    meaning: "The frame, the body or the events of one command are too large.",
    cure: "Do it in smaller parts. Keep files elsewhere, and store links.",
  },
  unauthenticated: {
    meaning: "There is no token, or `authenticate` refuses it.",
    cure: "Log in again. If all tokens are refused, compare the secrets of your servers, and look for the source `authentication` in what `onError` gets.",
  },
  unavailable: {
    meaning:
      "The storage can't be reached, or too many commands want the same record. Nothing was written.",
    cure: "Try again later with the same key. `/ready` says whether the storage works.",
  },
  unknown_outcome: {
    meaning:
      "The connection to the database broke during the commit, or the command took longer than `limits.callMs`. There is one effect, or none.",
    cure: "Repeat with the key in `details.key`. Then there is exactly one effect.",
  },
};

const retries = {
  never: "no",
  later: "yes, nothing was done",
  "same-key": "yes, with the same key",
} as const;

export function errorsPage(): string {
  const sorted = (Object.keys(errorCodes) as ErrorCode[]).sort();
  return `---
title: Errors
---

${note}

# Errors A–Z

Every error that taskwire throws on purpose is a \`TaskwireError\` with a stable \`code\`, a \`message\` that names the cure, and \`details\` for
programs. It is the same in process, over WebSocket and over REST.

\`\`\`ts
import { TaskwireError } from "@taskwire/client";

try {
  await client.tasks.approve({ boardId, taskId, version });
} catch (error) {
  if (!(error instanceof TaskwireError)) throw error;
  const isEdited = error.code === "conflict" || error.details?.rule === "content"; // a decision, or a vote
  if (isEdited) draw("It was edited. Read it again, then decide.");
  else draw(error.message, error.details?.remedy);
}
\`\`\`

\`draw\` is your own function, which shows a text to the person.

${table(
  ["code", "status", "meaning", "what to do", "send again?"],
  sorted.map((code) => [
    `\`${code}\``,
    String(errorCodes[code].status),
    codes[code].meaning,
    codes[code].cure,
    retries[errorCodes[code].retry],
  ]),
)}

## Rules

\`details.rule\` of \`forbidden\` and \`refused\` names the rule. Your pages can have their own words for them. Several rules can refuse the same
action. Then the error has the first one. For a vote, the order is \`permission\`, \`state\`, \`own_task\`, \`rounds\`, \`step\`, \`delegation\`,
\`distinct\`, \`one_per_person\`, \`already_voted\`, \`deadline\`, \`content\`.

${table(
  ["rule", "meaning", "what helps"],
  rules.map(([rule, meaning, cure]) => [`\`${rule}\``, meaning, cure]),
)}

## Close codes of a WebSocket

The client handles all of them. \`client.closed\` has the code if it does not come back.

${table(
  ["code", "name", "comes back by itself"],
  Object.entries(closeCodes).map(([name, code]) => [
    String(code),
    `\`${name}\``,
    comesBack(code) ? "yes" : "no",
  ]),
)}

[Troubleshooting](troubleshooting.md) begins with what you see. [The wire protocol](protocol.md#2-calls) has the exact rules.
`;
}
