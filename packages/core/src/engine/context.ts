import { TaskwireError } from "../errors.ts";
import { eventId } from "../log/command.ts";
import { encodeCursor } from "../log/cursor.ts";
import { audienceOf, toEvent, upToBytes } from "../log/encode.ts";
import { listAll } from "../log/list-all.ts";
import { type Access, viewOf } from "../model/access.ts";
import type { Actor } from "../model/actor.ts";
import type { Board } from "../model/board.ts";
import type { Table } from "../model/collection.ts";
import type { Comment } from "../model/comment.ts";
import type { Event } from "../model/event.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Message } from "../model/message.ts";
import { notifyGuards } from "../model/notify-guard.ts";
import type { Room } from "../model/room.ts";
import { maxSubtasks, type Subtask, subtasks } from "../model/subtask.ts";
import { type Task, tasks } from "../model/task.ts";
import { parseTopic } from "../model/topic.ts";
import { type User, users } from "../model/user.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import type { NotificationQuota } from "../notifications/quota.ts";
import type {
  AnyResolveRequest,
  ChangeRequest,
  ReviewRequest,
  RewordRequest,
} from "../notifications/request.ts";
import type {
  Commit,
  CountQuery,
  Fields,
  ListQuery,
  Ref,
  StoredRecord,
  Write,
} from "../storage/storage.ts";
import type { ContextSource, PaidMembers } from "./context-source.ts";
import type { BoardPeople, BuiltInContext, OperationContext, Shape } from "./operation/context.ts";
import { type AnyEmitted, eachChange, isDeletion, refOf } from "./operation/emitted.ts";
import { encodePageToken, type ListName, positionIn } from "./operation/page-token.ts";
import { required } from "./operation/required.ts";
import { Leasing } from "./quotas/leasing.ts";
import { ReadSet } from "./records/read-set.ts";
import { RefMap } from "./records/ref-map.ts";
import { taskIdOf } from "./records/told-of-task.ts";
import { type Writes, writesOf } from "./records/writes.ts";

/**
 * The context of one attempt. It remembers the records that the operation reads, with their
 * versions. The commit checks these versions, and contains the events that the operation emits.
 * Operations see only {@link OperationContext}; the engine uses the other members.
 */
export class EngineContext implements BuiltInContext {
  readonly actor: Actor;
  now: string;
  readonly definitions: Definitions;
  readonly answerBytes: number;
  readonly #source: ContextSource;
  readonly newId: () => string;
  readonly #readSet = new ReadSet();
  readonly #emitted: AnyEmitted[] = [];
  readonly #derived: Write[] = [];
  readonly #changeRequests: ChangeRequest[] = [];
  // The records that the command changes, as they will be after it. Null for deleted ones.
  readonly #latest = new RefMap<object | null>();
  readonly leasing = new Leasing();
  #command: string | undefined;
  #facts: Facts;
  #access: Access | undefined;

  constructor(
    source: ContextSource,
    definitions: Definitions,
    actor: Actor,
    now: string,
    newId: () => string,
    answerBytes: number,
  ) {
    this.#source = source;
    this.answerBytes = answerBytes;
    this.definitions = definitions;
    this.actor = actor;
    this.now = now;
    this.newId = newId;
    this.#facts = { actor };
  }

  /** The id of this attempt. The ids of its events are made from it. */
  get command(): string {
    this.#command ??= this.newId();
    return this.#command;
  }

