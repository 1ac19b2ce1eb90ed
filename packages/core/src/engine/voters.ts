import type { Voter } from "../approvals/draft.ts";
import { approvalOf } from "../approvals/vote-steps.ts";
import { accessOf, maySee } from "../model/access.ts";
import { systemId } from "../model/actor.ts";
import type { Board } from "../model/board.ts";
import type { WorkflowData } from "../model/definitions.ts";
import { type Delegations, delegatesAt, delegations } from "../model/delegation.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Task } from "../model/task.ts";
import type { Ref, Storage } from "../storage/storage.ts";
import type { BoardPerson, People } from "./notify/members-cache.ts";

type StoredRecords = Awaited<ReturnType<Storage["get"]>>;

/** Whether a role grants a permission on these facts, the host's own conditions included. */
export type IsGranted = (permission: string, facts: Facts) => Promise<boolean>;

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
  const judged = [...people.values()].map(async (person): Promise<Voter> => {
    const { userId, role } = person.member;
    const able = await mayVote(task, person, board, definitions, isGranted);
    return { userId, role, able, disabled: person.disabled };
  });
  return Promise.all(judged);
}

/** Adds the people who may cast the votes of those who are away. A delegate needs to see the task themselves. */
export async function withDelegates(
  voters: readonly Voter[],
  task: Task,
  now: string,
  { workflow, roles }: Definitions,
  storage: { get(refs: readonly Ref[]): Promise<Pick<StoredRecords, "records">> },
): Promise<readonly Voter[]> {
  const able = voters.filter((one) => one.able);
  if (able.length === 0) return voters;
  const { records } = await storage.get(
    able.map(({ userId }) => ({ collection: delegations.name, id: userId })),
  );
  if (!records.some(({ fields }) => fields)) return voters;
  const people = new Map(voters.map((one) => [one.userId, one]));
  const found = new Map(
    records.map(({ id, fields }) => {
      const entries = (fields?.entries ?? []) as Delegations["entries"];
      const delegates = delegatesAt(entries, task.boardId, now).flatMap((userId) => {
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
export async function mayVote(
  task: Task,
  { member, disabled }: BoardPerson,
  board: Board,
  { workflow, roles }: Definitions,
  isGranted: IsGranted,
): Promise<boolean> {
  const { userId, role } = member;
  const action = votingAction(task.state, workflow);
  if (action === undefined) return false;
  if (disabled || userId === systemId) return false;
  if (userId === task.requesterId && workflow.selfApproval === "refuse") return false;
  if (!maySee(task, accessOf(role, roles), userId)) return false;
  return isGranted(`task.${action}`, { actor: { userId, role }, board, member, task });
}
