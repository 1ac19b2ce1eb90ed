import { TaskwireError } from "../errors.ts";
import { nearest } from "../model/nearest.ts";

/**
 * Checks that events of a type exist. A listener for any other type would wait forever, and its author
 * would never learn why.
 *
 * @throws {TaskwireError} `invalid` with similar types if there is none.
 */
export function checkEventType(type: string, known: ReadonlySet<string>): void {
  if (known.has(type)) return;
  if (typeof type !== "string")
    throw new TaskwireError("invalid", 'Name a type of events, such as "task.created".');
  const similar = nearest(type, known);
  throw new TaskwireError(
    "invalid",
    `No event has the type "${type}"; the nearest are ${similar.join(", ")}. If an operation of your own emits it, name it in the option \`events\`.`,
    { type, near: similar },
  );
}
