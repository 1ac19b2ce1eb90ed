import { TaskwireError } from "../../src/errors.ts";

type Methods = {
  readonly [noun: string]: {
    readonly [verb: string]: (input: unknown, options: { key?: string }) => Promise<unknown>;
  };
};

/** A node, whatever operations it has. */
export interface AnyNode {
  call(userId: string, operation: string, input: unknown, key?: string): Promise<string>;
  readonly system: object;
}

/**
 * Runs an operation by name as a person, or with the id `system` as the app's own code. Resolves to
 * the result as JSON text.
 */
export async function callAs(
  node: AnyNode,
  userId: string,
  operation: string,
  input: unknown,
  key?: string,
): Promise<string> {
  if (userId !== "system") return node.call(userId, operation, input, key);
  const [noun = "", verb = ""] = operation.split(".");
  const method = (node.system as Methods)[noun]?.[verb];
  if (!method) throw new TaskwireError("invalid", "There is no such operation.");
  return JSON.stringify(await method(input, key === undefined ? {} : { key }));
}
