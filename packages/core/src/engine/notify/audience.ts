import { accessOf, maySee } from "../../model/access.ts";
import { systemId } from "../../model/actor.ts";
import { boards } from "../../model/board.ts";
import type { Table } from "../../model/collection.ts";
import { notifications } from "../../model/notification.ts";
import { rooms } from "../../model/room.ts";
import { tasks } from "../../model/task.ts";
import {
  decide,
  type NotificationOutcome,
  type PersonCandidate,
} from "../../notifications/decide.ts";
import { isCritical } from "../../notifications/reasons.ts";
import type { Candidate, Group, NotificationRequest } from "../../notifications/request.ts";
import type { EngineContext } from "../context.ts";
import { expand, type Place } from "./groups.ts";
import type { BoardPerson } from "./members-cache.ts";
import type { NotifyParts } from "./notify-parts.ts";
import type { PreferenceReader, PreferencesByPerson } from "./preference-reader.ts";

const isGroup = (candidate: Candidate): candidate is Candidate & { readonly to: Group } =>
  typeof candidate.to !== "string";

/** What becomes of a notice's candidates. Reads what the pure part needs, and nothing where there is nobody to tell. */
export async function outcomesOf(
  notice: NotificationRequest,
  reader: PreferenceReader,
  context: EngineContext,
  parts: NotifyParts,
): Promise<NotificationOutcome[]> {
  const actorId = context.actor.userId;
  const nobody = {
    actorId,
    now: context.now,
    mayRead: () => false,
    follows: () => false,
    preferences: () => [],
  };
  const asked = notice.candidates.flatMap(({ to, reason }): PersonCandidate[] =>
    typeof to === "string" && to !== systemId ? [{ userId: to, reason }] : [],
  );
  const groups = notice.candidates.filter(isGroup);
  if (groups.length === 0 && asked.every(({ userId }) => userId === actorId))
    return decide(asked, nobody);
  const place = await placeOf(notice, context);
  if (!place) return [];
  let preferences: PreferencesByPerson | undefined;
  if (groups.some(({ to }) => "level" in to)) preferences = await reader.about(notice, "all");
  for (const { to, reason } of groups)
    asked.push(
      ...(await expand(to, {
        reason,
        place,
        preferences: preferences ?? new Map(),
        context,
        parts,
      })),
    );
  const others = asked.filter(({ userId }) => userId !== actorId);
  if (others.length === 0) return decide(asked, nobody);
  const userIds = [...new Set(others.map(({ userId }) => userId))];
  const people = await parts.members.some(place.board, place.room, userIds);
  const sight = visibilityIn(place, context);
  const mayRead = (userId: string) => sight(people.get(userId));
  // Whoever follows a place that is closed to them by now is nobody's candidate.
  const candidates = asked.filter(
    ({ userId, byPreference }) => !byPreference || userId === actorId || mayRead(userId),
  );
  const choosing = [
    ...new Set(others.flatMap(({ userId, reason }) => (isCritical(reason) ? [] : userId))),
  ];
  preferences ??= choosing.length > 0 ? await reader.about(notice, choosing) : new Map();
  const commented = new Set(
    asked.flatMap(({ userId, reason }) => (reason === "comment" ? userId : [])),
  );
  const told = notice.once ? await notifiedOf(notice.about, context) : undefined;
  return decide(candidates, {
    ...nobody,
    mayRead,
    notifiedBefore: (userId) => told?.has(userId) ?? false,
    follows: (userId) =>
      place.task !== undefined && (place.task.involved.includes(userId) || commented.has(userId)),
    preferences: (userId) => preferences?.get(userId) ?? [],
  });
}

/** The places of a notice as the command leaves them. They are in the read set, as guards of who their people are. */
export async function placeOf(
  { boardId, roomId, taskId }: Pick<NotificationRequest, "boardId" | "roomId" | "taskId">,
  context: EngineContext,
): Promise<Place | undefined> {
  const board = await left(boards, boardId, context);
  const room = roomId === undefined ? undefined : await left(rooms, roomId, context);
  const task = taskId === undefined ? undefined : await left(tasks, taskId, context);
  if (!board || (roomId !== undefined && !room) || (taskId !== undefined && !task))
    return undefined;
  return { board, room, task };
}

/** A record as the command leaves it; read where the command has nothing to do with it. */
async function left<S extends { id: string; version: number }>(
  table: Table<S>,
  id: string,
  context: EngineContext,
): Promise<S | undefined> {
  const made = context.latest(table, id);
  return made === undefined ? (await context.get(table, [id]))[0] : (made ?? undefined);
}

/** Who of a place's people may read what it is about. */
export function visibilityIn(
  { task }: Place,
  { definitions }: EngineContext,
): (person: BoardPerson | undefined) => boolean {
  return (person) =>
    person !== undefined &&
    !person.disabled &&
    (!task || maySee(task, accessOf(person.member.role, definitions.roles), person.member.userId));
}

/** Who has been told of a thing. */
export async function notifiedOf(about: string, context: EngineContext): Promise<Set<string>> {
  const rows = await context.listAll(notifications, { index: "about", equals: { about } });
  return new Set(rows.map(({ userId }) => userId));
}