  nextEventId(after: number): string {
    return eventId(this.command, this.#emitted.length + after);
  }

  get facts(): Facts {
    return this.#facts;
  }

  get access(): Access | undefined {
    return this.#access;
  }

  /** Sets what was loaded and checked for the operation's target. */
  setTarget(facts: Facts, access: Access | undefined): void {
    this.#facts = facts;
    this.#access = access;
  }

  get eventTypes(): ReadonlySet<string> {
    return this.#source.eventTypes;
  }

  get notificationQuota(): NotificationQuota | undefined {
    return this.#source.notificationQuota;
  }

  user(): User | undefined {
    return this.known(users, this.actor.userId);
  }

  board(): Board {
    return required(this.#facts.board);
  }

  task(): Task {
    return required(this.#facts.task);
  }

  subtask(): Subtask {
    return required(this.#facts.subtask);
  }

  room(): Room {
    return required(this.#facts.room);
  }

  message(): Message {
    return required(this.#facts.message);
  }

  comment(): Comment {
    return required(this.#facts.comment);
  }

  async get<S extends Shape>(table: Table<S>, ids: readonly string[]): Promise<(S | undefined)[]> {
    const refs = ids.map((id): Ref => ({ collection: table.name, id }));
    const missing = refs.filter((ref) => !this.#readSet.has(ref));
    if (missing.length > 0)
      this.remember(missing, this.#source.cached(missing) ?? (await this.#source.get(missing)));
    return ids.map((id) => this.known(table, id));
  }

  /**
   * Adds records to the read set. Use it for records that usually don't exist: the first attempt
   * assumes this, and does not read them from the storage.
   */
  async presume<S extends Shape>(table: Table<S>, ids: readonly string[]): Promise<void> {
    const refs = ids.map((id): Ref => ({ collection: table.name, id }));
    const missing = refs.filter((ref) => !this.#readSet.has(ref));
    if (missing.length > 0)
      this.remember(missing, this.#source.presume(missing) ?? (await this.#source.get(missing)));
  }

  /** Adds records that were read elsewhere to the read set. */
  remember(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    this.#readSet.add(refs, records);
  }

  /** A record that is in the read set. */
  known<S extends Shape>(table: Table<S>, id: string): S | undefined {
    return this.#readSet.shape({ collection: table.name, id }) as S | undefined;
  }

  wasStored<S extends Shape>({ name }: Table<S>, id: string): boolean {
    return this.#readSet.versionOf({ collection: name, id }) > 0;
  }

  /**
   * Returns a record with this command's changes: null if the command deletes it, undefined if it
   * was neither read nor changed.
   */
  latest<S extends Shape>(table: Table<S>, id: string): S | null | undefined {
    const changed = this.#latest.get(table.name, id);
    return changed === undefined ? this.known(table, id) : (changed as S | null);
  }

  /** The records of a table that this command writes, with their old fields (null if new). */
  changesOf<S extends Shape>({ name }: Table<S>): (readonly [before: S | null, after: S])[] {
    const changes: [S | null, S][] = [];
    for (const [id, after] of this.#latest.of(name)) {
      const before = this.#readSet.before({ collection: name, id });
      if (after) changes.push([(before ?? null) as S | null, after as S]);
    }
    return changes;
  }

  /** The version of a record that was read by its id; undefined if it was not. */
  knownVersion(ref: Ref): number | undefined {
    return this.#readSet.has(ref) ? this.#readSet.versionOf(ref) : undefined;
  }

  /** Whether this command writes or deletes a record. */
  isChanged({ collection, id }: Ref): boolean {
    return this.#latest.has(collection, id);
  }

  async readUnguarded(refs: readonly Ref[]): Promise<(ref: Ref) => Fields | null> {
    const missing = refs.filter(
      (ref) => !this.#latest.has(ref.collection, ref.id) && !this.#readSet.has(ref),
    );
    const records = missing.length > 0 ? await this.#source.get(missing) : [];
    const found = new RefMap<Fields | null>();
    missing.forEach((ref, i) => {
      found.set(ref, records[i]?.fields ?? null);
    });
    return (ref) => {
      const changed = this.#latest.get(ref.collection, ref.id);
      if (changed !== undefined) return changed as Fields | null;
      return found.get(ref.collection, ref.id) ?? this.#readSet.guardedFields(ref) ?? null;
    };
  }

  async list<S extends Shape>(
    table: Table<S>,
    query: ListQuery,
  ): Promise<{ records: S[]; next: readonly unknown[] | null }> {
    if (query.after && query.after.length !== (table.indexes[query.index]?.length ?? 0) + 1) {
      throw new TaskwireError(
        "invalid",
        "`after` is the `next` of another list. Leave it out to begin at the start.",
      );
    }
    const { records, next } = await this.#source.list(table.name, query);
    return { records: records.map((record) => this.#addListed(table, record)), next };
  }

  count<S extends Shape>({ name }: Table<S>, query: CountQuery): Promise<number> {
    return this.#source.count(name, query);
  }

  async listAll<S extends Shape>(
    table: Table<S>,
    query: Pick<ListQuery, "index" | "equals">,
  ): Promise<S[]> {
    const records = await listAll(this.#source, table.name, query);
    return records.map((record) => this.#addListed(table, record));
  }

  #addListed<S extends Shape>({ name }: Table<S>, record: StoredRecord): S {
    return this.#readSet.addListed({ collection: name, id: record.id }, record) as S;
  }

  async siblings(): Promise<Subtask[]> {
    const task = this.task();
    let records: readonly StoredRecord[] | undefined = this.#source.partsOf(task)?.subtasks;
    if (!records) {
      const query = { index: "task", equals: { taskId: task.id }, limit: maxSubtasks };
      records = (await this.#source.list(subtasks.name, query)).records;
      this.#source.learnSubtasks(task, records);
    }
    return records.map((record) => this.#addListed(subtasks, record));
  }

  /**
   * All notifications about a task; undefined if this node doesn't know them. Call `readGuards` first,
   * so that the commit checks that there are no others, and let it check their versions too.
   */
  toldAbout(about: string): readonly StoredRecord[] | undefined {
    const task = this.known(tasks, taskIdOf(about) ?? "");
    if (task === undefined || this.wasStored(notifyGuards, about)) return undefined;
    return this.#source.partsOf(task)?.told;
  }

  head: BuiltInContext["head"] = async (topic) => (await this.#source.head(topic)).number;

  async cursor(topic: string): Promise<string> {
    // The role decides what a person sees only in the topic of a board.
    const access = parseTopic(topic)?.kind === "board" ? (this.#access ?? "involved") : "all";
    return encodeCursor(await this.#source.head(topic), access);
  }

  shared: BuiltInContext["shared"] = (...part) => this.#source.shared(...part);

  async history(
    topic: string,
    { subject, before, limit }: Parameters<OperationContext["history"]>[1],
  ): Promise<{ events: Event[]; next: string | null }> {
    const name: ListName = ["history", topic, subject];
    const position = before === undefined ? ("end" as const) : positionIn(name, before);
    const query = { topic, before: position, subject, limit, maxBytes: this.answerBytes };
    const page = await this.#source.events(query);
    if (page.status === "gone") {
      throw new TaskwireError(
        "invalid",
        "The log has no events before `before` any more. Leave `before` out to begin with the newest event.",
      );
    }
    const access = this.#access ?? "involved";
    const { userId } = this.actor;
    const { events, isCut } = upToBytes(page.events, this.answerBytes);
    const visible = events.filter((event) => viewOf(audienceOf(event), access, userId) === "whole");
    const last = events.at(-1);
    const isFull = last && (events.length === limit || page.cut || isCut);
    return {
      events: visible.map(toEvent),
      next: isFull ? encodePageToken(name, [String(last.number), last.id]) : null,
    };
  }

  verdict: BuiltInContext["verdict"] = async (...of) => this.judge(...of);
  sign: BuiltInContext["sign"] = (text) => this.#source.sign(text);
  newSecret: BuiltInContext["newSecret"] = () => this.#source.newSecret();
  fullVerdict: BuiltInContext["fullVerdict"] = (...of) => this.#source.fullVerdict(...of);
  /** Like {@link verdict}. Returns a promise only if the app has its own condition for this. */
  judge: ContextSource["verdict"] = (...of) => this.#source.verdict(...of);

  get people(): BoardPeople & PaidMembers {
    return this.#source;
  }

  preview(operation: string, input: unknown, userId: string): Promise<readonly RequestOutcomes[]> {
    return this.#source.preview(operation, input, userId);
  }

  emit(event: AnyEmitted): void {
    this.#emitted.push(event);
    eachChange(event, (put, isDeleted) => {
      this.#latest.set(refOf(put), isDeleted ? null : put[1]);
    });
  }

  resolve(request: AnyResolveRequest): void {
    // A loss of access is checked for each notification: the person's role may still let them read.
    const { resolution } = request;
    if (resolution === "access_lost" && "userId" in request)
      return this.review(
        request.taskId === undefined ? request : { ...request, takes: "involvement" },
      );
    this.#changeRequests.push({ kind: "resolve", ...request });
  }

  review({ userId, boardId, roomId, taskId, ...what }: ReviewRequest): void {
    const { gains, takes, asks, endsDelegation } = what;
    this.#changeRequests.push({
      kind: "review",
      userId,
      ...(boardId !== undefined && { boardId }),
      ...(roomId !== undefined && { roomId }),
      ...(taskId !== undefined && { taskId }),
      ...(gains && { gains }),
      ...(takes && { takes }),
      ...(asks && { asks }),
      ...(endsDelegation && { endsDelegation }),
    });
  }

  reword(request: RewordRequest): void {
    this.#changeRequests.push({ kind: "reword", ...request });
  }

  derive(write: Write): void {
    this.#derived.push(write);
  }

  /** Whether the command deletes something. */
  get deletes(): boolean {
    return this.#emitted.some(isDeletion);
  }

  get emitted(): readonly AnyEmitted[] {
    return this.#emitted;
  }

  get changeRequests(): readonly ChangeRequest[] {
    return this.#changeRequests;
  }

  /** The collection and id of an unchanged record that the operation got; undefined for any other object. */
  refOf(record: object): Ref | undefined {
    return this.#readSet.refOf(record);
  }

  /** The records that must be unchanged when this commits: those read by id, and changed records of lists. */
  get reads(): Commit["reads"] {
    return this.#readSet.guards(({ collection, id }) => this.#latest.has(collection, id));
  }

  /**
   * The writes of the commit, and the event from which each changed record gets its version.
   *
   * @param own the names of the host's own collections, whose records are checked
   */
  writes(own?: ReadonlySet<string>): Writes {
    const caused = writesOf(this.#emitted, (ref) => this.#readSet.before(ref), own);
    return { ...caused, writes: [...this.#derived, ...caused.writes] };
  }
}
