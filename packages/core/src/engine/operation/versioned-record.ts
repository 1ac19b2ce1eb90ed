import type { Ref } from "../../storage/storage.ts";
import type { Operation } from "./definition.ts";

/**
 * Returns the record whose version a caller can name: REST has it as `ETag` and `If-Match`. It is the
 * operation's `record`, or else its target if the operation is named after it: the task for
 * `tasks.approve`. Undefined: the operation has none.
 */
export function versionedRecord(
  { name, target, creates, record }: Operation<string, never>,
  input: { readonly [field: string]: unknown },
  userId: string,
): Ref | undefined {
  if (record) return record(input as never, userId);
  const collection = `${target}s`;
  if (creates !== undefined || name.split(".")[0] !== collection) return undefined;
  return { collection, id: String(input[`${target}Id`]) };
}

/** Whether an operation has a record whose version a caller can name, whatever its input. */
export const isVersioned = (operation: Operation<string, never>): boolean =>
  operation.record !== undefined || versionedRecord(operation, {}, "") !== undefined;
