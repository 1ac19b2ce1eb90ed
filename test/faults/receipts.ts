import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const rows = { test: "test/approvals.test.ts", title: "memory has the corner cases of approvals" };
const files = { test: "test/cli/receipt.test.ts" };

/** Faults in the receipts of votes and decisions. */
export const receiptFaults: readonly Fault[] = [
  {
    number: 1040,
    name: "a decision's receipt leaves out the votes of earlier steps",
    file: `${core}/operations/tasks/ballot.ts`,
    edits: [
      {
        find: ': change.approval.steps[one.step]?.state === "passed"),',
        replace: ": one.step === ballot.step),",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1041,
    name: "a reason is hashed without its salt",
    file: `${core}/approvals/receipt.ts`,
    edits: [
      {
        find: "sha256(canonicalJson([salt, reason]));",
        replace: 'sha256(canonicalJson([salt && "", reason]));',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1042,
    name: "the public key is read from the file of the receipt",
    file: "packages/cli/src/commands/receipt.ts",
    edits: [
      {
        find: "  if (!key) return [];\n  const { signature } = file;",
        replace:
          "  if (!key) return [];\n  const own = (file as { key?: string }).key;\n  if (own !== undefined) return createPublicKey(own) ? [] : [];\n  const { signature } = file;",
      },
    ],
    caughtBy: files,
  },
  {
    number: 1043,
    name: "a receipt names the workflow of the code, and not the one of its round",
    file: `${core}/approvals/receipt.ts`,
    edits: [
      {
        find: "const version = round > 0 && approval ? approval.version : workflow.version;",
        replace: "const version = round > 0 && approval ? workflow.version : workflow.version;",
      },
    ],
    caughtBy: { test: "test/approval-versions.test.ts", title: "row 38" },
  },
  {
    number: 1044,
    name: "a file that was formatted in another way is a valid receipt",
    file: "packages/cli/src/commands/receipt.ts",
    edits: [
      {
        find: "if (!compact.equals(bytes) && ",
        replace: "if (!compact && ",
      },
    ],
    caughtBy: files,
  },
  {
    number: 1045,
    name: "a decision that a deadline takes looks like one of a person",
    file: `${core}/operations/tasks/take-action.ts`,
    edits: [{ find: 'isTimed ? "deadline" : (context', replace: 'isTimed ? "app" : (context' }],
    caughtBy: { test: "test/deadlines.test.ts", title: "memory has the deadlines of approvals" },
  },
  {
    number: 1046,
    name: "a receipt has the content that the task has now",
    file: `${core}/operations/tasks/receipt-operations.ts`,
    edits: [
      {
        find: "if (task) carried = { command, task };",
        replace: "if (task) carried = { command, task: context.task() };",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1385,
    name: "an erasure removes the receipts of a task with its history",
    file: `${core}/people/work.ts`,
    edits: [{ find: "keep: await keptReceipts(task, how, parts),", replace: "" }],
    caughtBy: { ...rows, title: "an erasure leaves the receipts" },
  },
  {
    number: 1386,
    name: "an erasure keeps the salt of a reason that it removes",
    file: `${core}/people/kept-receipts.ts`,
    edits: [{ find: "...(left === reason && salt", replace: "...(salt" }],
    caughtBy: { ...rows, title: "an erasure leaves the receipts" },
  },
  {
    number: 1387,
    name: "a second erasure overlooks the names in the task that a receipt is about",
    file: `${core}/people/work.ts`,
    edits: [{ find: " || hasReceiptWords(event.data, how);", replace: ";" }],
    caughtBy: { ...rows, title: "an erasure of all names leaves" },
  },
  {
    number: 1173,
    name: "verify does not compare a receipt with the task that it is about",
    file: "packages/cli/src/verify/receipt-check.ts",
    edits: [
      {
        find: "if (!task) return;",
        replace: "if (!task || this.#waiting.length > 0) return;",
      },
    ],
    caughtBy: { test: "test/cli/verify-receipts.test.ts" },
  },
  {
    number: 1174,
    name: "verify does not compute the hashes of a receipt again",
    file: "packages/cli/src/verify/receipt-check.ts",
    edits: [
      {
        find: "...own.map((problem) => `is not valid: ${problem}`)",
        replace: "...own.filter((one) => one.length > 999)",
      },
    ],
    caughtBy: { test: "test/cli/verify-receipts.test.ts" },
  },
  {
    number: 1175,
    name: "a field that is missing now counts as unchanged since the vote",
    file: `${core}/approvals/receipt.ts`,
    edits: [
      {
        find: "return Object.keys(parts).filter((field) => now[field] !== parts[field]);",
        replace:
          "return Object.keys(parts).filter((field) => now[field] !== parts[field] && contentParts({ data: {} } as never, [field])[field] !== now[field]);",
      },
    ],
    caughtBy: { test: "test/receipt-cases.test.ts" },
  },
  {
    number: 1477,
    name: "a receipt has the hash of an earlier title",
    file: "packages/core/src/approvals/content-hashes.ts",
    edits: [
      {
        find: "if (known?.values.every((value, i) => value === values[i])) return known;",
        replace: "if (known) return known;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/content-hashes.test.ts",
      title: "are those of its text as it is now",
    },
  },
  {
    number: 1478,
    name: "hashes are kept for data that can still change",
    file: "packages/core/src/approvals/content-hashes.ts",
    edits: [{ find: "if (!data || !Object.isFrozen(data))", replace: "if (!data)" }],
    caughtBy: {
      test: "packages/core/test/approvals/content-hashes.test.ts",
      title: "the hashes of data that can still change are not kept",
    },
  },
  {
    number: 1479,
    name: "names that are numbers are out of order in canonical JSON",
    file: "packages/core/src/model/canonical-json.ts",
    edits: [{ find: 'name === "__proto__" || isLikeIndex(name)', replace: 'name === "__proto__"' }],
    caughtBy: {
      test: "packages/core/test/canonical-json.test.ts",
      title: "canonical JSON has all names in the order",
    },
  },
  {
    number: 1506,
    name: "verify takes it for an erasure if an event with a receipt has no records",
    file: "packages/cli/src/verify/emptied-check.ts",
    edits: [{ find: '"receipt" in data && !hasLostRecords', replace: '"receipt" in data' }],
    caughtBy: {
      test: "test/cli/verify-receipts.test.ts",
      title: "verify reports that somebody has removed",
    },
  },
  {
    number: 1507,
    name: "verify forgets a receipt whose command has no task",
    file: "packages/cli/src/verify/receipt-check.ts",
    edits: [{ find: "      this.endCommand();\n", replace: "      this.#waiting = [];\n" }],
    caughtBy: {
      test: "test/cli/verify-receipts.test.ts",
      title: "verify reports that somebody has removed",
    },
  },
  {
    number: 1508,
    name: "verify compares nothing of a receipt after an erasure",
    file: "packages/cli/src/verify/receipt-check.ts",
    edits: [
      {
        find: "if (!task) return;",
        replace: "if (!task || event.records === null) return void (this.#waiting = []);",
      },
    ],
    caughtBy: {
      test: "test/cli/verify-receipts.test.ts",
      title: "verify compares the hash of a vote also if",
    },
  },
];
