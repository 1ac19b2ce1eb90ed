import type { Voter } from "../approvals/draft.ts";
import { hasOpenVotes, withoutAbsent } from "../approvals/drop-votes.ts";
import type { Verdict } from "../authorize/judge.ts";
import type { Board } from "../model/board.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Member } from "../model/member.ts";
import type { Room } from "../model/room.ts";
import type { RoomMember } from "../model/room-member.ts";
import type { Task } from "../model/task.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import type { NotificationQuota } from "../notifications/quota.ts";
import { type Runtime, randomSecret } from "../runtime.ts";
import {
  type CountQuery,
  type EventsPage,
  type EventsQuery,
  type ListPage,
  type ListQuery,
  type Position,
  type Ref,
  type Storage,
  type StoredRecord,
  start,
} from "../storage/storage.ts";
import type { AnswerOptions } from "./answer-options.ts";
import type { Charging } from "./charging.ts";
import type { EngineContext } from "./context.ts";
import type { ContextSource } from "./context-source.ts";
import { delegationsOf } from "./delegations-of.ts";
import type { Named, NamesCache } from "./names-cache.ts";
import type { BoardPerson, MembersCache, People } from "./notify/members-cache.ts";
import type { OwnConditions, PolicyPort } from "./own-conditions.ts";
import { pairOf } from "./quotas/caused.ts";
import { quotaAgainst } from "./quotas/quota-against.ts";
import type { PlaceParts } from "./quotas/take-places.ts";
import type { RecordCache } from "./records/record-cache.ts";
import type { SharedJson } from "./records/shared-json.ts";
import type { TaskCache, TaskParts } from "./records/task-cache.ts";
import { isGranted, verdictOn } from "./target.ts";
import { type IsGranted, votersOf, withDelegates } from "./voters.ts";

// A count reads only entries of an index. They are smaller than records and are stored side by
// side.
const entriesPerRow = 20;
// For a vote, each member of the board is judged: could this person vote? For a request, each member
// is judged too: could this person decide on it? These facts are in memory.
const peoplePerRow = 10;

/** The parts of a node that an attempt reads from. */
export interface SourceParts {
  readonly storage: Storage;
  readonly runtime: Pick<Runtime, "secret">;
  readonly definitions: Definitions;
  /** The event types that operations may emit. */
  readonly eventTypes: ReadonlySet<string>;
  readonly policy: PolicyPort;
  readonly members: MembersCache;
  readonly names: NamesCache;
  readonly recordCache: RecordCache;
  readonly taskCache: TaskCache;
  readonly sharedJson: SharedJson;
  readonly places: Pick<PlaceParts, "quotas">;
  /** Signs a text for the app. Undefined if the app has no key. */
  readonly sign?: ((text: string) => Promise<string>) | undefined;
  /**
   * Resolves to the notification outcomes that a command would have if the given person ran it now.
   */
  readonly preview: (
    operation: string,
    input: unknown,
    userId: string,
    charging: Charging | undefined,
  ) => Promise<readonly RequestOutcomes[]>;
}

/** How an attempt reads. */
export interface Reading {
  readonly userId: string;
  /** Whether it may read from this node's record cache. */
  readonly usesCache: boolean;
  /** Whether it is the first attempt of a command. */
  readonly isFirst: boolean;
  /** If it is set, the person pays for the records. */
  readonly charging: Charging | undefined;
  /**
   * One object for all attempts of a call. It remembers the conditions that did not answer in time,
   * and does not call them again.
   */
  readonly conditions: OwnConditions;
  /** Called if a part of the answer is the same for other callers. */
  readonly shares?: AnswerOptions["shares"];
}

/** Reads for one attempt: from the storage, and in the first attempt of a command also from caches. */
export class AttemptSource implements ContextSource {
  readonly #parts: SourceParts;
  readonly #reading: Reading;
  readonly #context: () => EngineContext;
  /**
   * The members of boards, for refused verdicts. One attempt can have many refused verdicts on one
   * board, but pays for its members only once.
   */
  readonly #peopleOn = new Map<string, Promise<People<BoardPerson>>>();

  /** @param context the context that reads from this source */
  constructor(parts: SourceParts, reading: Reading, context: () => EngineContext) {
    this.#parts = parts;
    this.#reading = reading;
    this.#context = context;
  }

  get eventTypes(): ReadonlySet<string> {
    return this.#parts.eventTypes;
  }

  cached(refs: readonly Ref[]): readonly StoredRecord[] | undefined {
    return this.#reading.usesCache ? this.#parts.recordCache.find(refs) : undefined;
  }

