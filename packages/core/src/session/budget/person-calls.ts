import type { AnswerOptions } from "../../engine/answer-options.ts";
import type { Charging, Rates } from "../../engine/charging.ts";
import type { ExpectedVersion } from "../../engine/expected-version.ts";
import { strangerId } from "../../engine/link-call.ts";
import type { Operation } from "../../engine/operation/definition.ts";
import type { SharedAnswer, SharedPart } from "../../model/shared-answer.ts";
import type { Limits } from "../../protocol/limits.ts";
import { costOfAnswer, RowMeter } from "./cost.ts";
import { networkOf } from "./network.ts";
import { type PersonBudgets, tooManyCalls } from "./person-budgets.ts";
import type { TimeLimit } from "./time-limit.ts";

/** A call that was admitted, and counted against the person's budget. */
export interface AdmittedCall {
  /**
   * Runs an operation by name, charges the person for it, and resolves to its result as JSON text.
   *
   * @throws {TaskwireError} `rate_limited` if the person's queries before it cost too much.
   */
  call(
    operation: string,
    input: unknown,
    key?: string,
    expected?: readonly number[] | "any",
  ): Promise<string>;
}

type Run = (
  userId: string,
  operation: string,
  input: unknown,
  key: string | undefined,
  expected: ExpectedVersion | undefined,
  charging: Charging,
  answer: AnswerOptions | undefined,
) => Promise<string>;

/**
 * The calls that come from outside, over WebSocket or HTTP. Each is charged to its person: one call
 * when it is admitted, the rows while it reads them, and the answer at the end.
 */
export class PersonCalls {
  readonly #operations: ReadonlyMap<string, Operation<string, never>>;
  readonly #run: Run;
  readonly #budgets: PersonBudgets;
  readonly #rates: Rates;
  readonly #limits: Limits;
  readonly #timeLimit: TimeLimit;

  constructor(
    operations: ReadonlyMap<string, Operation<string, never>>,
    run: Run,
    budgets: PersonBudgets,
    limits: Limits,
    rates: Rates,
    timeLimit: TimeLimit,
  ) {
    this.#timeLimit = timeLimit;
    this.#operations = operations;
    this.#run = run;
    this.#budgets = budgets;
    this.#limits = limits;
    this.#rates = rates;
  }

  /**
   * Counts a call of a person.
   *
   * @throws {TaskwireError} `rate_limited` with `retryAfterMs` if the person has none left.
   */
  admit(userId: string): AdmittedCall {
    this.#take(userId);
    return {
      call: (operation, input, key, expected) => this.call(userId, operation, input, key, expected),
    };
  }

  /**
   * Counts a call without a session. It is charged to the network of its address. Only operations on decision links
   * take such calls.
   *
   * @throws {TaskwireError} `rate_limited` with `retryAfterMs` if the network has no call left.
   */
  admitStranger(address: string): AdmittedCall {
    const payer = this.#budgets.payerOf(networkOf(address));
    this.#take(payer);
    return {
      call: (operation, input) =>
        this.#call(payer, operation, input, undefined, undefined, undefined, true),
    };
  }

  #take(payer: string): void {
    const retryAfterMs = this.#budgets.takeCall(payer);
    if (retryAfterMs > 0) throw tooManyCalls(retryAfterMs);
  }

  /** Runs a call that was counted. */
  call(
    userId: string,
    operation: string,
    input: unknown,
    key: string | undefined,
    expected?: ExpectedVersion,
    answer?: AnswerOptions,
  ): Promise<string> {
    return this.#call(userId, operation, input, key, expected, answer, false);
  }

  /** @param payer the person, or the network of a stranger */
  async #call(
    payer: string,
    operation: string,
    input: unknown,
    key: string | undefined,
    expected: ExpectedVersion | undefined,
    answer: AnswerOptions | undefined,
    isStranger: boolean,
  ): Promise<string> {
    const userId = isStranger ? strangerId : payer;
    const isQuery = this.#operations.get(operation)?.kind === "query";
    const inTime = (charging: Charging, options: AnswerOptions | undefined) =>
      this.#timeLimit.hold({ operation, input, userId, isQuery }, () =>
        this.#run(userId, operation, input, key, expected, charging, options),
      );
    const meter = new RowMeter(this.#limits);
    // A link is used on behalf of its person, and paid for by the caller.
    const charging: Charging = {
      rates: this.#rates,
      // So nobody asks about one link from many addresses.
      foundLink: (linkId) => this.#take(`link ${linkId}`),
      rows: (_, rows) => this.#budgets.charge(payer, meter.add(rows)),
      answered: (_, json) => this.#budgets.charge(payer, costOfAnswer(json, this.#limits)),
    };
    if (!isQuery) return inTime(charging, answer);
    let shared: SharedPart | undefined;
    const shares = (one: SharedAnswer) => {
      shared = one.part;
      answer?.shares?.(one);
    };
    const sharing: Charging = {
      ...charging,
      answered: (_, json) => this.#budgets.charge(payer, costOfAnswer(json, this.#limits, shared)),
    };
    const options = answer && { ...answer, shares };
    return this.#budgets.query(payer, () => inTime(sharing, options));
  }
}
