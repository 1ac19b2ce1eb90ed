import type { TaskStep } from "../model/approval.ts";
import type { StepData } from "../model/approval-data.ts";
import { fittingGroups, type Proceeding, type Voter } from "./draft.ts";

// The facts of one change, and the steps and voters in them, are new for each command, and never change.
const known = new WeakMap<Proceeding, WeakMap<TaskStep, Map<Voter, readonly string[]>>>();

/**
 * The groups of a step in which a person may vote, as {@link fittingGroups} finds them. One change of an approval asks
 * for them several times, so they are kept with its facts.
 */
export function groupsIn(
  proceeding: Proceeding,
  voter: Voter,
  data: StepData,
  step: TaskStep,
): readonly string[] {
  const steps = known.get(proceeding) ?? new WeakMap<TaskStep, Map<Voter, readonly string[]>>();
  known.set(proceeding, steps);
  const groups = steps.get(step) ?? new Map<Voter, readonly string[]>();
  steps.set(step, groups);
  const found = groups.get(voter) ?? fittingGroups(voter, data, step, proceeding.task);
  groups.set(voter, found);
  return found;
}
