import { seatsAsked } from "../../approvals/outcome.ts";
import { type Running, runningApproval } from "../../approvals/vote-steps.ts";
import { systemId } from "../../model/actor.ts";
import type { Board } from "../../model/board.ts";
import type { ActionData } from "../../model/definitions.ts";
import type { Facts } from "../../model/facts.ts";
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
  const able = [...people].filter(isAble);
  const running = runningApproval(task, context.definitions);
  if (running) {
    const seats = await seatsOf(running, task, board, context);
    return able.flatMap(({ member: { userId } }) => (seats.has(userId) ? userId : []));
  }
  const judged = able.map((person) => mayDecide(task, person, board, context, onError));
  // Most apps have no conditions of their own, so nothing has to be waited for.
  const may = judged.every((one) => typeof one === "boolean") ? judged : await Promise.all(judged);
  return able.flatMap(({ member }, i) => (may[i] ? member.userId : []));
}

const isAble = ({ disabled, member }: BoardPerson): boolean =>
  !disabled && member.userId !== systemId;

/** Whether anybody may take one of the decisions that a task waits for. It stops at the first one. */
export async function hasDecider(
  task: Task,
  people: Iterable<BoardPerson>,
  board: Board,
  context: EngineContext,
  onError: OnError,
): Promise<boolean> {
  if (runningApproval(task, context.definitions))
    return (await decidersOf(task, people, board, context, onError)).length > 0;
  if (task.kind !== "waiting") return false;
  for (const person of people)
    if (isAble(person) && (await mayDecide(task, person, board, context, onError))) return true;
  return false;
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
export function mayDecide(
  task: Task,
  { member }: Pick<BoardPerson, "member">,
  board: Board,
  context: EngineContext,
  onError: OnError,
): boolean | Promise<boolean> {
  const { workflow, roles } = context.definitions;
  const running = runningApproval(task, context.definitions);
  if (running)
    return seatsFor(member.userId, running, task, board, context).then(({ length }) => length > 0);
  const granted = own(roles.roles, member.role);
  const { userId, role } = member;
  const facts = { actor: { userId, role }, board: reopened(board), member, task };
  const actions: string[] = [];
  for (const name in workflow.actions) {
    const { decision, from, trigger } = workflow.actions[name] as ActionData;
    const isAsked = decision && trigger === "person" && from.includes(task.state);
    if (isAsked && granted?.[`task.${name}`]) actions.push(`task.${name}`);
  }
  return mayOneOf(actions, facts, context, onError);
}

/** The people whose votes an approval waits for and this person can cast: the person, and people who are away. */
export const seatsFor = async (
  userId: string,
  ...approval: Parameters<typeof seatsOf>
): Promise<readonly string[]> => (await seatsOf(...approval)).get(userId) ?? [];

/** The same for everybody who can cast such a vote. */
async function seatsOf(
  { approval, definition }: Running,
  task: Task,
  board: Board,
  context: EngineContext,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const voters = await context.people.voters(task, board, context.now);
  return seatsAsked(approval, { definition, task, voters, now: context.now });
}

/**
 * Whether one of the actions is allowed. Returns a promise only if the app has its own conditions
 * for these actions.
 */
function mayOneOf(
  [action, ...others]: readonly string[],
  facts: Facts,
  context: EngineContext,
  onError: OnError,
): boolean | Promise<boolean> {
  if (action === undefined) return false;
  const next = (isAllowed: boolean) => isAllowed || mayOneOf(others, facts, context, onError);
  const failed = (error: unknown) => {
    // If a condition of the host throws for one person, another person's command must not fail.
    onError(error);
    return next(false);
  };
  try {
    const verdict = context.judge(action, facts);
    if ("allowed" in verdict) return next(verdict.allowed === true);
    return verdict.then(({ allowed }) => next(allowed === true), failed);
  } catch (error) {
    return failed(error);
  }
}
