import type { Vote } from "../model/approval.ts";
import type { ApprovalData } from "../model/approval-data.ts";
import { canonicalJson, keepCanonicalJson } from "../model/canonical-json.ts";
import type { Definitions } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Receipt } from "../model/receipt.ts";
import { sha256 } from "../model/sha256.ts";
import type { Task } from "../model/task.ts";
import { type Content, contentParts, coveredFields, selectingFields } from "./content.ts";
import { contentHashes } from "./content-hashes.ts";
import type { Running } from "./vote-steps.ts";

/** The parts that every receipt has: its event, and the person who acted. */
export interface ReceiptHead
  extends Pick<Receipt, "app" | "event" | "action" | "by" | "for" | "via" | "at"> {
  /** The task with the content that the person voted or decided on. */
  readonly task: Task;
  readonly definitions: Definitions;
  readonly reason?: string | undefined;
  /** Needed for a reason. */
  readonly salt?: string | undefined;
}

/** The fields that a decision is about if nobody voted on others. */
export const wholeTask = ["data", "description", "title"];

/** Makes the receipt of a vote. */
export function voteReceipt(head: ReceiptHead, vote: Vote, { definition }: Running): Receipt {
  const step = own(definition.steps, vote.step);
  const covers = step ? coveredFields(definition, step) : wholeTask;
  return receiptOf(head, covers, {
    kind: "vote",
    round: vote.round,
    step: vote.step,
    statedVersion: vote.statedVersion,
    seen: vote.version,
  });
}

/** A decision, with the votes that it rests on. */
export interface DecisionFacts {
  /** The approval that the task was in. */
  readonly running: Running | undefined;
  /** The votes that led to the decision. Empty if there was none, for example at a deadline. */
  readonly votes: readonly Vote[];
  readonly isOverride: boolean;
  readonly statedVersion: boolean;
  /** The version of the task that the person saw. */
  readonly seen: number;
}

/** Makes the receipt of a decision. It is about all fields that the votes were about. */
export function decisionReceipt(head: ReceiptHead, facts: DecisionFacts): Receipt {
  const { running, votes, isOverride, statedVersion, seen } = facts;
  const covers = coveredBy(votes, running?.definition);
  const receipt = receiptOf(head, covers, {
    kind: "decision",
    round: running?.approval.round ?? 0,
    statedVersion,
    seen,
  });
  const hashes = votes.flatMap(({ receipt: hash }) => hash ?? []);
  return {
    ...receipt,
    ...(isOverride && { override: true }),
    ...(hashes.length > 0 && { votes: hashes }),
  };
}

function coveredBy(votes: readonly Vote[], definition: ApprovalData | undefined): string[] {
  if (!definition) return wholeTask;
  const steps = [...new Set(votes.map(({ step }) => step))];
  const fields = steps.flatMap((name) => {
    const step = own(definition.steps, name);
    return step ? coveredFields(definition, step) : [];
  });
  if (fields.length === 0) fields.push(...wholeTask, ...selectingFields(definition));
  return [...new Set(fields)].sort();
}

interface Part extends Pick<Receipt, "kind" | "round" | "step" | "statedVersion"> {
  readonly seen: number;
}

function receiptOf(head: ReceiptHead, covers: readonly string[], part: Part): Receipt {
  const { app, event, action, by, via, at, task, definitions, reason, salt = "" } = head;
  const { seen, kind, round, step, statedVersion } = part;
  const { content, parts } = contentHashes(task, covers);
  const isSelf = by === task.requesterId || head.for === task.requesterId;
  return {
    v: 1,
    kind,
    app,
    boardId: task.boardId,
    taskId: task.id,
    type: task.type,
    action,
    round,
    ...(step !== undefined && { step }),
    by,
    ...(head.for !== undefined && { for: head.for }),
    ...(isSelf && { self: true }),
    via,
    at,
    ...(reason !== undefined && { reason: reasonHash(salt, reason) }),
    content,
    covers: [...covers],
    parts,
    statedVersion,
    task: seen,
    workflow: workflowOf(task, round, definitions),
    event,
  };
}

/** The hash of a reason. Without the salt, nobody can find a deleted reason by guessing. */
export const reasonHash = (salt: string, reason: string): string =>
  sha256(canonicalJson([salt, reason]));

/** The hash of a receipt, as a decision names the receipts of its votes. */
export const receiptHash = (receipt: Receipt): string => sha256(canonicalJson(receipt));

/** The hash of a receipt that was just made. Its event contains the same JSON, so this is made only once. */
export const newReceiptHash = (receipt: Receipt): string => sha256(keepCanonicalJson(receipt));

const hashes = new WeakMap<object, string>();

/** A round goes by the version of the workflow that it began with. */
function workflowOf(
  { approval }: Task,
  round: number,
  { workflow, otherVersions }: Definitions,
): Receipt["workflow"] {
  const version = round > 0 && approval ? approval.version : workflow.version;
  const approvals = version === workflow.version ? workflow.approvals : otherVersions?.[version];
  const hashed = approvals ?? workflow;
  const hash = hashes.get(hashed) ?? sha256(canonicalJson(hashed));
  hashes.set(hashed, hash);
  return { name: workflow.name, version, hash };
}

/**
 * Returns the fields whose values have changed since a vote or a decision. An empty list means: the
 * task is still as the person saw it.
 *
 * @example
 * ```ts
 * const changed = changedSince(receipt, task);
 * const text = changed.length === 0 ? "unchanged since" : `changed since: ${changed.join(", ")}`;
 * ```
 */
export const changedSince = ({ parts }: Pick<Receipt, "parts">, task: Content): string[] => {
  const now = contentParts(task, Object.keys(parts));
  return Object.keys(parts).filter((field) => now[field] !== parts[field]);
};
