import { runningApproval } from "../../approvals/vote-steps.ts";
import { accessOf, maySee } from "../../model/access.ts";
import { delegates, delegatesAt, delegations } from "../../model/delegation.ts";
import type { Facts } from "../../model/facts.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import type { Task } from "../../model/task.ts";
import { users } from "../../model/user.ts";
import type { OperationContext } from "./context.ts";

/** Facts with which a vote of somebody who is away is judged. The actor is this person, as in every such vote. */
export type SeatFacts = Pick<Facts, "actor" | "board" | "member" | "caster" | "vote"> & {
  readonly member: Member;
};

/** Maximum number of people for whom a person's work has votes. */
const maxPrincipals = 50;

/** A person who is away, with a function that says on which boards the caller stands for them. */
type Standing = readonly [userId: string, on: (boardId: string) => boolean];

/** The people who are away and for whom a person can vote now. */
export class Principals {
  readonly #context: OperationContext;
  readonly #counts: readonly Standing[];
  readonly #members = new Map<string, Promise<readonly Member[]>>();

  private constructor(context: OperationContext, counts: readonly Standing[]) {
    this.#context = context;
    this.#counts = counts;
  }

  /** Reads whom the caller stands for now. Reads nothing if the workflow has no approvals. */
  static async of(context: OperationContext): Promise<Principals> {
    const { actor, now, definitions } = context;
    if (!definitions.workflow.approvals) return new Principals(context, []);
    const query = { index: "user", equals: { userId: actor.userId }, limit: maxPrincipals };
    const { records } = await context.list(delegates, query);
    const ids = records.map(({ principalId }) => principalId);
    const found = ids.length > 0 ? await context.get(delegations, ids) : [];
    const counts = found.flatMap((record) => {
      if (!record) return [];
      const on = (boardId: string | undefined) =>
        delegatesAt(record.entries, boardId, now).includes(actor.userId);
      return on(undefined) ? [[record.id, on] as const] : [];
    });
    return new Principals(context, counts);
  }

  /** Whether the caller stands for anybody on a board. */
  isOn(boardId: string): boolean {
    return this.#counts.some(([, on]) => on(boardId));
  }

  /** The members of a board for whom the caller can vote there, without those whose account is disabled. */
  on(boardId: string): Promise<readonly Member[]> {
    const known = this.#members.get(boardId);
    if (known) return known;
    const reading = this.#read(boardId);
    this.#members.set(boardId, reading);
    return reading;
  }

  /**
   * The people for whom the caller can vote on a task: those who may see it, each with the facts of such a
   * vote. Whether they can vote now has to be judged.
   */
  async seats(
    task: Task,
    { board, member: { userId, role } }: Required<Pick<SeatFacts, "board" | "member">>,
  ): Promise<SeatFacts[]> {
    if (!runningApproval(task, this.#context.definitions)) return [];
    const { roles } = this.#context.definitions;
    const caster = { userId, role, isDelegate: true };
    return (await this.on(task.boardId))
      .filter((one) => maySee(task, accessOf(one.role, roles), one.userId))
      .map((member) => ({
        actor: { userId: member.userId, role: member.role },
        board,
        member,
        caster,
        vote: { for: member.userId },
      }));
  }

  async #read(boardId: string): Promise<readonly Member[]> {
    const ids = this.#counts.flatMap(([userId, on]) => (on(boardId) ? userId : []));
    if (ids.length === 0) return [];
    const accounts = await this.#context.get(users, ids);
    const enabled = ids.filter((_, i) => accounts[i]?.disabled === false);
    const found = await this.#context.get(
      members,
      enabled.map((userId) => memberId(boardId, userId)),
    );
    return found.filter((one) => one !== undefined);
  }
}
