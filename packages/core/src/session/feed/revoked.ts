import type { LoggedEvent } from "../../log/log.ts";
import { type Access, accessOf } from "../../model/access.ts";
import type { RolesData } from "../../model/definitions.ts";
import { boardTopic, roomTopic, userTopic } from "../../model/topic.ts";
import type { Revoked } from "../../protocol/down/revoked.ts";

interface OwnEvent {
  readonly user?: { readonly disabled?: boolean };
  readonly boardId: string;
  readonly roomId: string;
  readonly role: string;
  readonly before?: string;
}

const depth = (access: Access | undefined): number =>
  access === undefined ? 0 : access === "involved" ? 1 : 2;

/** Whether somebody who saw so much of a topic sees less of it now. */
export const seesLess = (before: Access | undefined, now: Access | undefined): boolean =>
  depth(now) < depth(before);

/** What an event in a person's own topic takes from them, if anything. */
export function revocationBy(event: LoggedEvent, roles: RolesData): Revoked | undefined {
  const { type, subject, actor } = event;
  const isLeaving = type === "user.left" || type === "room.left";
  if (!isLeaving && type !== "user.role_changed" && type !== "user.changed") return undefined;
  const { user, boardId, roomId, role, before = role } = JSON.parse(event.data) as OwnEvent;
  const revoked = (topic: string, reason: Revoked["reason"]): Revoked => ({
    type: "revoked",
    topic,
    reason,
  });
  if (type === "user.changed")
    return user?.disabled ? revoked(userTopic(subject), "disabled") : undefined;
  if (isLeaving)
    return revoked(
      type === "room.left" ? roomTopic(roomId) : boardTopic(boardId),
      actor === subject ? "left" : "removed",
    );
  return seesLess(accessOf(before, roles), accessOf(role, roles))
    ? revoked(boardTopic(boardId), "role")
    : undefined;
}
