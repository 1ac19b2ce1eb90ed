import { systemId } from "../../model/actor.ts";
import type { Board } from "../../model/board.ts";
import { own } from "../../model/own.ts";
import type { Task } from "../../model/task.ts";
import type { EngineContext } from "../context.ts";
import type { BoardPerson } from "./members-cache.ts";

type OnError = (error: unknown) => void;

/**
 * Nobody can decide on an archived board, but its requests stay open. So they go to the people who
 * will be able to decide when the board is reopened.
 */
const reopened = (board: Board): Board => (board.archived ? { ...board, archived: false } : board);

/** The people who may take one of the decisions that a task waits for. */
export async function decidersOf(
  task: Task,
  people: Iterable<BoardPerson>,
  board: Board,
  context: EngineContext,
  onError: OnError,
): Promise<string[]> {
  if (task.kind !== "waiting") return [];
  const judged = [...people].map(async (person) => {
    const may = !person.disabled && (await mayDecide(task, person, board, context, onError));
    return may && person.member.userId !== systemId ? [person.member.userId] : [];
  });
  return (await Promise.all(judged)).flat();
}

/** Returns the people who can add members to the board, or give a member another role. */
export async function managersOf(
  people: Iterable<BoardPerson>,
  board: Board,
  context: EngineContext,
): Promise<string[]> {
  const judged = [...people].map(async ({ member, disabled }): Promise<string[]> => {
    if (disabled) return [];
    const { userId, role } = member;
    const facts = { actor: { userId, role }, board: reopened(board), member };
    for (const permission of ["member.add", "member.change"])
      if ((await context.verdict(permission, facts)).allowed === true) return [userId];
    return [];
  });
  return (await Promise.all(judged)).flat();
}

/**
 * Whether a person may take one of the decisions that a task waits for. The result is the same as
 * for a command of this person.
 */
export async function mayDecide(
  task: Task,
  { member }: Pick<BoardPerson, "member">,
  board: Board,
  context: EngineContext,
  onError: OnError,
): Promise<boolean> {
  const { workflow, roles } = context.definitions;
  const granted = own(roles.roles, member.role);
  for (const [name, { decision, from, trigger }] of Object.entries(workflow.actions)) {
    const action = `task.${name}`;
    if (!decision || trigger !== "person" || !from.includes(task.state) || !granted?.[action])
      continue;
    const { userId, role } = member;
    const facts = { actor: { userId, role }, board: reopened(board), member, task };
    try {
      if ((await context.verdict(action, facts)).allowed === true) return true;
    } catch (error) {
      // If a condition of the host throws for one person, another person's command must not fail.
      onError(error);
    }
  }
  return false;
}
