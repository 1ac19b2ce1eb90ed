import type { Voter } from "../../approvals/draft.ts";
import type { Verdict } from "../../authorize/judge.ts";
import type { Access } from "../../model/access.ts";
import type { Actor } from "../../model/actor.ts";
import type { Board } from "../../model/board.ts";
import type { Table } from "../../model/collection.ts";
import type { Comment } from "../../model/comment.ts";
import type { Event } from "../../model/event.ts";
import type { Definitions, Facts } from "../../model/facts.ts";
import type { Member } from "../../model/member.ts";
import type { Message } from "../../model/message.ts";
import type { Reason } from "../../model/reason.ts";
import type { Room } from "../../model/room.ts";
import type { RoomMember } from "../../model/room-member.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import type { User } from "../../model/user.ts";
import type { RequestOutcomes } from "../../notifications/decide.ts";
import type { NotificationQuota } from "../../notifications/quota.ts";
import type { ResolveRequest, ReviewRequest, RewordRequest } from "../../notifications/request.ts";
import type { CountQuery, Fields, ListQuery, Ref, Write } from "../../storage/storage.ts";
import type { Emitted } from "./emitted.ts";

export type { CountCondition } from "../../storage/storage.ts";

/** A record as operations see it. */
export type Shape = { id: string; version: number };

/**
 * Everything that an operation's `run` may use: facts about the call, reads, and a way to emit events.
 * It belongs to one attempt of one call. After a conflict `run` is called again with a new context, so
 * keep nothing from an earlier one.
 *
 * Methods that return a promise reject with the storage's errors, such as `unavailable`. Don't catch
 * them: the engine reports them to the caller.
 *
 * @example
 * ```ts
 * const add = command({
 *   name: "notes.add",
 *   target: "board",
 *   permission: "member",
 *   summary: "Add a note to the board.",
 *   route: { method: "POST", path: "/boards/:boardId/notes" },
 *   input: z.strictObject({ boardId: idSchema, text: text(200) }),
 *   output: z.object({ notes: z.int() }),
 *   async run(context, { boardId, text }) {
 *     const before = await context.listAll(notes, { index: "board", equals: { boardId } });
 *     const note = { id: context.newId(), version: 0, boardId, text };
 *     context.emit({
 *       topic: boardTopic(boardId),
 *       type: "note.added",
 *       subject: note.id,
 *       audience: null,
 *       put: { note: [notes, note] },
 *     });
 *     return { notes: before.length + 1 };
 *   },
 * });
 * ```
 */
export interface OperationContext<
  ReasonName extends string = Reason,
  EventType extends string = string,
  TaskType extends Task = Task,
> {
  /** The person on whose behalf this runs, with their role on the target's board; or `system`. */
  readonly actor: Actor;
  /** The time of this attempt, ISO 8601. Use it instead of a clock, so that tests control time. */
  readonly now: string;
  /** The workflow, the roles and the mentions of this app, as data. */
  readonly definitions: Definitions;
  /**
   * The records that were loaded and checked for the operation's target, and the actor. Pass them to
   * {@link verdict}.
   */
  readonly facts: Facts;
  /** How much of the board the actor sees. Undefined with target `app`, or if the role sees no tasks. */
  readonly access: Access | undefined;

  /** Returns a new unique id. Ids sort by age. Use it instead of random ids, so that tests control them. */
  newId(): string;

  /** The actor's own account. Undefined if the actor is `system`. */
  user(): User | undefined;

  /**
   * The board of an operation with target `board`, `task`, `subtask`, `comment`, `room` or `message`.
   *
   * @throws {Error} if the operation's target has no board.
   */
  board(): Board;

  /**
   * The task of an operation with target `task`, `subtask` or `comment`. With `operationsFor({ workflow })`,
   * it has the states, the types and the data of that workflow.
   *
   * @throws {Error} if the operation's target has no task.
   */
  task(): TaskType;

  /**
   * The subtask of an operation with target `subtask`.
   *
   * @throws {Error} if the operation's target is another one.
   */
  subtask(): Subtask;

  /**
   * The room of an operation with target `room` or `message`.
   *
   * @throws {Error} if the operation's target has no room.
   */
  room(): Room;

  /**
   * The message of an operation with target `message`.
   *
   * @throws {Error} if the operation's target is another one.
   */
  message(): Message;

  /**
   * The comment of an operation with target `comment`.
   *
   * @throws {Error} if the operation's target is another one.
   */
  comment(): Comment;

  /**
   * Reads records by id; undefined where there is none. The commit checks each of these records,
   * also absent ones: if one of them has changed, the command runs again. A record that was read
   * before is not read again.
   */
  get<S extends Shape>(table: Table<S>, ids: readonly string[]): Promise<(S | undefined)[]>;

  /**
   * Reads one page of an index. `next` is the `after` of the next page; null at the end. The commit
   * only checks those records that the command also changes. If a rule depends on the whole list,
   * also read with {@link get} the record whose version changes with the list: the task for its
   * subtasks, the board for its members.
   *
   * @throws {TaskwireError} `invalid` if `after` is not the `next` of a page of this index.
   */
  list<S extends Shape>(
    table: Table<S>,
    query: ListQuery,
  ): Promise<{ records: S[]; next: readonly unknown[] | null }>;

  /**
   * Reads all records whose indexed fields have the given values, page by page. As with
   * {@link list}, the commit only checks the records that the command also changes. Use it only for
   * sets that are small enough for memory.
   */
  listAll<S extends Shape>(
    table: Table<S>,
    query: Pick<ListQuery, "index" | "equals">,
  ): Promise<S[]>;

  /**
   * Reads all subtasks of the target's task. They need no further check: every change of a subtask
   * also changes the task, and the commit checks the task.
   *
   * @throws {Error} if the operation's target has no task.
   */
  siblings(): Promise<Subtask[]>;

  /**
   * Resolves to the number of a topic's last event. Call it before you read the state that belongs
   * to it. An event that is committed between the two reads is then delivered too, although the
   * state already contains it. In the other order, it could be missed.
   */
  head(topic: string): Promise<number>;

  /**
   * Resolves to the cursor from which a client can follow a topic. Call it before you read the state
   * that goes with it, for the same reason as {@link head}.
   */
  cursor(topic: string): Promise<string>;

  /**
   * Reads a page of the events about one subject, newest first. Events that the actor may not see are
   * left out, so a page can be shorter than `limit`. `next` is the `before` of the next page; null at
   * the end.
   *
   * @throws {TaskwireError} `invalid` if `before` is not the `next` of an earlier page.
   */
  history(
    topic: string,
    page: {
      readonly subject: string;
      readonly before: string | undefined;
      readonly limit: number;
    },
  ): Promise<{ events: Event[]; next: string | null }>;

  /**
   * Decides whether an actor may do an action such as `task.approve`, and if not, why. The engine
   * makes the same check before `run`. It includes the conditions that the host app defines as
   * functions.
   */
  verdict(action: string, facts: Facts): Promise<Verdict>;

  /**
   * Adds an event to the commit, with the records that it changes and the people whom it concerns.
   * There is no other way to write. In a query it makes the call fail as `internal`.
   */
  emit(event: Emitted<ReasonName, EventType>): void;

  /**
   * Marks notifications as resolved, in the same commit: nothing is left to do about them. With the
   * resolution `access_lost`, each notification is checked. If the person may still read it, it
   * stays as it is. One exception: a request to decide is resolved if the person may not take the
   * decision any more.
   */
  resolve(request: ResolveRequest<ReasonName>): void;
}

