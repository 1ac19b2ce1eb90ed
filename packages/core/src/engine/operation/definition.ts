import type { z } from "zod";
import type { ErrorCode } from "../../errors.ts";
import type { WorkflowData } from "../../model/definitions.ts";
import type { Reason, ReasonDefinition } from "../../model/reason.ts";
import type { Task } from "../../model/task.ts";
import type { Ref } from "../../storage/storage.ts";
import type { approvalWorkflow } from "../../workflow/approval.ts";
import type { EventsOf, OwnEvents } from "../../workflow/events.ts";
import type { TaskOf, Workflow } from "../../workflow/workflow.ts";
import type { OperationContext } from "./context.ts";

/**
 * The thing that an operation is about: a board, or something on a board. With `app`, it is about
 * none of these. With `link`, it is about the task of a decision link. The engine loads and checks it before the
 * operation runs.
 */
export type Target = "app" | "board" | "task" | "subtask" | "comment" | "room" | "message" | "link";

/**
 * An operation's HTTP route. `:name` in the path is a field of the input. The other fields are in the
 * query string of a GET, and in the body of all other methods.
 */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: `/${string}`;
}

/**
 * A command or query that callers can run. The in-process call, the HTTP route, the WebSocket call,
 * the typed client method and OpenAPI are all made from this definition.
 *
 * With target `board` the input needs `boardId`; with `task` also `taskId`; with `subtask` or `comment`
 * also its id; with `room` it needs `boardId` and `roomId`, and with `message` also `messageId`. Callers
 * who are not members of the board or room, or may not see the task, get the same `not_found` as for an
 * id that doesn't exist.
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
  /**
   * The permission that the caller's role must grant, for example `task.approve`. Or `member`: every
   * member of the board; `anyone`: every user whose account isn't disabled; `system`: only the host
   * app's own code; `link`: everybody who has a decision link, on behalf of the person who got it.
   */
  readonly permission: Permission;
  readonly summary: string;
  readonly route: Route;
  /**
   * The path of the record that the command creates, with the record's fields as parameters, e.g.
   * `/boards/:boardId/tasks/:id`. REST answers with it as `Location`.
   */
  readonly creates?: `/${string}`;
  /**
   * The record whose version REST gives as `ETag` and takes as `If-Match`. Only needed if it is not the
   * target, or if the operation isn't named after its target.
   */
  readonly record?: (input: never, userId: string) => Ref;
  /**
   * True: it decides on a task. Callers name the version of the task that they saw: in the input as
   * `version`, or over REST as `If-Match`. It is a `conflict` if the title, the description or the
   * data of the task has changed since. A workflow with `decisionNeeds: "nothing"` lets callers leave
   * the version out.
   */
  readonly decides?: true;
  /**
   * True: it votes in an approval. The `step` and the `version` in its input are judged together with the
   * permission. A vote without a version is refused as a decision without one is.
   */
  readonly votes?: true;
  /**
   * Only for a query that asks about an action, such as `tasks.why`. The action is judged with the `step` and the person
   * `for` in the input. Returns whether it is a vote. A vote is judged by the rights of the person `for`.
   */
  readonly asksAboutVotes?: (input: never, workflow: WorkflowData) => boolean;
  /**
   * True: this command works on archived boards too. Only for records of the caller, such as a read
   * marker. It is only needed with the permission `member`. With any other permission, the
   * permission decides.
   */
  readonly onArchived?: true;
  /**
   * True: its answer has a secret, so the answer is not stored with the key. A command that is repeated with the
   * same key runs again.
   */
  readonly secret?: true;
  /** The codes of its own errors, in addition to those of every command or query. For OpenAPI. */
  readonly errors?: readonly ErrorCode[];
  readonly input: z.ZodType<unknown, Input>;
  readonly output: z.ZodType<Output>;
  /**
   * Reads through the context, emits events, and returns the output. It must have no effects outside
   * the context, because it runs again after a conflict.
   */
  readonly run: (context: OperationContext, input: never) => Promise<Output> | Output;
  /** Never set. It carries the types of input and output to `Api`. */
  readonly signature?: (input: Input) => Output;
}

/** The parameter of `command` and `query`. `createTaskwire` checks it against the rest of the app. */
type Definition<
  Name extends string,
  In extends z.ZodType,
  Out extends z.ZodType,
  Permission extends string,
  On extends Target,
  Context,
> = Pick<
  Operation,
  "creates" | "decides" | "errors" | "onArchived" | "secret" | "votes" | "asksAboutVotes"
