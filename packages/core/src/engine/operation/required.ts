import { TaskwireError } from "../../errors.ts";

/**
 * Returns a record of an operation's target.
 *
 * @throws {TaskwireError} `internal` if the target has no such record.
 */
export function required<T>(fact: T | undefined): T {
  if (fact === undefined)
    throw new TaskwireError(
      "internal",
      "The operation's `run` asks for a record that its `target` does not load.",
    );
  return fact;
}
