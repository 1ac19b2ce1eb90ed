import type { Ref } from "../../storage/storage.ts";
import type { Operation } from "./definition.ts";

/**
 * Returns the record whose version a caller can name: REST has it as `ETag` and `If-Match`. It is
 * the operation's `record`, or else its target if the operation is named after it: the task for
 * `tasks.approve`. Undefined: the operation has none.
 *
 * @example
 * ```ts
 * const operations: object = createTaskwire().operations;
 * const approve = new Map<string, Operation<string, never>>(Object.entries(operations)).get("tasks.approve");
 * if (approve) versionedRecord(approve, { boardId: "b1", taskId: "t1" }, "dao"); // { collection: "tasks", id: "t1" }
 * ```
 */
export function versionedRecord(
  { name, target, creates, record }: Operation<string, never>,
  input: { readonly [field: string]: unknown },
  userId: string,
): Ref | undefined {
  if (record) return record(input as never, userId);
  // The version of a link says nothing to its callers.
  if (target === "link") return undefined;
  const collection = `${target}s`;
  if (creates !== undefined || name.split(".")[0] !== collection) return undefined;
  return { collection, id: String(input[`${target}Id`]) };
}

/**
 * Whether an operation has a record whose version a caller can name, whatever its input.
 *
 * @example
 * ```ts
 * const operations: object = createTaskwire().operations;
 * const all = Object.values<Operation<string, never>>(operations as never);
 * all.filter(isVersioned).map(({ name }) => name); // ["users.put", "tasks.edit", …]
 * ```
 */
export const isVersioned = (operation: Operation<string, never>): boolean =>
  operation.record !== undefined || versionedRecord(operation, {}, "") !== undefined;
