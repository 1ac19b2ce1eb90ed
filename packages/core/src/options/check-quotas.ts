import { defaultQuotas, type Quotas } from "../model/quota.ts";
import { maxSubtasks } from "../model/subtask.ts";
import { checkNames } from "./check-names.ts";

/**
 * Refuses a quota that is not a whole number, and one that is higher than taskwire allows.
 *
 * @throws {Error} naming the quota, what is wrong, and the cure.
 */
export function checkQuotas(quotas: Partial<Quotas>): void {
  checkNames(quotas, defaultQuotas, "There is no quota");
  const { system = false, ...numbers } = quotas;
  if (typeof system !== "boolean")
    throw new Error(
      `The quota option "system" is ${String(system)}; give true to limit the app's own code too, or false.`,
    );
  for (const [name, quota] of Object.entries<unknown>(numbers)) {
    if (quota !== null && !(Number.isSafeInteger(quota) && (quota as number) >= 0))
      throw new Error(
        `The quota "${name}" is ${String(quota)}; give a whole number from 0, or null for no quota.`,
      );
  }
  const { subtasksPerTask = maxSubtasks } = numbers;
  if (subtasksPerTask === null || subtasksPerTask > maxSubtasks)
    throw new Error(
      `The quota "subtasksPerTask" is ${String(subtasksPerTask)}; a task has at most ${maxSubtasks} subtasks, so give a number up to that.`,
    );
}
