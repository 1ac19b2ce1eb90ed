import { type PresenceStore, presenceStore } from "@taskwire/client/presence";
import { type Shown, useStore } from "./use-store.ts";

/** The people who are looking at a board or a room now, for a component. */
export type PresenceShown = Shown<PresenceStore>;

/**
 * Returns the people who are looking at a board or a room now. With `select`, it returns only a
 * part of this.
 *
 * @param topic `board:<id>` or `room:<id>`.
 * @example
 * ```ts
 * const { count, users } = usePresence("board:sales");
 * ```
 */
export function usePresence(topic: string): PresenceShown;
export function usePresence<Selected>(
  topic: string,
  select: (present: PresenceShown) => Selected,
): Selected;
export function usePresence(topic: string, select?: (present: PresenceShown) => unknown): unknown {
  return useStore(presenceStore, [topic], select);
}
