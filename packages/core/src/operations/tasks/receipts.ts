import {
  type DecisionFacts,
  decisionReceipt,
  newReceiptHash,
  type ReceiptHead,
  voteReceipt,
} from "../../approvals/receipt.ts";
import type { Running } from "../../approvals/vote-steps.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import type { TaskApproval, Vote } from "../../model/approval.ts";
import type { Receipt } from "../../model/receipt.ts";
import type { Task } from "../../model/task.ts";

/** The data of an event with a receipt. Empty if the app makes none. */
type WithReceipt = { readonly receipt?: Receipt; readonly salt?: string };

/** The action that a receipt is about. */
interface Acted {
  /** The name of the action in the workflow. */
  readonly action: string;
  readonly reason: string | undefined;
  readonly via: Receipt["via"];
  /** The number of events that the command emits before the event with the receipt. */
  readonly after: number;
}

function headOf(
  context: OperationContext,
  task: Task,
  app: string,
  { action, reason, via, after }: Acted,
): ReceiptHead {
  const { actor, facts, definitions, now } = context;
  const isFor = facts.caster && facts.actor.userId !== actor.userId;
  return {
    app,
    event: builtIn(context).nextEventId(after),
    action,
    by: actor.userId,
    ...(isFor && { for: facts.actor.userId }),
    via,
    at: now,
    task,
    definitions,
    ...(reason !== undefined && { reason, salt: context.newId() }),
  };
}

const withSalt = (receipt: Receipt, { salt }: ReceiptHead): WithReceipt => ({
  receipt,
  ...(salt !== undefined && { salt }),
});

/** Makes the receipt of a vote, and returns the approval in which the vote names it. */
export function receiptOfVote(
  context: OperationContext,
  approval: TaskApproval,
  vote: Vote,
  running: Running,
  acted: Acted,
): { readonly approval: TaskApproval; readonly vote: Vote; readonly data: WithReceipt } {
  const { receipts } = context.definitions;
  if (!receipts) return { approval, vote, data: {} };
  const head = headOf(context, context.task(), receipts.app, acted);
  const receipt = voteReceipt(head, vote, running);
  const named: Vote = { ...vote, receipt: newReceiptHash(receipt) };
  const votes = approval.votes.map((one) => (one === vote ? named : one));
  return { approval: { ...approval, votes }, vote: named, data: withSalt(receipt, head) };
}

/** Makes the receipt of a decision for the data of its event. */
export function receiptOfDecision(
  context: OperationContext,
  facts: DecisionFacts,
  acted: Acted,
): WithReceipt {
  const { receipts } = context.definitions;
  if (!receipts) return {};
  const head = headOf(context, context.task(), receipts.app, acted);
  return withSalt(decisionReceipt(head, facts), head);
}
