import { z } from "zod";
import { TaskwireError } from "../../errors.ts";
import { safeParse } from "../../model/safe-parse.ts";
import { label, text } from "../../model/text.ts";
import type { TaskTypes } from "../../workflow/workflow.ts";
import { onBoard } from "../input.ts";

/** Data that every storage keeps alike: no lone surrogates, no U+0000, not deeper than 16, no key that reaches a prototype. */
function isKeepable(value: unknown, depth = 0): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value === "number") return Number.isFinite(value);
  // Only the host's own code can give such.
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol")
    return false;
  if (typeof value !== "object" || value === null) return true;
  if (depth === 16) return false;
  return Object.entries(value).every(
    ([name, part]) => name !== "__proto__" && isKeepable(name) && isKeepable(part, depth + 1),
  );
}

const keepable = "Data is kept as JSON: whole characters, no NUL, at most 16 levels, no __proto__";

/** Data before its type is known, and so its schema. Bounded first: what walks through it later may be recursive. */
export const dataInput = z.unknown().refine((value) => isKeepable(value), keepable);

// z.null() is for types without data, which then needs no mention.
const optionalData = (schema: z.ZodType): z.ZodType =>
  (schema.safeParse(null).success ? schema.default(null as never) : schema).refine(
    (value) => isKeepable(value),
    keepable,
  );

/** The input of `tasks.create`: one shape for each type of task. */
export function createInput(types: TaskTypes) {
  const shapes = Object.entries(types).map(([type, { data }]) =>
    z.strictObject({
      ...onBoard,
      type: type === "task" ? z.literal(type).default(type as never) : z.literal(type),
      title: label(),
      description: text().default(""),
      data: optionalData(data),
    }),
  );
  return shapes.length === 1
    ? (shapes[0] as (typeof shapes)[number])
    : z.discriminatedUnion("type", shapes as never);
}

/** New data of an existing task, checked by the schema of its type. */
export function dataOf(types: TaskTypes, type: string, data: unknown): unknown {
  const schema = types[type]?.data;
  if (!schema)
    throw new TaskwireError("refused", "The workflow doesn't know this type of task any more.", {
      rule: "type",
    });
  const parsed = safeParse(optionalData(schema), data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TaskwireError(
    "invalid",
    `The data of a ${type} is wrong at "${issue?.path.join(".")}": ${issue?.message}.`,
  );
}
