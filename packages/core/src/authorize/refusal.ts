import { TaskwireError } from "../errors.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { forOthers, type Verdict } from "./judge.ts";
import { type RemedyActor, rolesThatCan } from "./remedy.ts";

const conditionWords: { readonly [condition: string]: string } = {
  requester: "for tasks that they requested",
  assignee: "for subtasks that are assigned to them",
  involved: "for tasks that involve them",
  author: "for what they wrote",
  room_founder: "in rooms that they created",
  founder: "on boards that they created",
};

const wordsFor = (condition: string): string =>
  Object.hasOwn(conditionWords, condition)
    ? (conditionWords[condition] as string)
    : `if "${condition}" holds`;

/**
 * Makes the error for a verdict that doesn't allow an action. The code is `forbidden` if the role
 * doesn't grant the permission, and `refused` if the workflow doesn't allow the action now.
 * `details` has the rule, the role's conditions that don't hold, and the remedy as data.
 */
export function refusal(
  action: string,
  verdict: Verdict,
  facts: Facts,
  { roles }: Definitions,
): TaskwireError {
  const able = rolesThatCan(action, roles);
  const conditions = able.find(({ role }) => role === facts.actor.role)?.if ?? [];
  const words = permissionWords(facts.actor.role, conditions, able);
  if (verdict.allowed !== false)
    return new TaskwireError("forbidden", words, { action, rule: "permission", conditions });
  const { rule, message, remedy, for: people } = verdict;
  const others = people && { for: people };
  if (rule === "permission") {
    // The message may have a better reason than the role: the request is the person's own.
    const role = verdict.rules.find((one) => one.rule === rule && !one.passed);
    const isRole = role && !role.passed && message.startsWith(role.message);
    const said = isRole ? `${words}${people ? forOthers(people) : ""}` : message;
    return new TaskwireError("forbidden", said, {
      action,
      rule,
      conditions,
      remedy,
      ...others,
    });
  }
  const decision = rule === "state" ? facts.task?.decision : undefined;
  return new TaskwireError("refused", message, {
    action,
    rule,
    remedy,
    ...others,
    ...(decision && { decision }),
  });
}

/**
 * Returns a sentence that names the conditions under which the role can do this, and the other
 * roles that can do it.
 */
function permissionWords(
  role: string,
  conditions: readonly string[],
  able: readonly RemedyActor[],
): string {
  const own =
    conditions.length > 0
      ? `People with the role ${role} can do this only ${anyOf(conditions)}.`
      : `The role ${role} cannot do this.`;
  const others = able
    .filter((other) => other.role !== role)
    .map((other) => (other.if ? `${other.role} (only ${anyOf(other.if)})` : other.role));
  return others.length > 0 ? `${own} Ask somebody with the role ${others.join(" or ")}.` : own;
}

const anyOf = (conditions: readonly string[]): string => conditions.map(wordsFor).join(", or ");
