import type { TaskApproval, TaskStep } from "../model/approval.ts";
import type { ApprovalData } from "../model/approval-data.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";
import { advance } from "./advance.ts";
import { isFull } from "./assign-votes.ts";
import { changedFields, contentOf, coveredFields, selectingFields } from "./content.ts";
import {
  type ApprovalChange,
  type ApprovalEvent,
  Draft,
  type Proceeding,
  votesIn,
} from "./draft.ts";
import { dropAbsent, dropVotes } from "./drop-votes.ts";
import { changeFrom } from "./outcome.ts";
import { freshSteps } from "./round.ts";
import { restall } from "./stall.ts";
import { ballotsIn } from "./waited.ts";

/**
 * Brings an approval up to date after people have changed: voids votes of disabled accounts and of
 * people who have left, and finds the stalled steps.
 */
export function reviewPeople(before: TaskApproval, proceeding: Proceeding): ApprovalChange {
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(draft.approval, draft.proceeding);
  dropAbsent(draft);
  restall(draft);
  return changeFrom(draft, asked);
}

/** Takes a vote out of an open step. */
export function withdrawVote(
  before: TaskApproval,
  {
    step,
    seat,
    by,
    reason,
  }: { step: string; seat: string; by: string; reason?: string | undefined },
  proceeding: Proceeding,
): ApprovalChange {
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(draft.approval, draft.proceeding);
  dropAbsent(draft);
  const vote = votesIn(draft.approval, step).find((one) => one.seat === seat);
  const isOwn = vote?.castBy === by || seat === by;
  if (vote)
    dropVotes(draft, step, [vote], isOwn ? "withdrawn" : "removed", {
      by,
      ...(reason !== undefined && { reason }),
    });
  restall(draft);
  return changeFrom(draft, asked);
}

/**
 * Adds a person to a group of an open step. With `instead`, this person replaces another one in the
 * group who has not voted.
 */
export function addVoter(
  before: TaskApproval,
  { step, group, userId, instead, by }: AddedVoter,
  proceeding: Proceeding,
): ApprovalChange {
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(draft.approval, draft.proceeding);
  dropAbsent(draft);
  const { added, seats } = draft.approval.steps[step] as TaskStep;
  const others = (own(added, group) ?? []).filter((one) => one !== instead);
  draft.setStep(step, {
    added: { ...added, [group]: [...new Set([...others, userId])] },
    ...(seats &&
      instead !== undefined && {
        seats: { ...seats, [group]: (own(seats, group) ?? []).filter((one) => one !== instead) },
      }),
  });
  draft.addEvent("approval.voter_added", step, {
    group,
    userId,
    by,
    ...(instead !== undefined && { instead }),
  });
  restall(draft);
  return changeFrom(draft, asked);
}

/** A person whom somebody adds to a group. */
export interface AddedVoter {
  readonly step: string;
  readonly group: string;
  readonly userId: string;
  readonly instead?: string | undefined;
  readonly by: string;
}

/**
 * Voids the votes on fields that an edit has changed. If the other votes of a passed step are not
 * enough, the step opens again. The steps after it wait until it has passed. If a field that selects
 * voters changed, all votes are void and all steps start anew. If votes are void or steps start anew,
 * everybody is asked again.
 */
export function editContent(
  before: TaskApproval,
  earlier: Task,
  proceeding: Proceeding,
): ApprovalChange {
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(before, proceeding);
  const { definition, task } = proceeding;
  const selecting = changedFields(earlier, task, selectingFields(definition));
  if (selecting.length > 0) startAnew(draft, selecting);
  else voidChanged(draft, earlier);
  restall(draft);
  return changeFrom(draft, asksAgain(draft.events) ? {} : asked);
}

/** Whether an edit asks everybody again: it voided votes, or steps started anew. */
export const asksAgain = (events: readonly ApprovalEvent[]): boolean =>
  events.some(({ type }) => type === "approval.voided" || type === "approval.opened");

/** The times of a step that waits. */
const noDeadline = { deadlineAt: null, overdue: false } as const;

function startAnew(draft: Draft, fields: readonly string[]): void {
  const { definition, task } = draft.proceeding;
  for (const [name] of draft.steps)
    dropVotes(draft, name, votesIn(draft.approval, name), "edited", { fields });
  for (const [name, step] of Object.entries(freshSteps(definition, task))) {
    // Reminders and escalations that have happened don't happen again in the same round.
    const { reminded, escalated, wasMoved } = draft.approval.steps[name] ?? {};
    const kept = reminded !== undefined && {
      reminded,
      escalated,
      ...(wasMoved && { wasMoved }),
      ...noDeadline,
    };
    draft.setStep(name, { ...step, ...kept });
  }
  advance(draft);
}

function voidChanged(draft: Draft, earlier: Task): void {
  const { definition, task } = draft.proceeding;
  const reopened: string[] = [];
  for (const [name, data, step] of draft.steps) {
    const covered = coveredFields(definition, data);
    // An erasure also changes these fields, and the votes stay. So the fields are compared, and not the stored hash.
    const fields = changedFields(earlier, task, covered);
    if (fields.length === 0) continue;
    draft.setStep(name, { content: contentOf(task, covered), contentSince: earlier.version });
    dropVotes(draft, name, votesIn(draft.approval, name), "edited", { fields });
    const groups = votesIn(draft.approval, name, "for").map((one) => one.groups);
    if (step.state === "passed" && !isFull(groups, step.required)) reopened.push(name);
  }
  const waiting = new Set(reopened.flatMap((name) => stepsAfter(name, definition)));
  for (const name of [...reopened, ...waiting])
    draft.setStep(name, {
      ...{ state: "waiting", openedAt: null, stalled: null },
      // When the step opens again, it gets new times.
      ...(definition.steps[name]?.deadline && noDeadline),
    });
  advance(draft);
}

/** The steps that open only after this one. */
function stepsAfter(name: string, definition: ApprovalData): string[] {
  const found = new Set<string>();
  const from = [name];
  for (const one of from)
    for (const [later, { after }] of Object.entries(definition.steps))
      if (after.includes(one) && !found.has(later)) {
        found.add(later);
        from.push(later);
      }
  return [...found];
}
