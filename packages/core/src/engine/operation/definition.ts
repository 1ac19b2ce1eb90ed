import type { z } from "zod";
import type { OperationContext } from "./context.ts";

/** What an operation is about, and so what is loaded and checked before it: nothing, a board, or something on it. */
export type Target = "app" | "board" | "task" | "subtask" | "comment" | "room" | "message";

/** Where an operation lives in REST. `:name` takes a field of the input; a GET takes the rest from the query string, all else from the body. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: `/${string}`;
}

/**
 * One thing that a caller can ask for. The in-process call, the REST route, the WebSocket call, the typed client method
 * and OpenAPI all derive from this definition.
 *
 * With target `board` the input has `boardId`; with `task` also `taskId`, and with `subtask` or `comment` the id of that;
 * with `room` it has `boardId` and `roomId`, and with `message` also `messageId`. Whoever isn't a member of the board or the
 * room, or may not see the task, gets the `not_found` that an absent id gets.
 */
export interface Operation<
  Name extends string = string,
  Input = unknown,
  Output = unknown,
  Permission extends string = string,
  On extends Target = Target,
> {
  /** `noun.verb`. */
  readonly name: Name;
  readonly kind: "command" | "query";
  readonly target: On;
  /** What the role must grant, e.g. `task.approve`; `member`: whoever is on the board; `anyone`: every user who isn't disabled; `system`: the host's own code alone. */
  readonly permission: Permission;
  readonly summary: string;
  readonly route: Route;
  readonly input: z.ZodType<unknown, Input>;
  readonly output: z.ZodType<Output>;
  /** Decides. Reads through the context, emits events into it, returns the output. Runs again after a conflict, so it has no effects of its own. */
  readonly run: (context: OperationContext, input: never) => Promise<Output> | Output;
  /** Never set: carries the types for `Api`. */
  readonly signature?: (input: Input) => Output;
}

type Definition<
  Name extends string,
  In extends z.ZodType,
  Out extends z.ZodType,
  Permission extends string,
  On extends Target,
> = Pick<Operation, "summary" | "route"> & {
  readonly name: Name;
  readonly target: On;
  readonly permission: Permission;
  readonly input: In;
  readonly output: Out;
  readonly run: (
    context: OperationContext,
    input: z.output<In>,
  ) => Promise<z.output<Out>> | z.output<Out>;
};

const define =
  (kind: "command" | "query") =>
  <
    const Name extends `${string}.${string}`,
    In extends z.ZodType,
    Out extends z.ZodType,
    const Permission extends string,
    const On extends Target,
  >(
    definition: Definition<Name, In, Out, Permission, On>,
  ): Operation<Name, z.input<In>, z.output<Out>, Permission, On> =>
    ({ ...definition, kind }) as Operation<Name, z.input<In>, z.output<Out>, Permission, On>;

/**
 * Defines an operation that changes something.
 *
 * @example
 * ```ts
 * const nudge = command({
 *   name: "tasks.nudge", target: "task", permission: "task.nudge", summary: "Remind the assignees.",
 *   route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
 *   input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
 *   output: z.null(),
 *   run(context) {
 *     const task = context.task();
 *     context.emit({ topic: boardTopic(task.boardId), type: "task.nudged", subject: task.id, audience: audienceOf(task) });
 *     return null;
 *   },
 * });
 * ```
 */
export const command = define("command");

/** Defines an operation that only reads: where its `run` emits, the call fails as `internal`. */
export const query = define("query");

/** Operations by name. Any of them: what goes into a schema is no part of the shape, because a schema gives it out. */
export type Operations = {
  readonly [name: string]: Omit<Operation<string, never>, "input"> & { readonly input: z.ZodType };
};
