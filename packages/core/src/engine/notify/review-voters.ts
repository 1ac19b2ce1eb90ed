import type { Proceeding } from "../../approvals/draft.ts";
import { seatsAsked } from "../../approvals/outcome.ts";
import { reviewPeople } from "../../approvals/void.ts";
import type { Running } from "../../approvals/vote-steps.ts";
import type { Board } from "../../model/board.ts";
import type { Task } from "../../model/task.ts";
import type { EngineContext } from "../context.ts";
import { emitApproval } from "../emit-approval.ts";

/** The people whom a running approval needs after the rights of somebody have changed. */
export interface ReviewedVoters {
  /** The people who can cast votes that the open steps wait for, each with the people whose votes these are. */
  readonly seats: ReadonlyMap<string, readonly string[]>;
  /** The people who can vote again because a vote that they have cast for somebody else no longer counts. */
  readonly freed: readonly string[];
  /** The people who are still asked, but for the votes of other people than before. */
  readonly regrouped: readonly string[];
  /** Whether a step is stalled: it is open, but no vote that it waits for can make it pass. */
  readonly stalled: boolean;
  /** Whether a step is stalled from this change on. */
  readonly isNewStall: boolean;
  /** The people who can add voters. If a step is stalled, they and the requester are notified. */
  readonly helpers: readonly string[];
}

/**
 * Brings the approval of a task up to date after the rights of somebody have changed. Votes of a
 * disabled account no longer count in open steps. Steps that can't pass any more become stalled,
 * and stalled steps that can pass again no longer are.
 */
export async function reviewVoters(
  task: Task,
  { approval, definition }: Running,
  board: Board,
  context: EngineContext,
): Promise<ReviewedVoters> {
  const voters = await context.people.voters(task, board, context.now);
  const proceeding: Proceeding = { definition, task, voters, now: context.now };
  const change = reviewPeople(approval, proceeding);
  emitApproval(
    change.events,
    { ...task, approval: change.approval, updatedAt: context.now },
    context,
  );
  const stalled = Object.values(change.approval.steps).some((step) => step.stalled !== null);
  const helpers = stalled ? await context.people.holders("task.addVoter", task, board) : [];
  const seats = seatsAsked(change.approval, proceeding);
  const freed = Object.values(change.asks).flat();
  const isNewStall = change.events.some(({ type }) => type === "approval.stalled");
  return { seats, freed, regrouped: change.regrouped, stalled, isNewStall, helpers };
}
