import type { Voter } from "../approvals/draft.ts";
import { approvalOf } from "../approvals/vote-steps.ts";
import { accessOf, maySee } from "../model/access.ts";
import { systemId } from "../model/actor.ts";
import type { Board } from "../model/board.ts";
import type { WorkflowData } from "../model/definitions.ts";
import { delegatesAt } from "../model/delegation.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Task } from "../model/task.ts";
import type { ReadDelegations } from "./delegations-of.ts";
import type { BoardPerson, People } from "./notify/members-cache.ts";

/** Whether a role grants a permission on these facts, the host's own conditions included. */
export type IsGranted = (permission: string, facts: Facts) => boolean | Promise<boolean>;

/** The action that a vote `for` takes in a state; undefined if the state has no approval. */
export function votingAction(state: string, workflow: WorkflowData): string | undefined {
  if (approvalOf(state, workflow) === undefined) return undefined;
  return Object.entries(workflow.actions).find(
    ([, { vote, from }]) => vote === "for" && from.includes(state),
  )?.[0];
}

/**
 * The members of a task's board as its approval sees them. If the task's state has no approval, nobody is
 * able to vote.
 */
export async function votersOf(
  task: Task,
  people: People<BoardPerson>,
  board: Board,
  definitions: Definitions,
  isGranted: IsGranted,
): Promise<Voter[]> {
  const all = [...people.values()];
  const judged = all.map((person) => mayVote(task, person, board, definitions, isGranted));
  // Most apps have no conditions of their own, so nothing has to be waited for.
  const able = judged.every((one) => typeof one === "boolean") ? judged : await Promise.all(judged);
  return all.map(({ member: { userId, role }, disabled }, i) => ({
    userId,
    role,
    able: able[i] === true,
    disabled,
  }));
}

/** Adds the people who may cast the votes of those who are away. A delegate needs to see the task themselves. */
export async function withDelegates(
  voters: readonly Voter[],
  task: Task,
  now: string,
  { workflow, roles }: Definitions,
  read: ReadDelegations,
): Promise<readonly Voter[]> {
  const able = voters.flatMap((one) => (one.able ? one.userId : []));
  if (able.length === 0) return voters;
  const all = await read(able);
  if (all.every((entries) => entries.length === 0)) return voters;
  const people = new Map(voters.map((one) => [one.userId, one]));
  const found = new Map(
    able.map((id, i) => {
      const delegates = delegatesAt(all[i] ?? [], task.boardId, now).flatMap((userId) => {
        const one = people.get(userId);
        if (!one || one.disabled || !maySee(task, accessOf(one.role, roles), userId)) return [];
        return userId === task.requesterId && workflow.selfApproval === "refuse" ? [] : one;
      });
      return [id, delegates];
    }),
  );
  return voters.map((one) => ({ ...one, delegates: found.get(one.userId) ?? [] }));
}

/** Whether a person may vote on a task at all. In which step, its approval says. */
export function mayVote(
  task: Task,
  { member, disabled }: BoardPerson,
  board: Board,
  { workflow, roles }: Definitions,
  isGranted: IsGranted,
): boolean | Promise<boolean> {
  const { userId, role } = member;
  const action = votingAction(task.state, workflow);
  if (action === undefined) return false;
  if (disabled || userId === systemId) return false;
  if (userId === task.requesterId && workflow.selfApproval === "refuse") return false;
  if (!maySee(task, accessOf(role, roles), userId)) return false;
  return isGranted(`task.${action}`, { actor: { userId, role }, board, member, task });
}
