import type { LoggedEvent } from "../storage/storage.ts";

/** The id of a command's n-th event. It names the command, so that a reader of the log can tell where one ends. */
export const eventId = (command: string, index: number): string => `${command}.${index}`;

/** The command that an event belongs to. */
export const commandOf = ({ id }: LoggedEvent): string => id.slice(0, id.lastIndexOf("."));

/**
 * A page without its last command where the page may have cut it in two; nothing is left when one command fills the page.
 * Readers get the events of a command together or not at all: half a command is a state that never was.
 */
export function wholeCommands(page: readonly LoggedEvent[], limit: number): readonly LoggedEvent[] {
  const last = page.at(-1);
  if (page.length < limit || !last) return page;
  const command = commandOf(last);
  let end = page.length;
  while (end > 0 && commandOf(page[end - 1] as LoggedEvent) === command) end--;
  return page.slice(0, end);
}
