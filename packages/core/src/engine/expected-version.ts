import { TaskwireError } from "../errors.ts";
import type { Table } from "../model/collection.ts";
import type { EngineContext } from "./context.ts";
import type { Shape } from "./operation/context.ts";
import type { Operation } from "./operation/definition.ts";
import { versionedRecord } from "./operation/versioned-record.ts";

/** A record must have one of these versions. `any`: it only has to exist. */
export type ExpectedVersion = readonly number[] | "any";

/**
 * Checks that the record that an operation is about has an expected version. The commit guards it,
 * because the record is in the read set.
 *
 * @throws {TaskwireError} `conflict` if it has another version or doesn't exist; `invalid` if the
 *   operation is about no record.
 */
export async function checkExpectedVersion(
  operation: Operation<string, never>,
  input: { readonly [field: string]: unknown },
  context: EngineContext,
  expected: ExpectedVersion | undefined,
): Promise<void> {
  if (expected === undefined) return;
  const ref = versionedRecord(operation, input, context.actor.userId);
  if (!ref)
    throw new TaskwireError(
      "invalid",
      "This operation is not about a record with a version. Leave the expected version out.",
    );
  const table = { name: ref.collection } as Table<Shape>;
  const [record] = await context.get(table, [ref.id]);
  if (record && (expected === "any" || expected.includes(record.version))) return;
  throw new TaskwireError(
    "conflict",
    "The record has changed since the version that you named. Read it again, then decide.",
    record && { version: record.version },
  );
}
