import { systemId } from "../../model/actor.ts";
import type { Board } from "../../model/board.ts";
import { own } from "../../model/own.ts";
import type { Reason } from "../../model/reason.ts";
import type { Room } from "../../model/room.ts";
import type { Task } from "../../model/task.ts";
import { boardTopic, roomTopic } from "../../model/topic.ts";
import type { PersonCandidate } from "../../notifications/decide.ts";
import type { Group } from "../../notifications/request.ts";
import type { EngineContext } from "../context.ts";
import type { BoardPerson } from "./members-cache.ts";
import type { NotifyParts } from "./notify-parts.ts";
import type { PreferencesByPerson } from "./preference-reader.ts";

/** Where a notice takes place, as the command leaves it. */
export interface Place {
  readonly board: Board;
  readonly room: Room | undefined;
  readonly task: Task | undefined;
}

interface Around {
  readonly reason: Reason;
  readonly place: Place;
  readonly preferences: PreferencesByPerson;
  readonly context: EngineContext;
  readonly parts: NotifyParts;
}

/** A group as people. */
export async function expand(group: Group, around: Around): Promise<PersonCandidate[]> {
  const { reason, place, preferences, context, parts } = around;
  if ("level" in group) {
    const follow = [...preferences].filter(
      ([, own]) => own.find(({ level }) => level !== null)?.level === "all",
    );
    return follow.map(([userId]) => ({ userId, reason, byPreference: true }));
  }
  const onBoard = await parts.members.board(place.board);
  if ("deciders" in group) {
    const people = [...onBoard.values()];
    const deciders = await decidersOf(group.deciders, people, place.board, context, parts);
    const before = group.unlike
      ? await decidersOf(group.unlike, people, place.board, context, parts)
      : [];
    return deciders
      .filter((userId) => !before.includes(userId))
      .map((userId) => ({ userId, reason }));
  }
  const inRoom =
    group.members === "room" && place.room ? await parts.members.room(place.room) : undefined;
  const topic = inRoom && place.room ? roomTopic(place.room.id) : boardTopic(place.board.id);
  const present = group.present && new Set(parts.present(topic));
  const fits = ([userId, { member }]: [string, BoardPerson]) =>
    (!inRoom || inRoom.has(userId)) &&
    (group.role === undefined || member.role === group.role) &&
    (!present || present.has(userId));
  return [...onBoard].filter(fits).map(([userId]) => ({ userId, reason }));
}

/** Whether somebody may take one of the decisions that a task waits for: what the judge of commands says. */
export async function mayDecide(
  task: Task,
  { member }: BoardPerson,
  board: Board,
  {
    context,
    onError,
  }: { readonly context: EngineContext; readonly onError: (error: unknown) => void },
): Promise<boolean> {
  const { workflow, roles } = context.definitions;
  const granted = own(roles.roles, member.role);
  for (const [name, { decision, from, trigger }] of Object.entries(workflow.actions)) {
    const action = `task.${name}`;
    if (!decision || trigger !== "person" || !from.includes(task.state) || !granted?.[action])
      continue;
    const facts = { actor: { userId: member.userId, role: member.role }, board, member, task };
    try {
      if ((await context.verdict(action, facts)).allowed === true) return true;
    } catch (error) {
      // A condition of the host's that fails for one person must not fail another one's command.
      onError(error);
    }
  }
  return false;
}

async function decidersOf(
  task: Task,
  people: readonly BoardPerson[],
  board: Board,
  context: EngineContext,
  { onError }: NotifyParts,
): Promise<string[]> {
  if (task.kind !== "waiting") return [];
  const judged = people.map(async (person) => {
    const may = !person.disabled && (await mayDecide(task, person, board, { context, onError }));
    return may && person.member.userId !== systemId ? [person.member.userId] : [];
  });
  return (await Promise.all(judged)).flat();
}
