import { z } from "zod";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { safeParse } from "../../model/safe-parse.ts";
import { label, text } from "../../model/text.ts";
import type { TaskTypes } from "../../workflow/workflow.ts";

/** The maximum depth of a task's data. */
const maxDepth = 16;

/**
 * Whether every storage stores the data unchanged: no lone surrogates, no U+0000, no more than
 * {@link maxDepth} levels, and no key that reaches a prototype.
 */
function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value === "number") return Number.isFinite(value);
  // Only the host app's own code can pass these.
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol")
    return false;
  if (typeof value !== "object" || value === null) return true;
  if (depth === maxDepth) return false;
  return Object.entries(value).every(
    ([name, part]) => name !== "__proto__" && isStorable(name) && isStorable(part, depth + 1),
  );
}

const notStorable = `Data is stored as JSON: whole characters, no NUL, at most ${maxDepth} levels, no __proto__`;

/**
 * A schema for data of a task whose type isn't known yet. It limits the depth before any other code,
 * which may be recursive, walks through the data.
 */
export const dataInput = z.unknown().refine((value) => isStorable(value), notStorable);

// Types without data have the schema z.null(): callers may leave `data` out.
const optionalData = (schema: z.ZodType): z.ZodType =>
  (schema.safeParse(null).success ? schema.default(null as never) : schema).refine(
    (value) => isStorable(value),
    notStorable,
  );

/** The input schema of `tasks.create`: one shape for each type of task. */
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

/** Checks new data of an existing task with the schema of the task's type. */
export function dataOf(types: TaskTypes, type: string, data: unknown): unknown {
  const schema = types[type]?.data;
  if (!schema)
    throw new TaskwireError(
      "refused",
      `The workflow has no task type "${type}" any more, so the data of such a task can't be changed.`,
      { rule: "type" },
    );
  const parsed = safeParse(optionalData(schema), data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TaskwireError(
    "invalid",
    `The data of this ${type} is invalid at "${issue?.path.join(".")}": ${issue?.message}.`,
  );
}
