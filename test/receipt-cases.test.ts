import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { canonicalJson } from "@taskwire/core/adapter";
import {
  changedSince,
  checkReceipt,
  type ReceiptFile,
  receiptHash,
} from "@taskwire/core/approvals";
import { describe, expect, test } from "vitest";
import { receiptProblems } from "../packages/cli/src/commands/receipt.ts";

interface Change {
  readonly path: readonly (string | number)[];
  readonly to?: unknown;
}

interface ReceiptCases {
  readonly canonical: readonly { why: string; value: unknown; text: string; hash: string }[];
  readonly file: ReceiptFile;
  readonly receiptHash: string;
  readonly files: readonly { why: string; change: readonly Change[]; valid: boolean }[];
  readonly task: Parameters<typeof changedSince>[1];
  readonly since: readonly { why: string; task: object; changed: readonly string[] }[];
}

const fixture = new URL("../packages/core/test/fixtures/receipt-cases.json", import.meta.url);
const cases: ReceiptCases = JSON.parse(readFileSync(fixture, "utf8"));

/** A copy of the file after the changes. */
function changed(changes: readonly Change[]): ReceiptFile {
  const file = structuredClone(cases.file) as unknown as { [name: string | number]: unknown };
  for (const { path, ...change } of changes) {
    const last = path.at(-1) ?? "";
    const at = path.slice(0, -1).reduce((part, name) => part[name] as typeof file, file);
    if ("to" in change) at[last] = change.to;
    else delete at[last];
  }
  return file as unknown as ReceiptFile;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

describe("receipt-cases.json", () => {
  test.each(cases.canonical)("canonical JSON: $why", ({ value, text, hash }) => {
    expect(canonicalJson(value)).toBe(text);
    expect(sha256(text)).toBe(hash);
  });

  test("the hash of a receipt is the one of its canonical JSON", () => {
    expect(receiptHash(cases.file.receipt)).toBe(cases.receiptHash);
    expect(sha256(canonicalJson(cases.file.receipt))).toBe(cases.receiptHash);
  });

  const optional = ["for", "reason"];
  test.each(Object.keys(cases.file.receipt).filter((field) => !optional.includes(field)))(
    "a file without the field %s of its receipt is not valid",
    (field) => {
      const problems = checkReceipt(changed([{ path: ["receipt", field] }]));
      expect(problems).not.toEqual([]);
    },
  );

  test.each(cases.files)("a file: $why", ({ change, valid }) => {
    const file = changed(change);
    expect(checkReceipt(file).length === 0).toBe(valid);
    expect(receiptProblems(Buffer.from(JSON.stringify(file)), undefined).length === 0).toBe(valid);
  });

  test.each(cases.since)("the task: $why", ({ task, changed: fields }) => {
    expect(changedSince(cases.file.receipt, { ...cases.task, ...task })).toEqual(fields);
  });
});
