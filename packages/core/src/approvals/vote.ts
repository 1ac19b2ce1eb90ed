import type { TaskApproval, Vote } from "../model/approval.ts";
import type { StepData } from "../model/approval-data.ts";
import { own } from "../model/own.ts";
import { advance, isDecided } from "./advance.ts";
import { isFull } from "./assign-votes.ts";
import { moveAfterOutage } from "./away.ts";
import {
  type ApprovalChange,
  Draft,
  fittingGroups,
  type Proceeding,
  type Voter,
  votesIn,
} from "./draft.ts";
import { dropAbsent } from "./drop-votes.ts";
import { changeFrom } from "./outcome.ts";
import { restall } from "./stall.ts";
import { ballotsIn } from "./waited.ts";

/** A vote that somebody casts. It has been judged: see `voteRules`. */
export interface Ballot {
  readonly step: string;
  readonly seat: Pick<Voter, "userId" | "role">;
  readonly castBy: string;
  readonly vote: Vote["vote"];
  readonly via?: Vote["via"];
  readonly reason?: string | undefined;
  /** The version of the task that the voter saw, if they named it. */
  readonly version: number | undefined;
}

/**
 * Counts a vote. It replaces an earlier vote for the same seat. If the step then has the votes that
 * it needs, it passes, and the next steps open.
 */
export function castVote(
  before: TaskApproval,
  ballot: Ballot,
  proceeding: Proceeding,
): ApprovalChange {
  const { step: name, seat, castBy, vote, via, reason, version } = ballot;
  const { task, definition, now } = proceeding;
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(draft.approval, draft.proceeding);
  dropAbsent(draft);
  const data = own(definition.steps, name) as StepData;
  const step = draft.approval.steps[name];
  if (!step) throw new Error(`The approval has no step "${name}".`);
  const replaced = votesIn(draft.approval, name).find((one) => one.seat === seat.userId);
  const cast: Vote = {
    step: name,
    round: draft.approval.round,
    seat: seat.userId,
    castBy,
    vote,
    at: now,
    groups: fittingGroups(seat, data, step, task, vote),
    content: step.content,
    version: version ?? task.version,
    statedVersion: version !== undefined,
    ...(via && { via }),
  };
  draft.setVotes([...draft.approval.votes.filter((one) => one !== replaced), cast]);
  moveAfterOutage(draft, name);
  draft.addEvent("approval.voted", name, {
    round: draft.approval.round,
    vote,
    by: castBy,
    ...(castBy !== seat.userId && { for: seat.userId }),
    ...(reason !== undefined && { reason }),
    ...(replaced && { replaces: replaced.vote }),
  });
  if (vote === "against" && votesIn(draft.approval, name, "against").length >= data.against)
    return changeFrom(draft, asked, "against");
  passIfFull(draft, name);
  if (!isDecided(draft)) restall(draft);
  return changeFrom(draft, asked);
}

function passIfFull(draft: Draft, name: string): void {
  const votes = votesIn(draft.approval, name, "for");
  const { required = {} } = draft.approval.steps[name] ?? {};
  const groups = votes.map((one) => one.groups);
  if (!isFull(groups, required)) return;
  draft.setStep(name, { state: "passed", stalled: null });
  draft.addEvent("approval.passed", name, { votes: votes.map(({ seat }) => seat) });
  advance(draft);
}
