import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { timestampInput } from "../../model/id.ts";
import { inputProblems } from "../../model/input-problems.ts";
import { safeParse } from "../../model/safe-parse.ts";
import { label, text } from "../../model/text.ts";
import type { TaskTypes } from "../../workflow/workflow.ts";
import { asStoredData } from "./task-data.ts";

/**
 * A schema for the data of a task whose type isn't known yet. It limits the depth before any
 * recursive code reads the data.
 */
export const dataInput = z.unknown().superRefine((data, context) => {
  const { error } = asStoredData(z.unknown()).safeParse(data);
  for (const { message, path } of error?.issues ?? [])
    context.addIssue({ code: "custom", message, path });
});

// For types without data, the schema is z.null(), and callers may leave `data` out.
const optionalData = (schema: z.ZodType): z.ZodType =>
  asStoredData(acceptsNull(schema) ? schema.default(null as never) : schema);

function acceptsNull(schema: z.ZodType): boolean {
  try {
    return schema.safeParse(null).success;
  } catch {
    // A check of the app reads a field of the null, or is asynchronous. Nobody has sent the null.
    return false;
  }
}

/** The due date in the input of `tasks.create` and `tasks.edit`. */
export const dueAtInput = timestampInput.nullable().optional().meta({
  description: "The due date, in the future. Null: none. It takes the option `due`.",
});

/**
 * Returns the due date of a task after a command.
 *
 * @param before the date that it has
 * @param given the date in the input. Undefined: it stays as it is.
 * @throws {TaskwireError} `invalid` if the app has no due dates of tasks, or if the date has passed.
 */
export function dueAtOf(
  context: OperationContext,
  before: string | null | undefined,
  given: string | null | undefined,
): { readonly dueAt?: string | null } {
  if (!context.definitions.due) {
    if (given === undefined || given === null) return {};
    throw invalidDate("This app has no due dates of tasks: createTaskwire takes the option `due`.");
  }
  if (given === undefined || given === before) return { dueAt: before ?? null };
  if (given !== null && given <= context.now)
    throw invalidDate("The due date has to be in the future.");
  return { dueAt: given };
}

const invalidDate = (message: string) =>
  new TaskwireError("invalid", message, { problems: [{ path: "dueAt", message }] });

/** The input schema of `tasks.create`: one shape for each type of task. */
export function createInput(types: TaskTypes) {
  const shapes = Object.entries(types).map(([type, { data }]) =>
    z.strictObject({
      ...onBoard,
      type: type === "task" ? z.literal(type).default(type as never) : z.literal(type),
      title: label(),
      description: text().default(""),
      data: optionalData(data),
      dueAt: dueAtInput,
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
    { problems: inputProblems(parsed.error.issues, "data") },
  );
}
