import type { Verdict } from "../authorize/judge.ts";
import type { Board } from "../model/board.ts";
import type { Facts } from "../model/facts.ts";
import type { Room } from "../model/room.ts";
import type { Task } from "../model/task.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import type { NotificationQuota } from "../notifications/quota.ts";
import type {
  CountQuery,
  EventsPage,
  EventsQuery,
  ListPage,
  ListQuery,
  Position,
  Ref,
  StoredRecord,
} from "../storage/storage.ts";
import type { BoardPerson, People } from "./notify/members-cache.ts";
import type { BoardPeople } from "./operation/context.ts";
import type { TaskParts } from "./records/task-cache.ts";

/** The members of boards and rooms. A caller from outside pays for them, because each of them is judged. */
export interface PaidMembers {
  membersOf(board: Board): Promise<People<BoardPerson>>;
  roomMembersOf(room: Room): Promise<People<true>>;
  /** Charges the caller for records that a job will read because of this command. */
  payForJob(rows: number): void;
}

/** Where a context reads from. */
export interface ContextSource extends BoardPeople, PaidMembers {
  /** See {@link BuiltInContext.eventTypes}. */
  readonly eventTypes: ReadonlySet<string>;
  get(refs: readonly Ref[]): Promise<readonly StoredRecord[]>;
  /**
   * Returns all of these records from this node's cache; undefined if one of them is not cached.
   * They may be stale, so use this only for records that the commit checks.
   */
  cached(refs: readonly Ref[]): readonly StoredRecord[] | undefined;
  /**
   * Returns these records without a read, for the first attempt of a command. A record that is not
   * cached is assumed never to have been stored. The commit checks this.
   */
  presume(refs: readonly Ref[]): readonly StoredRecord[] | undefined;
  /**
   * The parts of a task from this node's cache, for the first attempt of a command. They belong to this
   * version of the task, which the commit checks.
   */
  partsOf(task: Task): TaskParts | undefined;
  /** Is called with all subtasks of a task, which were listed after it was read. */
  learnSubtasks(task: Task, all: readonly StoredRecord[]): void;
  list(collection: string, query: ListQuery): Promise<ListPage>;
  count(collection: string, query: CountQuery): Promise<number>;
  events(query: EventsQuery): Promise<EventsPage>;
  head(topic: string): Promise<Position>;
  /**
   * Returns `before`, followed by the JSON of a shared part. If another caller has already made
   * this part with the same key, it is used again.
   */
  shared(before: string, key: string, make: () => Promise<string>): Promise<string>;
  /** See {@link BuiltInContext.newSecret}. */
  newSecret(): string;
  /** See {@link BuiltInContext.sign}. */
  sign(text: string): Promise<string | undefined>;
  preview(operation: string, input: unknown, userId: string): Promise<readonly RequestOutcomes[]>;
  /** No promise if the app has no condition of its own on this. */
  verdict(action: string, facts: Facts): Verdict | Promise<Verdict>;
  /** Like {@link ContextSource.verdict}, but also checks the quotas. */
  fullVerdict(action: string, facts: Facts): Promise<Verdict>;
  /** How many more notifications the person may cause. Undefined if that is not limited. */
  readonly notificationQuota: NotificationQuota | undefined;
}
