import { useInbox, useRooms } from "@taskwire/react";
import { useDecisions } from "../decide/decisions.ts";
import { boardId } from "../workplace/workplace.ts";

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
  const inRooms = useRooms(boardId, ({ rooms }) =>
    rooms.reduce((sum, room) => sum + room.unread, 0),
  );
  return {
    "/inbox": unreadBadge(unread),
    "/rooms": unreadBadge(inRooms),
    "/decide": ids.length > 0 ? { count, label: "nav.waiting" } : undefined,
  };
}

const unreadBadge = (count: number): Badge | undefined =>
  count > 0 ? { count: count > 99 ? "99+" : `${count}`, label: "nav.unread" } : undefined;
