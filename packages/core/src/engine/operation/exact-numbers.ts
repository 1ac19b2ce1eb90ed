import { TaskwireError } from "../../errors.ts";

/**
 * The search stops at this depth. An operation has no fields that are deeper; a value of the app's
 * own code could even contain itself.
 */
const maxDepth = 64;

/**
 * Refuses whole numbers that JSON may have rounded before they arrived here.
 *
 * @throws {TaskwireError} `invalid` with the path of the first one, and the cure.
 */
export function checkExactNumbers(operation: string, input: unknown): void {
  const path = inexactIn(input, 0);
  if (!path) return;
  const message =
    "A whole number beyond ±9007199254740991 loses digits in JSON; use a text for such numbers";
  throw new TaskwireError(
    "invalid",
    `The input of ${operation} is wrong at "${path.join(".").slice(0, 100)}": ${message}.`,
    { problems: [{ path: path.join(".").slice(0, 100), message }] },
  );
}

/** Returns the path of a whole number that is not exact. Undefined if there is none. */
function inexactIn(value: unknown, depth: number): (string | number)[] | undefined {
  if (typeof value === "number")
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? [] : undefined;
  if (typeof value !== "object" || value === null || depth === maxDepth) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const path = inexactIn(part, depth + 1);
    if (path) return [name, ...path];
  }
  return undefined;
}