/** Reads the members of a board. Read the board with `get` first: it guards its members, and the commit checks it. */
export interface BoardPeople {
  /**
   * The members of a board or room, for the names that others mention. The result is the same list as before if
   * nobody has changed. The commit doesn't check the names, only the board or room.
   */
  namedOn(board: Board): Promise<readonly Member[]>;
  namedIn(room: Room): Promise<readonly RoomMember[]>;
  /** The members of a board as the approval of a task sees them at a time. */
  voters(task: Task, board: Board, now: string): Promise<readonly Voter[]>;
  /** The members of a board whose role grants a permission on a task. */
  holders(permission: string, task: Task, board: Board): Promise<string[]>;
}

/** More members, which only taskwire's own operations use. */
export interface BuiltInContext extends OperationContext {
  /** How many bytes the answer may have. Lists end their pages before that. */
  readonly answerBytes: number;

  /** All types that events can have. */
  readonly eventTypes: ReadonlySet<string>;

  /**
   * Reads records of several tables at once, with the changes of the command; null where there is
   * none. The commit does not check them. Use it only for values that are shown, never for a
   * decision.
   */
  readUnguarded(refs: readonly Ref[]): Promise<(ref: Ref) => Fields | null>;

  /**
   * Counts records of an index without reading them. The commit does not check the number. Use it
   * only for values that are shown, never for a decision.
   */
  count<S extends Shape>(table: Table<S>, query: CountQuery): Promise<number>;

  /**
   * Returns the text `before`, followed by the JSON that `make` returns. Callers with the same `key`
   * share this JSON, so `make` need not run for each of them.
   */
  shared(before: string, key: string, make: () => Promise<string>): Promise<string>;

  /**
   * Like {@link OperationContext.verdict}, but also checks the quotas that the action could exceed.
   */
  fullVerdict(action: string, facts: Facts): Promise<Verdict>;

  /** Resolves to the outcomes that a command would have if that person ran it now. Changes nothing. */
  preview(operation: string, input: unknown, userId: string): Promise<readonly RequestOutcomes[]>;

  /**
   * Writes a record that no event carries, because it follows from records that events carry. Only
   * for collections with `versions: "own"`.
   */
  derive(write: Write): void;

  /**
   * The id that an event will have: the next one that the command emits, or one that comes `after`
   * more events. For events that name themselves.
   */
  nextEventId(after: number): string;

  /**
   * Signs a text with the app's Ed25519 key. Resolves to the signature in base64url; undefined if the
   * app has no key.
   */
  sign(text: string): Promise<string | undefined>;

  /** 32 random bytes in hexadecimal, which nobody can guess. */
  newSecret(): string;

  /** Whether a record that was read by its id was stored at any time, also if it was deleted since. */
  wasStored<S extends Shape>(table: Table<S>, id: string): boolean;

  /** Reads the members of boards. */
  readonly people: BoardPeople;

  /**
   * Requests a review of a person's notifications, because the command changes what the person may
   * read and decide.
   */
  review(request: ReviewRequest): void;

  /** How many more notifications the actor may cause. Undefined if that is not limited. */
  readonly notificationQuota: NotificationQuota | undefined;

  /** Puts an edited text into earlier notifications, in the same commit. */
  reword(request: RewordRequest): void;
}

/** The context with the members for taskwire's own operations. Every context that the engine makes has them. */
export const builtIn = (context: OperationContext): BuiltInContext => context as BuiltInContext;