> & {
  /** A noun and a verb, e.g. `tasks.nudge`. Callers use it as `api.tasks.nudge(…)`. */
  readonly name: Name;
  /** The thing that it is about. Its ids have to be in the input: for `task` these are `boardId` and `taskId`. */
  readonly target: On;
  /**
   * A permission that roles grant; or `member`, `anyone` or `system`. Declare a new one with
   * `defineRoles({ permissions: ["task.nudge"], … })`.
   */
  readonly permission: Permission;
  /** One sentence for callers. OpenAPI shows it. */
  readonly summary: string;
  /** The HTTP route. Queries use GET, commands another method. */
  readonly route: Route;
  /** The schema of the input, an object. Each call is checked with it. */
  readonly input: In;
  /** The schema of the output. It describes the output to callers; the output isn't checked with it. */
  readonly output: Out;
  /**
   * The record whose version REST gives as `ETag`, if it is not the target. It is declared as a
   * method, so that TypeScript accepts an operation as a definition.
   */
  record?(input: z.output<In>, userId: string): Ref;
  /** Reads through the context, emits events, and returns the output. It runs again after a conflict. */
  readonly run: (context: Context, input: z.output<In>) => Promise<z.output<Out>> | z.output<Out>;
};

/** Defines an operation whose `run` gets this context. */
type Define<Context> = <
  const Name extends `${string}.${string}`,
  In extends z.ZodType,
  Out extends z.ZodType,
  const Permission extends string,
  const On extends Target,
>(
  definition: Definition<Name, In, Out, Permission, On, Context>,
) => Operation<Name, z.input<In>, z.output<Out>, Permission, On>;

const define = (kind: "command" | "query"): Define<OperationContext> =>
  ((definition: object) => ({ ...definition, kind })) as never;

/**
 * Defines an operation that changes something.
 *
 * @example
 * ```ts
 * const nudge = command({
 *   name: "tasks.nudge",
 *   target: "task",
 *   permission: "member",
 *   summary: "Remind the assignees.",
 *   route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
 *   input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
 *   output: z.null(),
 *   run(context) {
 *     const { id, boardId, involved } = context.task();
 *     context.emit({
 *       topic: boardTopic(boardId),
 *       type: "task.nudged",
 *       subject: id,
 *       audience: { before: involved, after: involved },
 *     });
 *     return null;
 *   },
 * });
 * ```
 */
export const command = define("command");

/**
 * Defines an operation that only reads. If its `run` emits an event, the call fails as `internal`.
 *
 * @example
 * ```ts
 * const count = query({
 *   name: "boards.count",
 *   target: "app",
 *   permission: "anyone",
 *   summary: "The number of my boards, at most 50.",
 *   route: { method: "GET", path: "/board-count" },
 *   input: z.strictObject({}),
 *   output: z.int(),
 *   async run(context) {
 *     const members = builtInCollections.find(({ name }) => name === "members") as Table<Member>;
 *     const equals = { userId: context.actor.userId };
 *     return (await context.list(members, { index: "user", equals, limit: 50 })).records.length;
 *   },
 * });
 * ```
 */
export const query = define("query");

/** The tasks of a workflow; any task if no workflow was named. */
type TaskGiven<W> = typeof approvalWorkflow extends W ? Task : TaskOf<W>;

/**
 * Returns `command` and `query` for an app with a workflow, events and reasons of its own:
 * `context.emit` then accepts only event types of the workflow and the app, and only reasons that
 * exist. A misspelled one is a compile error. With a `workflow`, `context.task()` has its states,
 * types and data.
 *
 * @example
 * ```ts
 * const reasons = {
 *   large_expense: { words: { en: "Large expense" }, passes: { all: true, mentions: true, none: false } },
 * } as const;
 * const events = ["task.flagged"] as const;
 * const { command } = operationsFor({ events, reasons });
 * const flag = command({
 *   name: "tasks.flag",
 *   target: "task",
 *   permission: "member",
 *   summary: "Tell the requester that the expense is large.",
 *   route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/flag" },
 *   input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
 *   output: z.null(),
 *   run(context) {
 *     const { id, boardId, involved, requesterId } = context.task();
 *     context.emit({
 *       topic: boardTopic(boardId),
 *       type: "task.flagged",
 *       subject: id,
 *       audience: { before: involved, after: involved },
 *       notify: {
 *         about: `task:${id}`,
 *         boardId,
 *         taskId: id,
 *         candidates: [{ to: requesterId, reason: "large_expense" }],
 *       },
 *     });
 *     return null;
 *   },
 * });
 * const taskwire = createTaskwire({ operations: { "tasks.flag": flag }, events, reasons });
 * ```
 */
export const operationsFor = <
  W extends Workflow = typeof approvalWorkflow,
  const Events extends OwnEvents = readonly [],
  OwnReason extends string = never,
>(_app: {
  readonly workflow?: W;
  readonly events?: Events;
  readonly reasons?: { readonly [N in OwnReason]: ReasonDefinition };
}): {
  readonly command: Define<
    OperationContext<Reason | OwnReason, keyof EventsOf<W, Events> & string, TaskGiven<W>>
  >;
  readonly query: Define<OperationContext<Reason, string, TaskGiven<W>>>;
} => ({ command: command as never, query: query as never });

/**
 * Operations by name. The type of the input is not checked here, because no single type would
 * accept the inputs of all operations.
 */
export type Operations = {
  readonly [name: string]: Omit<Operation<string, never>, "input"> & { readonly input: z.ZodType };
};
