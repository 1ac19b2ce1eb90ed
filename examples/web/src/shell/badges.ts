import { useInbox } from "@taskwire/react";
import { useDecisions } from "../decide/decisions.ts";

/** The number that a page of the navigation shows, and what it counts. */
export interface Badge {
  /** With a plus sign if there are more. */
  readonly count: string;
  readonly label: "nav.unread" | "nav.waiting";
}

/** The badges of the navigation, by path. Without one, there is nothing to count. */
export function useBadges(): { readonly [path: string]: Badge | undefined } {
  const unread = useInbox((inbox) => inbox.unread);
  const { ids, count } = useDecisions();
  return {
    "/inbox":
      unread > 0 ? { count: unread > 99 ? "99+" : `${unread}`, label: "nav.unread" } : undefined,
    "/decide": ids.length > 0 ? { count, label: "nav.waiting" } : undefined,
  };
}
