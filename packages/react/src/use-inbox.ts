import { type InboxStore, inboxStore } from "@taskwire/client/inbox";
import { type Shown, useStore } from "./use-store.ts";

/** The inbox for a component: the fields of its snapshot, and its methods in `store`. */
export type InboxShown = Shown<InboxStore>;

/**
 * Returns my inbox and keeps it up to date: my notifications, the number of unread ones, and my
 * preferences. `store` has `read`, `done`, `prefer` and the other methods. With `select`, it
 * returns only a part of this.
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
