import { type InboxStore, inboxStore } from "@taskwire/client/inbox";
import { type Shown, useStore } from "./use-store.ts";

/** The inbox for a component: a snapshot of it, and in `store` its methods. */
export type InboxShown = Shown<InboxStore>;

/**
 * Returns my inbox, up to date: notifications, the number of unread ones, and preferences. `store` has
 * `read`, `done`, `prefer` and the other methods. With `select`, it returns a part of it.
 *
 * @example
 * ```ts
 * const unread = useInbox((inbox) => inbox.unread);
 * ```
 */
export function useInbox(): InboxShown;
export function useInbox<Selected>(select: (inbox: InboxShown) => Selected): Selected;
export function useInbox(select?: (inbox: InboxShown) => unknown): unknown {
  return useStore(inboxStore, [], select);
}
