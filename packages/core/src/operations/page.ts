import { z } from "zod";
import type { OperationContext, Shape } from "../engine/operation/context.ts";
import {
  decodePlace,
  encodePageToken,
  type ListName,
  maxTokenLength,
} from "../engine/operation/page-token.ts";
import type { Table } from "../model/collection.ts";
import { AnswerBudget } from "./answer-budget.ts";

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

type PageQuery = Omit<Parameters<OperationContext["list"]>[1], "after" | "maxBytes"> & {
  readonly after: string | undefined;
};

interface Page<Entry> {
  readonly records: Entry[];
  readonly next: string | null;
}

/** Reads one page of a table. `after` and `next` are page tokens as clients get them. */
export function listPage<S extends Shape>(
  context: OperationContext,
  table: Table<S>,
  query: PageQuery,
  budget?: AnswerBudget,
): Promise<Page<S>> {
  return entryPage(context, table, query, async (records) => records, budget);
}

/**
 * Reads one page of a list. Each record of a table becomes one entry of the list, or none. The page
 * ends before the entry that exceeds the answer's budget.
 */
export async function entryPage<S extends Shape, Entry>(
  context: OperationContext,
  table: Table<S>,
  { after, ...query }: PageQuery,
  entriesOf: (records: S[]) => Promise<readonly (Entry | undefined)[]>,
  budget = AnswerBudget.of(context),
): Promise<Page<Entry>> {
  const { index, equals, order = "asc" } = query;
  const fields = table.indexes[index] ?? [];
  const first = fields.slice(0, Object.keys(equals).length).map((field) => equals[field]);
  const name: ListName = [table.name, index, first, order];
  // The first fields of the index are equal for all entries of the list. So only the values of the
  // other fields make a position.
  const kinds = [...fields.slice(first.length), "id"].map((field) =>
    table.fields[field as keyof typeof table.fields] === "integer" ? "number" : "string",
  );
  const from =
    after === undefined ? undefined : { after: [...first, ...decodePlace(name, after, kinds)] };
  const page = await context.list(table, { ...query, ...from, maxBytes: budget.left });
  const entries = await entriesOf(page.records);
  const beyond = entries.findIndex((entry) => !budget.takes(entry));
  const last = page.records[beyond - 1];
  // A record is an object with the fields of its table.
  const place = last && [...fields, "id"].map((field) => last[field as keyof S]);
  const next = place ?? page.next;
  return {
    records: (beyond < 0 ? entries : entries.slice(0, beyond)).filter((one) => one !== undefined),
    next: next && encodePageToken(name, next.slice(first.length)),
  };
}
