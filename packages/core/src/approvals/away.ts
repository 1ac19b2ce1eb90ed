import { shift } from "../calendar/span.ts";
import type { TaskStep } from "../model/approval.ts";
import type { StepData } from "../model/approval-data.ts";
import type { Calendar } from "../model/calendar.ts";
import type { Outage } from "../model/heartbeat.ts";
import { remindersFor } from "./deadline.ts";
import type { Draft } from "./draft.ts";

/**
 * Returns the new deadline of a step if no server was running at its deadline, because nobody could
 * vote then. Undefined if the deadline stays. A deadline is moved only once, and only if it has an
 * action.
 */
export function deadlineAfterOutage(
  { deadlineAt, wasMoved }: TaskStep,
  { deadline }: StepData,
  outages: readonly Outage[] = [],
  calendar: Calendar | undefined,
): string | undefined {
  if (deadlineAt == null || wasMoved || deadline?.action === undefined) return undefined;
  const { grace = calendar ? { workHours: 1 } : { hours: 1 } } = deadline;
  const outage = outages.find(({ from, until }) => from < deadlineAt && deadlineAt <= until);
  if (!outage || grace === 0) return undefined;
  return new Date(shift(Date.parse(outage.until), grace, calendar, 1)).toISOString();
}

/**
 * Moves the deadline of an open step if no server was running at that time. Returns whether it was
 * moved.
 */
export function moveAfterOutage(draft: Draft, name: string): boolean {
  const { definition, calendar, outages, now } = draft.proceeding;
  const [step, data] = [draft.approval.steps[name], definition.steps[name]];
  if (step?.state !== "open" || !data?.deadline) return false;
  const to = deadlineAfterOutage(step, data, outages, calendar);
  if (to === undefined) return false;
  const times = [Date.parse(to), Date.parse(now)] as const;
  draft.setStep(name, {
    deadlineAt: to,
    wasMoved: true,
    remindAt: remindersFor(...times, step.reminded ?? 0, data.deadline, calendar),
  });
  const from = step.deadlineAt ?? null;
  draft.addEvent("deadline.moved", name, { from, to, because: "away" });
  return true;
}
