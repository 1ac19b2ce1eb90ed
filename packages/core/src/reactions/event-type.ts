import { TaskwireError } from "../errors.ts";

/**
 * Checks that events of a type exist. A listener for any other type would wait forever, and its author
 * would never learn why.
 *
 * @throws {TaskwireError} `invalid` with similar types if there is none.
 */
export function checkEventType(type: string, known: ReadonlySet<string>): void {
  if (known.has(type)) return;
  const [noun, verb] = type.split(".");
  const all = [...known];
  const similar = all.filter((one) => one.startsWith(`${noun}.`) || one.endsWith(`.${verb}`));
  const listed = similar.length > 0 ? similar : all;
  throw new TaskwireError(
    "invalid",
    `No event has the type "${type}"; there are ${listed.join(", ")}. If an operation of your own emits it, name it in the option \`events\`.`,
    { type, near: similar },
  );
}
