export { assignVotes } from "../approvals/assign-votes.ts";
export { checkReceipt, signedText } from "../approvals/check-receipt.ts";
export { available, judge } from "../approvals/judge.ts";
export { changedSince, receiptHash } from "../approvals/receipt.ts";
export type { StallReason, TaskApproval, TaskStep, Vote } from "../model/approval.ts";
export type { ApprovalData, ApprovalsData, GroupData, StepData } from "../model/approval-data.ts";
export type { Receipt, ReceiptFile } from "../model/receipt.ts";
