import type { EngineParts } from "../../engine/attempt.ts";
import type { EngineContext } from "../../engine/context.ts";
import { notify } from "../../engine/notify/notify.ts";
import { PreferenceReader } from "../../engine/notify/preference-reader.ts";
import type { Put } from "../../engine/operation/emitted.ts";
import { type Member, members } from "../../model/member.ts";
import { boardTopic, userTopic } from "../../model/topic.ts";
import { users } from "../../model/user.ts";
import { decide, recipientsOf } from "../../notifications/decide.ts";
import { notificationEvent, notificationFor } from "../../notifications/notification.ts";
import { rulesOf } from "../../notifications/reasons.ts";

/**
 * Removes people from a deleted board, notifies them, and removes names and texts from their
 * notifications.
 */
export const endMemberships =
  (eventId: string, parts: EngineParts) =>
  async (found: readonly Member[], context: EngineContext): Promise<void> => {
    const people = await context.get(users, [
      ...found.map(({ userId }) => userId),
      context.actor.userId,
    ]);
    for (const [i, { userId, boardId, role }] of found.entries()) {
      const user = people[i];
      context.emit({
        topic: userTopic(userId),
        type: "user.left",
        subject: userId,
        audience: null,
        data: { boardId, role },
        ...(user && { put: { user: [users, user] } }),
      });
      context.review({ userId, boardId, takes: "everything" });
    }
    const boardId = found[0]?.boardId ?? "";
    context.emit({
      topic: boardTopic(boardId),
      type: "records.deleted",
      subject: boardId,
      audience: null,
      erase: { members: found.map(({ id }): Put => [members, { id }]) },
    });
    await notify(context, parts.notify);
    await tell(boardId, eventId, found, context, parts);
  };

/**
 * Notifies the members. The engine notifies nobody of a board that does not exist, so this function
 * writes the notifications itself.
 */
async function tell(
  boardId: string,
  eventId: string,
  found: readonly Member[],
  context: EngineContext,
  { notify: { notifies, storage } }: EngineParts,
): Promise<void> {
  if (!notifies) return;
  const { actor, now } = context;
  const about = `board:${boardId}`;
  const rules = rulesOf(context.definitions);
  const preferences = new PreferenceReader(storage);
  const people = found.filter(({ disabled }) => !disabled).map(({ userId }) => userId);
  await preferences.read([{ userIds: people, targets: [about] }]);
  const outcomes = decide(
    people.map((userId) => ({ userId, reason: "removed" })),
    {
      rules,
      actorId: actor.userId,
      now,
      mayRead: () => false,
      wasNotified: () => false,
      followers: new Set(),
      preferences: (userId) => preferences.of(userId, [about]),
    },
  );
  for (const [userId, reasons] of recipientsOf(outcomes)) {
    const source = { eventId, type: "board.deleted", actor: actor.userId };
    const actorName = context.user()?.name ?? null;
    const names = { actorName, boardName: null, roomName: null, taskTitle: null };
    const one = notificationFor(userId, reasons, { about, boardId }, names, source, now, rules);
    context.emit(notificationEvent("notification.created", one));
  }
}
