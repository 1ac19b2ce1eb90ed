import { z } from "zod";
import type { OperationContext, Shape } from "../engine/operation/context.ts";
import {
  decodePageToken,
  encodePageToken,
  type ListName,
  maxTokenLength,
} from "../engine/operation/page-token.ts";
import type { Table } from "../model/collection.ts";

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
    .max(maxTokenLength)
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
  const { index, equals, order = "asc" } = query;
  const fields = table.indexes[index] ?? [];
  const first = fields.slice(0, Object.keys(equals).length).map((field) => equals[field]);
  const name: ListName = [table.name, index, first, order];
  // The first fields are the same for all entries of the list, so only the others are a place in it.
  const length = fields.length - first.length + 1;
  const from =
    after === undefined
      ? undefined
      : { after: [...first, ...decodePageToken(name, after, { length })] };
  const { records, next } = await context.list(table, { ...query, ...from });
  return { records, next: next && encodePageToken(name, next.slice(first.length)) };
}
