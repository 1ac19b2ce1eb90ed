import type { TaskApproval } from "../model/approval.ts";
import { remindersFor } from "./deadline.ts";
import { type ApprovalChange, Draft, type Proceeding } from "./draft.ts";
import { dropAbsent } from "./drop-votes.ts";
import { changeFrom } from "./outcome.ts";
import { restall } from "./stall.ts";
import { ballotsIn } from "./waited.ts";

/** A new time for the deadline of a step. */
export interface MovedDeadline {
  readonly step: string;
  readonly deadlineAt: string;
  readonly by: string;
  readonly reason?: string | undefined;
}

/**
 * Moves the deadline of an open step. The reminders that are left move with it. Escalations after the new deadline are
 * dropped.
 */
export function moveDeadline(
  before: TaskApproval,
  { step: name, deadlineAt, by, reason }: MovedDeadline,
  proceeding: Proceeding,
): ApprovalChange {
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(draft.approval, proceeding);
  dropAbsent(draft);
  const step = draft.approval.steps[name];
  const deadline = proceeding.definition.steps[name]?.deadline;
  if (!step || !deadline) throw new Error(`The step "${name}" has no deadline.`);
  const [at, now] = [Date.parse(deadlineAt), Date.parse(proceeding.now)];
  draft.setStep(name, {
    deadlineAt,
    overdue: false,
    remindAt: remindersFor(at, now, step.reminded ?? 0, deadline, proceeding.calendar),
    escalateAt: (step.escalateAt ?? []).filter((one) => Date.parse(one) < at),
  });
  draft.addEvent("deadline.moved", name, {
    from: step.deadlineAt ?? null,
    to: deadlineAt,
    because: "extended",
    by,
    ...(reason !== undefined && { reason }),
  });
  restall(draft);
  return changeFrom(draft, asked);
}
