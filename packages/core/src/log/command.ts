import type { LoggedEvent } from "../storage/storage.ts";

/**
 * Returns the id of a command's n-th event. It contains the command's id, so that readers of the
 * log see where a command ends.
 */
export const eventId = (command: string, index: number): string => `${command}.${index}`;

/** Returns the id of the command that wrote an event. */
export const commandOf = ({ id }: Pick<LoggedEvent, "id">): string =>
  id.slice(0, id.lastIndexOf("."));

/**
 * Removes the last command of a page, of which the page may contain only a part. The result is empty
 * if one command fills the whole page. Readers get all events of a command together, because a part
 * of them shows a state that never existed.
 */
export function wholeCommands(page: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const last = page.at(-1);
  if (!last) return page;
  const command = commandOf(last);
  let end = page.length;
  while (end > 0 && commandOf(page[end - 1] as LoggedEvent) === command) end--;
  return page.slice(0, end);
}
