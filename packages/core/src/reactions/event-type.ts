import { TaskwireError } from "../errors.ts";

/** Refuses a type that no event has: whoever waits for it would wait for ever, and never learn why. */
export function checkEventType(type: string, known: ReadonlySet<string>): void {
  if (known.has(type)) return;
  const [noun, verb] = type.split(".");
  const all = [...known];
  const near = all.filter((one) => one.startsWith(`${noun}.`) || one.endsWith(`.${verb}`));
  const there = near.length > 0 ? near : all;
  throw new TaskwireError(
    "invalid",
    `No event has the type "${type}"; there are ${there.join(", ")}. If an operation of your own emits it, name it in the option \`events\`.`,
    { type, near },
  );
}