  presume(refs: readonly Ref[]): readonly StoredRecord[] | undefined {
    if (!this.#reading.isFirst) return undefined;
    return refs.map(
      (ref) => this.#parts.recordCache.find([ref])?.[0] ?? { id: ref.id, version: 0, fields: null },
    );
  }

  partsOf({ id, version }: Task): TaskParts | undefined {
    return this.#reading.isFirst ? this.#parts.taskCache.partsOf(id, version) : undefined;
  }

  learnSubtasks({ id, version }: Task, all: readonly StoredRecord[]): void {
    this.#parts.taskCache.learnSubtasks(id, version, all);
  }

  async get(refs: readonly Ref[]): Promise<readonly StoredRecord[]> {
    this.#charge(refs.length);
    return (await this.#parts.storage.get(refs)).records;
  }

  async list(collection: string, query: ListQuery): Promise<ListPage> {
    const page = await this.#parts.storage.list(collection, query);
    this.#charge(page.records.length);
    return page;
  }

  async count(collection: string, query: CountQuery): Promise<number> {
    let scanned = 0;
    const onScanned = (entries: number) => {
      scanned = entries;
    };
    const count = await this.#parts.storage.count(collection, { ...query, onScanned });
    this.#charge(Math.ceil(Math.max(count, scanned) / entriesPerRow));
    return count;
  }

  async events(query: EventsQuery): Promise<EventsPage> {
    const page = await this.#parts.storage.events(query);
    if (page.status !== "gone") this.#charge(page.events.length);
    return page;
  }

  async head(topic: string): Promise<Position> {
    return (await this.#parts.storage.heads([topic]))[0] ?? start;
  }

  async shared(before: string, key: string, make: () => Promise<string>): Promise<string> {
    const part = await this.#parts.sharedJson.get(key, make);
    this.#reading.shares?.({ before, part });
    return before + part.json.slice(1);
  }

  get notificationQuota(): NotificationQuota | undefined {
    const { charging, userId } = this.#reading;
    if (!charging) return undefined;
    const { rates } = charging;
    return {
      left: rates.left("notificationsPerHour", userId),
      leftFor: (to) => rates.left("notificationsToOnePerHour", pairOf(userId, to)),
    };
  }

  verdict(action: string, facts: Facts): Verdict | Promise<Verdict> {
    const verdict = this.#verdictOn(action, facts);
    const isAllowed = "allowed" in verdict && verdict.allowed === true;
    // No rule on a subtask depends on votes.
    const dependsOnVotes = facts.task && !facts.subtask && hasOpenVotes(facts.task);
    return isAllowed || !dependsOnVotes ? verdict : this.#withoutAbsent(action, facts, verdict);
  }

  #verdictOn(action: string, facts: Facts): Verdict | Promise<Verdict> {
    return verdictOn(action, facts, this.#parts.definitions, this.#reading.conditions);
  }

  /** If a verdict is no, judges again without the votes of people who are disabled or have left. */
  async #withoutAbsent(
    action: string,
    facts: Facts,
    given: Verdict | Promise<Verdict>,
  ): Promise<Verdict> {
    const verdict = await given;
    const { task: before, board } = facts;
    if (verdict.allowed === true || !before || !board) return verdict;
    const people = this.#peopleOn.get(board.id) ?? this.membersOf(board);
    this.#peopleOn.set(board.id, people);
    const task = withoutAbsent(before, await people);
    return task ? this.#verdictOn(action, { ...facts, task }) : verdict;
  }

  async fullVerdict(action: string, facts: Facts): Promise<Verdict> {
    const verdict = await this.verdict(action, facts);
    if (verdict.allowed !== true) return verdict;
    const { definitions, places } = this.#parts;
    const about = { quotas: places.quotas, definitions };
    const message = await quotaAgainst(action, facts, about, (...query) => this.count(...query));
    if (message === undefined) return verdict;
    const failed = { rule: "quota", message, remedy: "none" } as const;
    return { allowed: false, ...failed, rules: [...verdict.rules, { passed: false, ...failed }] };
  }

  async voters(task: Task, board: Board, now: string): Promise<readonly Voter[]> {
    const { definitions } = this.#parts;
    const voters = await votersOf(
      task,
      await this.membersOf(board),
      board,
      definitions,
      this.#isGranted,
    );
    const { isFirst } = this.#reading;
    return withDelegates(voters, task, now, definitions, (userIds) => {
      // Delegations that are presumed without a read cost a row too, because the commit checks
      // them.
      this.#charge(userIds.length);
      return delegationsOf(userIds, isFirst, this.#context(), this.#learn);
    });
  }

  readonly #learn = async (refs: readonly Ref[]): Promise<readonly StoredRecord[]> => {
    const { records } = await this.#parts.storage.get(refs);
    this.#parts.recordCache.learn(refs, records);
    return records;
  };

  async membersOf(board: Board): Promise<People<BoardPerson>> {
    return this.#judged(await this.#parts.members.onBoard(board));
  }

  async roomMembersOf(room: Room): Promise<People<true>> {
    return this.#judged(await this.#parts.members.inRoom(room));
  }

  async namedOn(board: Board): Promise<readonly Member[]> {
    return this.#named(await this.#parts.names.onBoard(board));
  }

  async namedIn(room: Room): Promise<readonly RoomMember[]> {
    return this.#named(await this.#parts.names.inRoom(room));
  }

  #named<T>({ people, wasRead }: Named<T>): readonly T[] {
    this.#charge(wasRead ? people.length : Math.ceil(people.length / peoplePerRow));
    return people;
  }

  #judged<T>(people: People<T>): People<T> {
    this.#charge(Math.ceil(people.size / peoplePerRow));
    return people;
  }

  payForJob(rows: number): void {
    this.#charge(rows);
  }

  async holders(permission: string, task: Task, board: Board): Promise<string[]> {
    const people = await this.membersOf(board);
    const judged = [...people.values()].map(async ({ member, disabled }): Promise<string[]> => {
      const { userId, role } = member;
      const facts: Facts = { actor: { userId, role }, board, member, task };
      return !disabled && (await this.#isGranted(permission, facts)) ? [userId] : [];
    });
    return (await Promise.all(judged)).flat();
  }

  readonly #isGranted: IsGranted = (permission, facts) =>
    isGranted(permission, facts, this.#parts.definitions, this.#reading.conditions);

  newSecret(): string {
    return (this.#parts.runtime.secret ?? randomSecret)();
  }

  async sign(text: string): Promise<string | undefined> {
    return this.#parts.sign?.(text);
  }

  preview(operation: string, input: unknown, userId: string): Promise<readonly RequestOutcomes[]> {
    return this.#parts.preview(operation, input, userId, this.#reading.charging);
  }

  #charge(rows: number): void {
    const { charging, userId } = this.#reading;
    charging?.rows(userId, rows);
  }
}
