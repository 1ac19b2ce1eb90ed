import type { InboxShown } from "@taskwire/react";
import type { Spoken } from "../language/provider.tsx";
import { commentAddress } from "../request/comment-address.ts";

export type Notice = InboxShown["notifications"][number];

const urgent = /^(approval\.|assigned|direct|mention|reply)/;

/** Whether a notification waits for something that I can do. */
export const needsMe = ({ state, reason }: Notice): boolean =>
  (state === "open" || state === "read") && urgent.test(reason);

/** Whether nothing is left to do about a notification. */
export const isOver = ({ state }: Notice): boolean => state === "done" || state === "resolved";

/** Says in words what has happened. */
export function noticeText({ reason, type, actor, actorName }: Notice, { t, tOr }: Spoken): string {
  const name = actor === "system" ? t("system") : (actorName ?? t("somebody"));
  const general = tOr(`inbox.${reason}`, t("inbox.other", { name }), { name });
  return tOr(`inbox.${reason}.${type}`, general, { name });
}

/** Says how a notification was resolved. Undefined if it was not. */
export function resolutionText(
  { resolution, decidedBy }: Notice,
  { tOr }: Spoken,
  nameOf: (userId: string) => string,
): string | undefined {
  if (resolution === null) return undefined;
  return tOr(`inbox.${resolution}`, "", { name: decidedBy === null ? "" : nameOf(decidedBy) });
}

type Place = Pick<Notice, "taskId" | "roomId" | "messageId" | "commentId">;

/** The address of the thing that a notification is about. */
export function addressOf({ taskId, roomId, messageId, commentId }: Place): string {
  if (roomId !== null) return `/rooms/${roomId}${messageId === null ? "" : `/${messageId}`}`;
  if (taskId === null) return "/requests";
  return commentId === null ? `/requests/${taskId}` : commentAddress(taskId) + commentId;
}

/** A longer group is divided, so that a page can draw a part of it. */
const maxInGroup = 20;

/** Groups notifications by their request or room. The order is that of the first one in each group. */
export const grouped = (notices: readonly Notice[]): readonly (readonly Notice[])[] =>
  [...Map.groupBy(notices, ({ taskId, roomId }) => taskId ?? roomId ?? "").values()].flatMap(
    (group) =>
      Array.from({ length: Math.ceil(group.length / maxInGroup) }, (_, i) =>
        group.slice(i * maxInGroup, (i + 1) * maxInGroup),
      ),
  );
