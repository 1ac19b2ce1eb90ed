import { z } from "zod";
import type { OperationContext, Shape } from "../engine/operation/context.ts";
import { TaskwireError } from "../errors.ts";
import type { Table } from "../model/collection.ts";
import { text } from "../model/text.ts";

/** The maximum number of entries on a page. */
export const limitSchema = z
  .int()
  .min(1)
  .max(200)
  .default(50)
  .meta({ description: "Maximum number of entries on the page." });

/** The input of an operation that returns a list page by page. */
export const pageInput = {
  limit: limitSchema,
  after: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: "`next` of the previous page. Leave it out to get the first page." }),
};

/** The output field of a page that leads to the next one. */
export const nextSchema = z
  .string()
  .nullable()
  .meta({ description: "Pass it as `after` to get the next page. Null: there are no more pages." });

type PageQuery = Omit<Parameters<OperationContext["list"]>[1], "after"> & {
  readonly after: string | undefined;
};

/** Reads one page of a table; `after` and `next` are in the form that clients get. */
export async function listPage<S extends Shape>(
  context: OperationContext,
  table: Table<S>,
  { after, ...query }: PageQuery,
): Promise<{ records: S[]; next: string | null }> {
  const from = decodeAfter(after);
  const { records, next } = await context.list(table, { ...query, ...(from && { after: from }) });
  return { records, next: encodeNext(next) };
}

/** Encodes the end of a page as text for a client. */
export const encodeNext = (next: readonly unknown[] | null): string | null =>
  next && Buffer.from(JSON.stringify(next)).toString("base64url");

// A client can send anything. A NUL or half a character would make a storage fail.
const fieldsSchema = z.array(text(300)).min(1).max(6);

/**
 * Decodes the text that {@link encodeNext} made.
 *
 * @throws {TaskwireError} `invalid` for any other text. Starting again at the beginning instead would
 * show every entry twice.
 */
export function decodeAfter(after: string | undefined): readonly string[] | undefined {
  if (after === undefined) return undefined;
  try {
    return fieldsSchema.parse(JSON.parse(Buffer.from(after, "base64url").toString()));
  } catch {
    throw new TaskwireError(
      "invalid",
      "`after` is not the `next` of a previous page. Leave it out to begin at the start.",
    );
  }
}
