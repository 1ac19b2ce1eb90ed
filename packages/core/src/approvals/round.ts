import type { TaskApproval, TaskStep, Vote } from "../model/approval.ts";
import type { ApprovalData } from "../model/approval-data.ts";
import type { Task } from "../model/task.ts";
import { advance } from "./advance.ts";
import { contentOf, coveredFields } from "./content.ts";
import { type ApprovalChange, Draft, type Proceeding, votesIn } from "./draft.ts";
import { changeFrom } from "./outcome.ts";
import { restall } from "./stall.ts";

/** The round that is starting. */
export interface RoundStart {
  readonly name: string;
  /** The version of the workflow. */
  readonly version: number;
  /** The task's approval before this round. It may be one with another name. */
  readonly before: TaskApproval | null | undefined;
  /** Whether the task comes back after a return or a rejection. Only then can votes count again in the new round. */
  readonly wasTurnedDown: boolean;
}

/** Starts the next round of an approval, because the task enters a state that has it. */
export function startRound(start: RoundStart, proceeding: Proceeding): ApprovalChange {
  const { name, version, before } = start;
  const { definition, task } = proceeding;
  const same = before?.name === name ? before : undefined;
  const others = { ...before?.rounds, ...(before && { [before.name]: before.round }) };
  const last = others[name] ?? 0;
  delete others[name];
  const steps = freshSteps(definition, task);
  const approval: TaskApproval = {
    name,
    version,
    round: last + 1,
    rounds: others,
    steps,
    votes: same && start.wasTurnedDown ? carriedVotes(same, version, definition, steps) : [],
  };
  const draft = new Draft(approval, proceeding);
  advance(draft);
  restall(draft);
  return changeFrom(draft, {});
}

/** All steps of an approval, before the first one opens. */
export function freshSteps(definition: ApprovalData, task: Task): { [step: string]: TaskStep } {
  const fresh = Object.entries(definition.steps).map(([name, data]): [string, TaskStep] => [
    name,
    {
      state: "waiting",
      openedAt: null,
      required: {},
      seats: null,
      added: {},
      content: contentOf(task, coveredFields(definition, data)),
      contentSince: task.contentSince,
      stalled: null,
    },
  ]);
  return Object.fromEntries(fresh);
}

/**
 * The votes that count again after a return or a rejection. These are the votes `for` in steps that
 * had passed. They count only if the fields that the step covers have not changed, and the workflow
 * still has the same version. The votes of the step in which the task was returned or rejected
 * don't count again, because this step had not passed.
 */
function carriedVotes(
  before: TaskApproval,
  version: number,
  { carryOver }: ApprovalData,
  steps: { readonly [step: string]: TaskStep },
): Vote[] {
  if (carryOver !== "unchanged" || before.version !== version) return [];
  return Object.keys(before.steps).flatMap((name) =>
    before.steps[name]?.state === "passed"
      ? votesIn(before, name, "for").filter(({ content }) => content === steps[name]?.content)
      : [],
  );
}
