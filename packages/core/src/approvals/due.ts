import type { TaskApproval, TaskStep } from "../model/approval.ts";
import type { WorkflowData } from "../model/definitions.ts";
import type { Task } from "../model/task.ts";
import { moveAfterOutage } from "./away.ts";
import { type ApprovalChange, Draft, type Proceeding } from "./draft.ts";
import { dropAbsent } from "./drop-votes.ts";
import { changeFrom } from "./outcome.ts";
import { restall } from "./stall.ts";
import { approvalOf } from "./vote-steps.ts";
import { ballotsIn } from "./waited.ts";

/**
 * Returns the times at which something is due in a step, unsorted. None if the step is not open.
 */
const timesIn = ({ state, deadlineAt, overdue, remindAt, escalateAt }: TaskStep): string[] =>
  state === "open"
    ? [remindAt?.[0], escalateAt?.[0], overdue ? undefined : deadlineAt].flatMap((at) => at ?? [])
    : [];

/** The earliest time at which something is due on a task; null if nothing is. */
export function nextDue(
  { state, approval }: Pick<Task, "state" | "approval">,
  workflow: WorkflowData,
): string | null {
  if (!approval || approvalOf(state, workflow) === undefined) return null;
  const times = Object.values(approval.steps).flatMap(timesIn);
  return times.reduce<string | null>((a, b) => (a !== null && a <= b ? a : b), null);
}

/** The result of carrying out what was due on an approval. */
export interface DueChange extends ApprovalChange {
  /** The action that is taken because a deadline has passed; null if there is none. */
  readonly action: string | null;
}

/** One thing that is due in a step. */
interface Due {
  readonly at: string;
  readonly step: string;
  readonly what: "escalated" | "reminded" | "overdue";
}

/**
 * If something is carried out more than this long after its time, its event says so. Normally it is
 * carried out within about a second, because servers look every second.
 */
const lateMs = 60_000;

/**
 * Carries out what is due now, in the order of the times. If several reminders of a step were
 * missed, only one is sent. After the deadline, none is sent. If a deadline that has passed has an
 * action, nothing after the deadline is carried out.
 */
export function carryOut(before: TaskApproval, proceeding: Proceeding): DueChange {
  const draft = new Draft(before, proceeding);
  const asked = ballotsIn(draft.approval, proceeding);
  dropAbsent(draft);
  const all = draft.steps.flatMap(([name, , step]) => dueIn(name, step, proceeding.now));
  const inOrder = all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  let action: string | null = null;
  for (const one of inOrder) {
    if (action !== null) break;
    action = carryOutOne(draft, one);
  }
  if (action === null) restall(draft);
  const change = changeFrom(draft, asked);
  // If a deadline's action ends the approval in this commit, nobody is asked to vote.
  return { ...change, action, ...(action !== null && { asks: {}, reminds: {} }) };
}

function dueIn(name: string, step: TaskStep, now: string): Due[] {
  if (step.state !== "open") return [];
  const { deadlineAt, overdue, remindAt = [], escalateAt = [] } = step;
  const isPast = deadlineAt != null && deadlineAt <= now;
  const missed = remindAt.filter((at) => at <= now).at(-1);
  return [
    ...escalateAt.flatMap((at) =>
      at <= now ? { at, step: name, what: "escalated" as const } : [],
    ),
    ...(missed !== undefined && !isPast
      ? [{ at: missed, step: name, what: "reminded" as const }]
      : []),
    ...(isPast && !overdue ? [{ at: deadlineAt, step: name, what: "overdue" as const }] : []),
  ];
}

/**
 * Carries out one thing that is due. Returns the action that the workflow takes because of it, or
 * null.
 */
function carryOutOne(draft: Draft, { at, step: name, what }: Due): string | null {
  const { definition, now } = draft.proceeding;
  const step = draft.approval.steps[name] as TaskStep;
  const isLate = Date.parse(now) - Date.parse(at) > lateMs;
  const due = { due: at, ...(isLate && { late: true }) };
  if (what === "escalated") {
    const escalated = (step.escalated ?? 0) + 1;
    draft.setStep(name, { escalated, escalateAt: (step.escalateAt ?? []).slice(1) });
    draft.addEvent("approval.escalated", name, { ...due, escalation: escalated });
    return null;
  }
  if (what === "reminded") {
    const remindAt = (step.remindAt ?? []).filter((one) => one > now);
    // Several that were missed are sent as one. All of them are over, so none comes back if the deadline moves.
    const over = (step.remindAt ?? []).length - remindAt.length;
    draft.setStep(name, { reminded: (step.reminded ?? 0) + over, remindAt });
    draft.addEvent("approval.reminded", name, due);
    return null;
  }
  if (moveAfterOutage(draft, name)) return null;
  draft.setStep(name, { overdue: true, remindAt: [] });
  draft.addEvent("approval.overdue", name, due);
  return definition.steps[name]?.deadline?.action ?? null;
}
