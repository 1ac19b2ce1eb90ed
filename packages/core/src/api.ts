import type { EngineParts } from "./engine/attempt.ts";
import { execute } from "./engine/execute.ts";
import type { ExpectedVersion } from "./engine/expected-version.ts";
import type { Operation } from "./engine/operation/definition.ts";
import { TaskwireError } from "./errors.ts";
import { systemId } from "./model/actor.ts";
import type { CallOptions } from "./model/api.ts";
import { keySchema } from "./protocol/up/call.ts";

/** The operations of a node: called by name, and as methods. */
export class OperationApi {
  readonly #operations: ReadonlyMap<string, Operation<string, never>>;
  readonly #parts: EngineParts;
  readonly #onError: (error: unknown) => void;

  constructor(
    operations: ReadonlyMap<string, Operation<string, never>>,
    parts: EngineParts,
    onError: (error: unknown) => void,
  ) {
    this.#operations = operations;
    this.#parts = parts;
    this.#onError = onError;
  }

  /**
   * Runs an operation by name on behalf of a person, and resolves to its result as JSON text.
   *
   * @param expected the versions of which the operation's record must have one
   * @throws {TaskwireError} `forbidden` for the id `system`: adapters pass on whatever id their
   * `authenticate` returns.
   */
  async call(
    userId: string,
    name: string,
    input: unknown,
    key?: string,
    expected?: ExpectedVersion,
  ): Promise<string> {
    if (userId === systemId)
      throw new TaskwireError(
        "forbidden",
        "Nobody acts as the app's own code from outside. The app itself calls `taskwire.system`.",
      );
    return this.#run(userId, name, input, key, expected);
  }

  /**
   * Makes the object with a method for each operation, on behalf of a person or `system`:
   * `api.tasks.create(input, { key })` runs `tasks.create`. Its type is `Api`, in `model/api.ts`.
   */
  of(userId: string): unknown {
    const api: { [noun: string]: { [verb: string]: unknown } } = {};
    for (const name of this.#operations.keys()) {
      const [noun = "", verb = ""] = name.split(".");
      api[noun] ??= {};
      api[noun][verb] = async (input?: unknown, { key }: CallOptions = {}) =>
        JSON.parse(await this.#run(userId, name, input, key));
    }
    return api;
  }

  /** Runs an operation. Errors that taskwire did not throw on purpose are reported to `onError` too. */
  async #run(
    userId: string,
    name: string,
    input: unknown,
    key: string | undefined,
    expected?: ExpectedVersion,
  ): Promise<string> {
    const operation = this.#operations.get(name);
    if (!operation)
      throw new TaskwireError(
        "invalid",
        "There is no such operation. The protocol's documentation lists them.",
      );
    if (key !== undefined && !keySchema.safeParse(key).success)
      throw new TaskwireError("invalid", "`key` has 8 to 128 printable ASCII characters.");
    try {
      return await execute({ operation, input, userId, key, expected }, this.#parts);
    } catch (error) {
      if (!(error instanceof TaskwireError)) this.#onError(error);
      throw error;
    }
  }
}
