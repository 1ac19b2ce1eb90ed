import { type ErrorCode, errorCodes } from "@taskwire/core";
import { closeCodes, comesBack } from "@taskwire/core/protocol";
import { note, table } from "./table.ts";

interface Explanation {
  readonly meaning: string;
  readonly cure: string;
}

const codes: { readonly [Code in ErrorCode]: Explanation } = {
  conflict: {
    meaning:
      "The task's text has changed since the `version` that the caller named, or `If-Match` names an old version.",
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
    cure: "Log in again. If all tokens are refused, compare the secrets of your servers.",
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

const rules: readonly (readonly [string, string])[] = [
  ["permission", "The role does not grant the permission, or no condition holds."],
  [
    "state",
    "The action does not exist in this state of the task. Perhaps somebody has decided already.",
  ],
  [
    "own_task",
    'Nobody decides on their own task, unless the workflow says `selfApproval: "allow"`.',
  ],
  ["order", "The subtask waits for another one (`after`)."],
  ["subtask_state", "The subtask is already done, open or cancelled."],
  ["has_subtasks", "The task has open subtasks, so it is completed by finishing them."],
  ["archived", "The board or room is archived. Open it again first."],
  [
    "quota",
    "A [quota](limits.md#quotas) is used up. `details.quota` and `details.limit` say which.",
  ],
  ["member", "The named person is not a member of the board or room."],
  [
    "confirm",
    "The mention reaches many people. Repeat with `confirm` and the number in `details.count`.",
  ],
  ["handle", "Somebody else has the handle, or one that looks like it, or nobody can have it."],
  ["granting", "Nobody can give a role with more permissions than they have."],
  ["last_holder", "The board would lose the last person who can give this permission."],
  ["own_role", "Nobody can change their own role."],
  ["direct", "A direct room belongs to its two people. Create another room."],
  ["alone", "The other person of a direct room has left or is disabled."],
  ["disabled", "The person's account is disabled."],
  ["deleted", "The text was deleted, so it can't change."],
];

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
  if (error.code === "conflict") draw("It was edited. Read it again, then decide.");
  else draw(error.message, error.details?.remedy);
}
\`\`\`

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

\`details.rule\` of \`forbidden\` and \`refused\` names the rule. Your pages can have their own words for them.

${table(
  ["rule", "meaning"],
  rules.map(([rule, meaning]) => [`\`${rule}\``, meaning]),
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
