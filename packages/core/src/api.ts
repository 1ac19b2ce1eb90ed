import type { AnswerOptions } from "./engine/answer-options.ts";
import { type EngineParts, parse } from "./engine/attempt.ts";
import type { Charging } from "./engine/charging.ts";
import { checkSession } from "./engine/check-session.ts";
import { execute, type Request } from "./engine/execute.ts";
import type { ExpectedVersion } from "./engine/expected-version.ts";
import { answerDeadLink, strangerId } from "./engine/link-call.ts";
import type { Operation } from "./engine/operation/definition.ts";
import { TaskwireError } from "./errors.ts";
import { systemId } from "./model/actor.ts";
import type { Report } from "./model/error-context.ts";
import { idsIn, idsOf, type Refusal, refusalOf } from "./model/refusal.ts";
import { observedCall } from "./observe/observed-call.ts";
import type { Observers } from "./observe/observers.ts";
import { operationMethods } from "./operation-methods.ts";
import { keySchema } from "./protocol/up/call.ts";
import { StorageError } from "./storage/storage-error.ts";

/** The operations of a node: called by name, and as methods. */
export class OperationApi {
  readonly #operations: ReadonlyMap<string, Operation<string, never>>;
  readonly #parts: EngineParts;
  readonly #onError: Report;
  readonly #onRefused: (refusal: Refusal) => void;
  readonly #observers: Observers | undefined;
  /** Makes the object with a method for each operation, on behalf of a person or `system`. Its type is `Api`. */
  readonly of: (userId: string) => unknown;

  constructor(
    operations: ReadonlyMap<string, Operation<string, never>>,
    parts: EngineParts,
    onError: Report,
    onRefused: (refusal: Refusal) => void,
    observers?: Observers,
  ) {
    this.#operations = operations;
    this.#parts = parts;
    this.#onError = onError;
    this.#onRefused = onRefused;
    this.#observers = observers;
    this.of = operationMethods(operations.keys(), (...call) => this.#run(...call));
  }

  /**
   * Runs an operation by name on behalf of a person, and resolves to its result as JSON text.
   *
   * @param expected the versions of which the operation's record must have one
   * @param charging learns what the call costs
   * @param userId the person; `strangerId` for a caller of `links.show` or `links.use` without a session
   * @param answerBytes how many bytes the answer may have, if not as many as the limit
   * @throws {TaskwireError} `forbidden` for the id `system`: adapters pass on whatever id their
   * `authenticate` returns.
   */
  call(
    userId: string,
    name: string,
    input: unknown,
    key?: string,
    expected?: ExpectedVersion,
    charging?: Charging,
    answer?: AnswerOptions,
  ): Promise<string> {
    if (userId === systemId) return Promise.reject(notFromOutside());
    // Every other operation refuses this id, because no person can have it.
    if (userId === strangerId && this.#operations.get(name)?.target !== "link")
      return Promise.reject(needsSession());
    return this.#run(userId, name, input, key, expected, charging, answer);
  }

  /** Runs an operation. If there are observers, their `within` is called around it. */
  #run(
    userId: string,
    name: string,
    input: unknown,
    key: string | undefined,
    expected?: ExpectedVersion,
    charging?: Charging,
    answer?: AnswerOptions,
  ): Promise<string> {
    const call = { userId, name, input, key, expected, charging, answer };
    if (this.#observers === undefined) return this.#execute(call);
    const { name: operation = "unknown", kind = "unknown" } = this.#operations.get(name) ?? {};
    return observedCall({ operation, kind, userId, input }, this.#observers, (attempted) =>
      this.#execute({ ...call, attempted }),
    );
  }

  /**
   * Runs an operation. `onError` also gets the errors of the storage, and those that taskwire did not
   * throw on purpose, with the operation and the ids in its input. Callers don't see their texts.
   */
  async #execute({
    name,
    ...call
  }: Omit<Request, "operation"> & { readonly name: string }): Promise<string> {
    const { userId, input, key, charging } = call;
    const operation = this.#operations.get(name);
    if (!operation)
      throw new TaskwireError(
        "invalid",
        "There is no such operation. The protocol's documentation lists them.",
      );
    if (key !== undefined && !keySchema.safeParse(key).success)
      throw new TaskwireError("invalid", "`key` has 8 to 128 printable ASCII characters.");
    try {
      const run = () => execute({ ...call, operation }, this.#parts);
      const json = await (operation.target === "link" ? this.#byLink(call, operation, run) : run());
      charging?.answered(userId, json);
      return json;
    } catch (error) {
      const cause = error instanceof StorageError ? error.cause : error;
      if (error instanceof StorageError || !(error instanceof TaskwireError))
        this.#onError(new Error(`${name} failed${idsIn(input)}: ${messageOf(cause)}`, { cause }), {
          operation: name,
          userId,
          ids: idsOf(input),
        });
      // Strangers try links that are dead. Their number would hide the refusals of people.
      else if (userId !== systemId && userId !== strangerId)
        this.#reportRefusal(error, operation, input, userId);
      throw error;
    }
  }

  /** Runs a call with a decision link. Answers about dead links are all the same. */
  async #byLink(
    { userId, input }: Pick<Request, "userId" | "input">,
    operation: Request["operation"],
    run: () => Promise<string>,
  ): Promise<string> {
    const { runtime } = this.#parts;
    const startedAt = runtime.now();
    // The input is checked first, as in every other call.
    parse(operation, input);
    await checkSession(userId, this.#parts);
    return run().catch((error: unknown) => answerDeadLink(error, startedAt, runtime));
  }

  #reportRefusal(
    error: TaskwireError,
    { name: operation, permission }: Operation<string, never>,
    input: unknown,
    userId: string,
  ): void {
    const at = new Date(this.#parts.runtime.now()).toISOString();
    const refusal = refusalOf(error, { at, userId, operation, permission, ids: idsOf(input) });
    if (refusal) this.#onRefused(refusal);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const needsSession = () =>
  new TaskwireError("unauthenticated", "Only calls with a decision link need no session.");

const notFromOutside = () =>
  new TaskwireError(
    "forbidden",
    "The user id `system` belongs to the app's own code. Call `taskwire.system` instead.",
  );
