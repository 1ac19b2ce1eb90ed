import { systemId } from "../model/actor.ts";
import type { Condition, RolesData } from "../model/definitions.ts";
import type { Facts } from "../model/facts.ts";

/** True, false, or `ask`: only the server can tell. */
export type Answer = boolean | "ask";

function look(path: string, facts: Facts): unknown {
  let value: unknown = facts;
  for (const name of path.split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name))
      return undefined;
    value = (value as { [name: string]: unknown })[name];
  }
  return value;
}

// A fact that is missing makes a condition false, never an error: what can't be shown isn't allowed.
function holds(condition: Condition, facts: Facts, name: string): Answer {
  if ("equals" in condition) {
    const left = look(condition.equals[0], facts);
    return left !== undefined && left !== null && left === look(condition.equals[1], facts);
  }
  if ("is" in condition) return look(condition.is[0], facts) === condition.is[1];
  if ("includes" in condition) {
    const list = look(condition.includes[0], facts);
    return Array.isArray(list) && list.includes(look(condition.includes[1], facts));
  }
  if ("not" in condition) {
    const answer = holds(condition.not, facts, name);
    return answer === "ask" ? "ask" : !answer;
  }
  if ("all" in condition) {
    const answers = condition.all.map((part) => holds(part, facts, name));
    return answers.includes(false) ? false : answers.includes("ask") ? "ask" : true;
  }
  if ("any" in condition) return anyOf(condition.any.map((part) => holds(part, facts, name)));
  return facts.answers && Object.hasOwn(facts.answers, name) ? facts.answers[name] === true : "ask";
}

const anyOf = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes("ask") ? "ask" : false;

/** Whether the actor's role grants a permission on these facts. Deny by default: an unknown role, permission or condition grants nothing. */
export function grants(permission: string, facts: Facts, { roles, conditions }: RolesData): Answer {
  if (facts.actor.userId === systemId) return true;
  const role = Object.hasOwn(roles, facts.actor.role) ? roles[facts.actor.role] : undefined;
  const grant = role && Object.hasOwn(role, permission) ? role[permission] : undefined;
  if (grant === undefined) return false;
  if (grant === true) return true;
  return anyOf(
    grant.map((name) => {
      const condition = Object.hasOwn(conditions, name) ? conditions[name] : undefined;
      return condition ? holds(condition, facts, name) : false;
    }),
  );
}
