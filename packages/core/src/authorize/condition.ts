import { systemId } from "../model/actor.ts";
import type { Condition } from "../model/condition.ts";
import { dateText } from "../model/date-text.ts";
import type { RolesData } from "../model/definitions.ts";
import type { Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";

/** Whether a permission is granted. `ask` means that only the server knows. */
export type Answer = boolean | "ask";

/**
 * The answer of a condition. Undefined means unknown: a fact is missing, or its values can't be
 * compared. Unknown never grants a permission, and the opposite of unknown is unknown too. So a
 * missing fact is never a reason to allow something.
 */
type Truth = Answer | undefined;

type Comparable = string | number | Date;

/** Whether two values have the same type and can be ordered. NaN and undefined can't. */
const areComparable = (a: unknown, b: unknown): boolean =>
  typeof a === typeof b &&
  ((a as Comparable) <= (b as Comparable) || (a as Comparable) > (b as Comparable));

/** For null, lists and records, the answer of a comparison is always unknown. */
const isEqual = (a: unknown, b: unknown): Truth =>
  areComparable(a, b) && typeof a !== "object" ? a === b : undefined;

const asOrdered = (value: unknown): unknown =>
  typeof value === "number"
    ? value
    : typeof value === "string" && dateText.test(value)
      ? new Date(value)
      : undefined;

/** Compares two numbers, or two dates as instants. */
function isBelow(a: unknown, b: unknown): Truth {
  const [left, right] = [asOrdered(a), asOrdered(b)];
  return areComparable(left, right) ? (left as Comparable) < (right as Comparable) : undefined;
}

const opposite = (truth: Truth): Truth => (typeof truth === "boolean" ? !truth : truth);

const fromStrongest: readonly Truth[] = [true, "ask", undefined, false];
const anyOf = (truths: readonly Truth[]): Truth =>
  fromStrongest.find((truth) => truths.includes(truth));

/** Returns the value that a path leads to. A number or a date is returned as it is. */
const valueAt = (path: unknown, facts: Facts): unknown =>
  typeof path !== "string" || dateText.test(path)
    ? path
    : path
        .split(".")
        .reduce<unknown>(
          (value, name) => (typeof value === "object" ? own(value as never, name) : undefined),
          facts,
        );

function evaluate(condition: Condition, facts: Facts, name: string): Truth {
  const [[word, given]] = Object.entries(condition) as [[string, never]];
  const part = (one: Condition) => evaluate(one, facts, name);
  const [a, b] = [given].flat().map((path) => valueAt(path, facts));
  switch (word) {
    case "lessThan":
      return isBelow(a, b);
    case "atLeast":
      return opposite(isBelow(a, b));
    case "moreThan":
      return isBelow(b, a);
    case "atMost":
      return opposite(isBelow(b, a));
    case "equals":
      return isEqual(a, b);
    case "is":
      return given[1] === null && a !== undefined ? a === null : isEqual(a, given[1]);
    case "includes":
      return Array.isArray(a) && isEqual(b, b)
        ? anyOf([false, ...a.map((one) => isEqual(one, b))])
        : undefined;
    case "not":
      return opposite(part(given));
    case "any":
      return anyOf((given as Condition[]).map(part));
    case "all":
      return opposite(anyOf((given as Condition[]).map((one) => opposite(part(one)))));
  }
  return own(facts.answers, name) ?? "ask";
}

/**
 * Whether a condition holds on these facts. Undefined: a fact is missing, or its values can't be compared.
 * A condition that only the server can check is unknown here.
 */
export function holds(condition: Condition, facts: Facts): boolean | undefined {
  const truth = evaluate(condition, facts, "");
  return truth === "ask" ? undefined : truth;
}

/**
 * Says whether the actor's role grants a permission on these facts. An unknown role, permission or
 * condition grants nothing.
 */
export function grants(permission: string, facts: Facts, { roles, conditions }: RolesData): Answer {
  if (facts.actor.userId === systemId) return true;
  const grant = own(own(roles, facts.actor.role), permission);
  if (!grant || grant === true) return grant ?? false;
  const truths = grant.map((name) => {
    const condition = own(conditions, name);
    return condition && evaluate(condition, facts, name);
  });
  return anyOf(truths) ?? false;
}
