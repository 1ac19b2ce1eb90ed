import { useInbox } from "@taskwire/react";
import { useDecisions } from "../decide/decisions.ts";

/** The number that a page of the navigation shows, and what it counts. */
export interface Badge {
  readonly count: number;
  readonly label: "nav.unread" | "nav.waiting";
}

/** The badges of the navigation, by path. */
export function useBadges(): { readonly [path: string]: Badge | undefined } {
  const unread = useInbox((inbox) => inbox.unread);
  const waiting = useDecisions().ids.length;
  return {
    "/inbox": { count: unread, label: "nav.unread" },
    "/decide": { count: waiting, label: "nav.waiting" },
  };
}
