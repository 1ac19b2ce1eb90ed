import { builtIn, type OperationContext, type Shape } from "../engine/operation/context.ts";
import { TaskwireError } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import type { Table } from "../model/collection.ts";
import { idSchema } from "../model/id.ts";

/** The input field with the id of a new record. Only the host's own code may set it. */
export const chosenId = idSchema.optional().meta({
  description: "Only the host app's own code may choose an id. Leave it out to get a new one.",
});

/**
 * Returns the id of a new record.
 *
 * @throws {TaskwireError} `forbidden` if a person set it: from the answer "taken", a person could
 * learn which records exist. `refused` if it is taken.
 */
export async function idForNew<S extends Shape>(
  context: OperationContext,
  table: Table<S>,
  id: string | undefined,
): Promise<string> {
  if (id === undefined) return context.newId();
  if (context.actor.userId !== systemId)
    throw new TaskwireError(
      "forbidden",
      "Only the host app's own code may choose an id. Leave `id` out.",
      { rule: "id" },
    );
  await context.get(table, [id]);
  // The id of a deleted record is refused too, because a job may still be deleting the things that
  // belong to it.
  if (builtIn(context).wasStored(table, id))
    throw new TaskwireError("refused", "This id is taken. Choose another or leave `id` out.", {
      rule: "id",
    });
  return id;
}
