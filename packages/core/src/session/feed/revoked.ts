import type { LoggedEvent } from "../../log/log.ts";
import { accessOf } from "../../model/access.ts";
import type { RolesData } from "../../model/definitions.ts";
import { boardTopic, roomTopic, userTopic } from "../../model/topic.ts";
import type { Revoked } from "../../protocol/down/revoked.ts";
import { seesLess } from "./rights.ts";

interface OwnEvent {
  readonly user?: { readonly disabled?: boolean };
  readonly boardId: string;
  readonly roomId: string;
  readonly role: string;
  readonly before?: string;
}

/**
 * Returns the `revoked` message for an event of a person's own topic, or undefined if the person
 * sees as much as before.
 */
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
