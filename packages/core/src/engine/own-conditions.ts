import { deepFreeze } from "../model/deep-freeze.ts";
import type { Report } from "../model/error-context.ts";
import type { Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Runtime } from "../runtime.ts";

/** The host's own conditions, which only the server can evaluate. */
export interface PolicyPort {
  readonly server: { readonly [condition: string]: (facts: Facts) => boolean | Promise<boolean> };
  readonly runtime: Pick<Runtime, "timer">;
  /** Gets the error of a condition that throws, rejects or does not answer in time. */
  readonly onError: Report;
}

/** A condition has this long to answer, in milliseconds. */
const maxAnswerMs = 5_000;

/**
 * Evaluates the host's own conditions for all attempts of one call. A condition holds only if it
 * answers `true` in time. So a call ends even if a condition never answers.
 */
export class OwnConditions {
  readonly #policy: PolicyPort;
  // They are not called again for this call. Otherwise a call that judges many actions would wait
  // many times.
  #late: Set<string> | undefined;

  constructor(policy: PolicyPort) {
    this.#policy = policy;
  }

  /** Whether one of these conditions is the host's own. */
  includesOneOf(conditions: readonly string[]): boolean {
    return conditions.some((name) => own(this.#policy.server, name));
  }

  /**
   * Resolves to the answers of those conditions that are the host's own. Never rejects.
   */
  async answersOf(
    conditions: readonly string[],
    permission: string,
    facts: Facts,
  ): Promise<{ readonly [condition: string]: boolean }> {
    const answers: { [name: string]: boolean } = {};
    for (const name of conditions) {
      const condition = own(this.#policy.server, name);
      if (!condition) continue;
      try {
        // The records may be cached, and other conditions get them too. So none may change them.
        const answer = this.#late?.has(name) ? false : condition(deepFreeze(facts));
        answers[name] =
          (typeof answer === "boolean" ? answer : await this.#inTime(answer)) === true;
      } catch (error) {
        answers[name] = false;
        const isLate = error instanceof Late;
        if (isLate && this.#late?.has(name)) continue;
        if (isLate) this.#late = new Set(this.#late).add(name);
        this.#policy.onError(
          new Error(`The condition "${name}" ${problemOf(error)}${contextOf(permission, facts)}`, {
            cause: error,
          }),
          { userId: facts.actor.userId, ids: idsOf(facts), condition: name, permission },
        );
      }
    }
    return answers;
  }

  #inTime(answer: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const cancel = this.#policy.runtime.timer(maxAnswerMs, () => reject(new Late()), true);
      Promise.resolve(answer).then(resolve, reject).finally(cancel);
    });
  }
}

class Late extends Error {
  override readonly name = "ConditionTimeout";
}

const problemOf = (error: unknown): string =>
  error instanceof Late
    ? `has not answered within ${maxAnswerMs / 1000} s, so it counts as not met; let it answer sooner.`
    : `failed, so it counts as not met: ${error instanceof Error ? error.message : String(error)}`;

/** The ids of the records that were judged. */
const idsOf = ({ board, task, room }: Facts): { readonly [field: string]: string } => ({
  ...(board && { boardId: board.id }),
  ...(task && { taskId: task.id }),
  ...(room && { roomId: room.id }),
});

/** Says what was judged, for a log. */
function contextOf(permission: string, facts: Facts): string {
  const ids = Object.entries({ userId: facts.actor.userId, ...idsOf(facts) });
  return ` (${[permission, ...ids.map(([name, id]) => `${name} ${JSON.stringify(id)}`)].join(", ")})`;
}
