import { systemId } from "../../model/actor.ts";
import type { Board } from "../../model/board.ts";
import type { Task } from "../../model/task.ts";
import type { PersonCandidate } from "../../notifications/decide.ts";
import type { Group } from "../../notifications/request.ts";
import { awaitsDecision } from "../../workflow/standing.ts";
import type { EngineContext } from "../context.ts";
import { hasDecider, managersOf } from "./deciders.ts";
import type { BoardPerson, People } from "./members-cache.ts";
import type { NotifyParts } from "./notify-parts.ts";
import type { Place } from "./place.ts";

/**
 * The people to tell that nobody can decide on a task: its requester, and the people who can give
 * somebody this right.
 */
export async function peopleToTellOfStall(
  task: Task,
  people: People<BoardPerson>,
  board: Board,
  context: EngineContext,
): Promise<PersonCandidate[]> {
  const managers = await managersOf(people.values(), board, context);
  return [...new Set([task.requesterId, ...managers])]
    .filter((userId) => userId !== systemId)
    .map((userId) => ({ userId, reason: "approval.stalled" }));
}

/**
 * The people to tell if a group of deciders is empty: nobody can decide on the task. `unlike` is
 * the task before the command. If nobody could decide on that task either, returns nobody: these
 * people were already told.
 */
export async function tellOfStall(
  { deciders: task, unlike }: Extract<Group, { readonly deciders: unknown }>,
  { board }: Place,
  context: EngineContext,
  parts: NotifyParts,
): Promise<PersonCandidate[]> {
  if (!awaitsDecision(task.state, context.definitions.workflow)) return [];
  const people = await context.people.membersOf(board);
  const canBeDecided = (one: Task) =>
    hasDecider(one, people.values(), board, context, parts.onError);
  if (unlike && ((await canBeDecided(task)) || !(await canBeDecided(unlike)))) return [];
  return peopleToTellOfStall(task, people, board, context);
}
