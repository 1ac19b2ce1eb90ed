import { boardTopic, roomTopic } from "../../model/topic.ts";
import type { Group } from "../../notifications/request.ts";
import type { EngineContext } from "../context.ts";
import { decidersOf } from "./deciders.ts";
import type { BoardPerson } from "./members-cache.ts";
import type { NotifyParts } from "./notify-parts.ts";
import type { Place } from "./place.ts";

/** The ids of the people in a group. */
export async function expand(
  group: Exclude<Group, { readonly level: "all" }>,
  place: Place,
  context: EngineContext,
  parts: NotifyParts,
): Promise<string[]> {
  const onBoard = await context.people.membersOf(place.board);
  if ("deciders" in group) {
    const people = [...onBoard.values()];
    const of = (task: typeof group.deciders) =>
      decidersOf(task, people, place.board, context, parts.onError);
    const deciders = await of(group.deciders);
    const before = group.unlike ? await of(group.unlike) : [];
    return deciders.filter((userId) => !before.includes(userId));
  }
  const inRoom =
    group.members === "room" && place.room
      ? await context.people.roomMembersOf(place.room)
      : undefined;
  const topic = inRoom && place.room ? roomTopic(place.room.id) : boardTopic(place.board.id);
  const present = group.present && new Set(parts.present(topic));
  const isInGroup = ([userId, { member }]: [string, BoardPerson]) =>
    (!inRoom || inRoom.has(userId)) &&
    (group.role === undefined || member.role === group.role) &&
    (!present || present.has(userId));
  return [...onBoard].filter(isInGroup).map(([userId]) => userId);
}
