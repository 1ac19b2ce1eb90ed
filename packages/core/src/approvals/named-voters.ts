import type { Remedy } from "../authorize/remedy.ts";
import type { Condition } from "../model/condition.ts";
import type { Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import { valueAt } from "./content.ts";
import { isTooLarge } from "./draft.ts";
import type { Running } from "./vote-steps.ts";
import { barredFrom } from "./waited.ts";

type Task = Facts["task"];

/** The roles or people that a step names, because its conditions allow no others. */
interface Named {
  /** Undefined if the step doesn't depend on the role. */
  readonly roles: readonly string[] | undefined;
  /** The ids of people. Undefined if the step doesn't depend on them. */
  readonly people: readonly string[] | undefined;
}

type Part = (condition: Condition) => readonly string[] | undefined;

/** The values that a condition names. Undefined if it also allows values that it doesn't name. */
function allowedBy(condition: Condition, part: Part): readonly string[] | undefined {
  if ("all" in condition)
    return condition.all.map((one) => allowedBy(one, part)).find((values) => values !== undefined);
  if (!("any" in condition)) return part(condition);
  const each = condition.any.map((one) => allowedBy(one, part));
  return each.includes(undefined) ? undefined : each.flatMap((values) => values ?? []);
}

const roleIn: Part = (condition) =>
  "is" in condition && condition.is[0] === "actor.role" ? [String(condition.is[1])] : undefined;

/** The person of a condition such as `equals: ["actor.userId", "task.data.managerId"]`. */
const peopleIn =
  (task: Task): Part =>
  (condition) => {
    const me = "actor.userId";
    if ("is" in condition) return condition.is[0] === me ? [String(condition.is[1])] : undefined;
    const paths: readonly string[] =
      "equals" in condition ? condition.equals : "includes" in condition ? condition.includes : [];
    const path = paths.find((one) => one.startsWith("task."));
    if (!task || path === undefined || !paths.includes(me)) return undefined;
    return [valueAt(task, path.slice(5))].flat().filter((one) => typeof one === "string");
  };

/** The roles and the people that can vote in steps, as far as the steps name them. */
export function namedVoters(
  steps: readonly string[],
  task: Task,
  { approval, definition }: Running,
): Named {
  const none = { roles: undefined, people: undefined };
  const isOpenToOthers = steps.some((name) => {
    const step = approval.steps[name];
    return step && ((step.escalated ?? 0) > 0 || Object.keys(step.added ?? {}).length > 0);
  });
  if (isOpenToOthers || steps.length === 0) return none;
  const any = steps.flatMap((name) =>
    Object.values(own(definition.steps, name)?.groups ?? {}).map(({ by }) => by),
  );
  return { roles: allowedBy({ any }, roleIn), people: allowedBy({ any }, peopleIn(task)) };
}

/** Whether an open step has too few voters, so that it can pass only if somebody adds one. */
export function lacksVoters(name: string, { approval }: Running): boolean {
  const step = approval.steps[name];
  if (step?.stalled !== "nobody" && step?.stalled !== "unreachable") return false;
  return !Object.keys(step.required).some((group) => isTooLarge(step, group));
}

/**
 * Leaves out of a remedy the roles that can't vote in any of these steps. If the steps name the people who can vote,
 * the remedy names them too. The remedy stays as it is in these cases:
 * - There are no steps.
 * - Added people, or people of an escalation, may vote too.
 * - Each of the steps lacks voters, so somebody has to be added, who can have any role.
 * - Everybody whom the steps name is the requester, or has voted in another step of a `distinct` approval.
 */
export function amongVoters(
  remedy: Remedy,
  steps: readonly string[],
  task: Task,
  running: Running,
): Remedy {
  const { roles, people } = namedVoters(steps, task, running);
  if (remedy === "none" || steps.every((name) => lacksVoters(name, running))) return remedy;
  const isForOthers = remedy.some(({ by }) => by.some(({ not }) => not === "requester"));
  const barred = steps.map((name) => barredFrom(name, running.approval, running.definition));
  const able = people?.filter(
    (userId) =>
      !(isForOthers && userId === task?.requesterId) && !barred.every((one) => one.has(userId)),
  );
  if (people && able?.length === 0) return remedy;
  const known = remedy.map((one) => (able ? { ...one, people: able } : one));
  const narrowed = known.map((one) => ({
    ...one,
    by: one.by.filter(({ role }) => !roles || roles.includes(role)),
  }));
  return narrowed.every(({ by }) => by.length > 0) ? narrowed : known;
}
