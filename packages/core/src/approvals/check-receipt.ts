import { canonicalJson } from "../model/canonical-json.ts";
import { own } from "../model/own.ts";
import type { Receipt, ReceiptFile } from "../model/receipt.ts";
import { sha256 } from "../model/sha256.ts";
import { reasonHash, receiptHash } from "./receipt.ts";

/**
 * Computes all hashes of a receipt's file again. Returns what doesn't fit; an empty list means that
 * the file agrees with itself. Only the signature shows who made the file: check it with
 * `signedText(file)` and the public key of the app.
 *
 * @example
 * ```ts
 * const file = await client.receipts.get({ boardId, taskId });
 * if (checkReceipt(file).length === 0) console.log("The file agrees with itself.");
 * ```
 */
export function checkReceipt(file: ReceiptFile): string[] {
  const problems: string[] = [];
  try {
    const { receipt, content, votes } = file;
    problems.push(...checkOne(file), ...checkContent(receipt, content));
    const named = receipt.votes ?? [];
    const given = votes.map((vote) => receiptHash(vote.receipt));
    for (const [i, vote] of votes.entries()) {
      problems.push(...checkOne(vote));
      if (!named.includes(given[i] ?? ""))
        problems.push(`The decision does not rest on the vote of ${vote.receipt.by}`);
      for (const [field, hash] of Object.entries(vote.receipt.parts))
        if (receipt.parts[field] !== hash)
          problems.push(`The vote of ${vote.receipt.by} was on another value of ${field}`);
    }
    const missing = named.filter((hash) => !given.includes(hash)).length;
    if (missing > 0) problems.push(`The receipts of ${missing} votes are missing`);
  } catch {
    problems.push("The file does not have the fields of a receipt");
  }
  return problems;
}

type RequiredField = {
  [F in keyof Receipt]-?: undefined extends Receipt[F] ? never : F;
}[keyof Receipt];

/** The fields that each receipt has, with the type of their values in JavaScript. */
const requiredFields: {
  readonly [F in RequiredField]: "string" | "number" | "boolean" | "object";
} = {
  ...{ v: "number", kind: "string", app: "string", boardId: "string", taskId: "string" },
  ...{ type: "string", action: "string", round: "number", by: "string", via: "string" },
  ...{ at: "string", content: "string", covers: "object", parts: "object" },
  ...{ statedVersion: "boolean", task: "number", workflow: "object", event: "string" },
};

function checkOne({
  receipt,
  reason,
  salt,
}: Pick<ReceiptFile, "receipt" | "reason" | "salt">): string[] {
  const problems: string[] = [];
  const { kind, by } = receipt;
  for (const [field, type] of Object.entries(requiredFields))
    if (typeof own(receipt, field) !== type) problems.push(`The ${kind} of ${by} has no ${field}`);
  if (receipt.v !== 1) problems.push(`This ${kind} has an unknown version`);
  if (sha256(canonicalJson(receipt.parts)) !== receipt.content)
    problems.push(`The ${kind} of ${by}: its parts don't have the hash in content`);
  if (
    canonicalJson([...receipt.covers].sort()) !== canonicalJson(Object.keys(receipt.parts).sort())
  )
    problems.push(`The ${kind} of ${by}: covers and parts name different fields`);
  // The reason is left out of a file if it was deleted.
  if (reason !== undefined && reasonHash(salt ?? "", reason) !== receipt.reason)
    problems.push(`The ${kind} of ${by}: its reason is another one`);
  return problems;
}

const checkContent = ({ parts }: Receipt, content: ReceiptFile["content"]): string[] =>
  [...new Set([...Object.keys(parts), ...Object.keys(content)])].flatMap((field) =>
    own(parts, field) === sha256(canonicalJson(own(content, field)))
      ? []
      : `The value of ${field} is another one`,
  );

/**
 * The text that the signature of a file signs: the canonical JSON (RFC 8785) of the file without its
 * signature.
 *
 * @example
 * ```ts
 * const bytes = new TextEncoder().encode(signedText(file));
 * ```
 */
export const signedText = ({ signature: _, ...rest }: ReceiptFile): string => canonicalJson(rest);
