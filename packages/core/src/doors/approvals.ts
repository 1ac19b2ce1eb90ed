export { assignVotes } from "../approvals/assign-votes.ts";
export { available, judge } from "../approvals/judge.ts";
export type { StallReason, TaskApproval, TaskStep, Vote } from "../model/approval.ts";
export type { ApprovalData, ApprovalsData, GroupData, StepData } from "../model/approval-data.ts";
