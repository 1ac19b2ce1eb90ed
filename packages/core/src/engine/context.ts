import type { Verdict } from "../authorize/judge.ts";
import { TaskwireError } from "../errors.ts";
import { decodeCursor, encodeCursor } from "../log/cursor.ts";
import { audienceOf, toEvent } from "../log/encode.ts";
import { type Access, viewOf } from "../model/access.ts";
import type { Actor } from "../model/actor.ts";
import type { Board } from "../model/board.ts";
import type { Table } from "../model/collection.ts";
import type { Comment } from "../model/comment.ts";
import type { Event } from "../model/event.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Message } from "../model/message.ts";
import type { Room } from "../model/room.ts";
import { maxSubtasks, type Subtask, subtasks } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import { parseTopic } from "../model/topic.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import type { ResolveRequest } from "../notifications/request.ts";
import type {
  EventsPage,
  EventsQuery,
  Fields,
  ListPage,
  ListQuery,
  Position,
  Ref,
  StoredRecord,
  Write,
} from "../storage/storage.ts";
import { type Emitted, listOf, type Put, refOf } from "./emitted.ts";
import { RefMap } from "./ref-map.ts";

type Shape = { id: string; version: number };

/** What the context needs from its surroundings to read. */
export interface ContextReader {
  get(refs: readonly Ref[]): Promise<readonly StoredRecord[]>;
  /** All of these as the node last saw them, undefined where they have to be read. Only for what the commit checks. */
  cached(refs: readonly Ref[]): readonly StoredRecord[] | undefined;
  list(collection: string, query: ListQuery): Promise<ListPage>;
  events(query: EventsQuery): Promise<EventsPage>;
  head(topic: string): Promise<Position>;
  /** What a command of somebody's would tell whom. */
  preview(operation: string, input: unknown, userId: string): Promise<readonly RequestOutcomes[]>;
  /** Judges an action, the host's own conditions included. */
  verdict(action: string, facts: Facts): Promise<Verdict>;
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && a !== null && JSON.stringify(a) === JSON.stringify(b));

/**
 * One try of one operation: what it reads through here is remembered with its version and guards the commit; what it
 * emits becomes the commit.
 */
export class Context {
  readonly actor: Actor;
  /** This try's time, ISO 8601. */
  readonly now: string;
  readonly definitions: Definitions;
  readonly #reader: ContextReader;
  readonly #newId: () => string;
  readonly #read = new RefMap<{ ref: Ref; record: StoredRecord; shape?: Shape }>();
  // Rows of lists: guarded only when they change.
  readonly #listed = new RefMap<StoredRecord>();
  readonly #emitted: Emitted[] = [];
  readonly #derived: Write[] = [];
  readonly #resolveRequests: ResolveRequest[] = [];
  readonly #latest = new RefMap<object | null>();
  #command: string | undefined;
  #facts: Facts;
  #access: Access | undefined;

  constructor(
    reader: ContextReader,
    definitions: Definitions,
    actor: Actor,
    now: string,
    newId: () => string,
  ) {
    this.#reader = reader;
    this.definitions = definitions;
    this.actor = actor;
    this.now = now;
    this.#newId = newId;
    this.#facts = { actor };
  }

  /** A new id, sortable by age. */
  newId(): string {
    return this.#newId();
  }

  /** This try's own id, from which the ids of its events are made. */
  get command(): string {
    this.#command ??= this.#newId();
    return this.#command;
  }

  /** What the road has loaded and checked for the operation's target. */
  get facts(): Facts {
    return this.#facts;
  }

  /** How much of the board the actor sees. */
  get access(): Access | undefined {
    return this.#access;
  }

  /** The road sets what it has loaded. */
  setTarget(facts: Facts, access: Access | undefined): void {
    this.#facts = facts;
    this.#access = access;
  }

  /** The board of an operation with target `board`, `task` or `subtask`. */
  board(): Board {
    return required(this.#facts.board);
  }

  /** The task of an operation with target `task` or `subtask`. */
  task(): Task {
    return required(this.#facts.task);
  }

  /** The subtask of an operation with target `subtask`. */
  subtask(): Subtask {
    return required(this.#facts.subtask);
  }

  /** The room of an operation with target `room` or `message`. */
  room(): Room {
    return required(this.#facts.room);
  }

  /** The message of an operation with target `message`. */
  message(): Message {
    return required(this.#facts.message);
  }

  /** The comment of an operation with target `comment`. */
  comment(): Comment {
    return required(this.#facts.comment);
  }

  /** Records of a table by id, undefined where there is none. Each becomes part of the read set. */
  async get<S extends Shape>(table: Table<S>, ids: readonly string[]): Promise<(S | undefined)[]> {
    const missing = ids.filter((id) => !this.#read.get(table.name, id));
    const refs = missing.map((id) => ({ collection: table.name, id }));
    if (refs.length > 0)
      this.remember(refs, this.#reader.cached(refs) ?? (await this.#reader.get(refs)));
    return ids.map((id) => this.known(table, id));
  }

  /** Puts records that were read elsewhere in the read set. */
  remember(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    refs.forEach((ref, i) => {
      const record = records[i];
      if (record) this.#read.set(ref, { ref, record });
    });
  }

  /** A record that was read before. */
  known<S extends Shape>(table: Table<S>, id: string): S | undefined {
    const read = this.#read.get(table.name, id);
    if (!read?.record.fields) return undefined;
    read.shape ??= { id, version: read.record.version, ...read.record.fields };
    return read.shape as S;
  }

  /** A record as this command leaves it: null when it is dropped. */
  latest<S extends Shape>(table: Table<S>, id: string): S | null | undefined {
    const made = this.#latest.get(table.name, id);
    return made === undefined ? this.known(table, id) : (made as S | null);
  }

  /** Records as this command leaves them, by their place. They guard nothing: for what is only shown or told. */
  async readUnguarded(refs: readonly Ref[]): Promise<(ref: Ref) => Fields | null> {
    const missing = refs.filter(
      ({ collection, id }) =>
        this.#latest.get(collection, id) === undefined && !this.#read.get(collection, id),
    );
    const records = missing.length > 0 ? await this.#reader.get(missing) : [];
    const found = new RefMap<Fields | null>();
    missing.forEach((ref, i) => {
      found.set(ref, records[i]?.fields ?? null);
    });
    return ({ collection, id }) => {
      const made = this.#latest.get(collection, id);
      if (made !== undefined) return made as Fields | null;
      return found.get(collection, id) ?? this.#read.get(collection, id)?.record.fields ?? null;
    };
  }

  /**
   * One ordered scan. Of its rows only those that the command changes are in the read set: a rule that rests on a set
   * reads the set's guard.
   */
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
    const page = await this.#reader.list(table.name, query);
    for (const record of page.records) {
      // What it was at first may be what the command decides on: seen again in another state, it has changed meanwhile.
      if (!this.#listed.has(table.name, record.id))
        this.#listed.set({ collection: table.name, id: record.id }, record);
    }
    const records = page.records.map(
      ({ id, version, fields }) => ({ id, version, ...fields }) as unknown as S,
    );
    return { records, next: page.next };
  }

  /** Every record under some values of an index, page by page. For sets that stay small enough to hold. */
  async listAll<S extends Shape>(
    table: Table<S>,
    query: Pick<ListQuery, "index" | "equals">,
  ): Promise<S[]> {
    const all: S[] = [];
    let after: readonly unknown[] | null = null;
    do {
      const page: { records: S[]; next: readonly unknown[] | null } = await this.list(table, {
        ...query,
        limit: 500,
        ...(after && { after }),
      });
      all.push(...page.records);
      after = page.next;
    } while (after);
    return all;
  }

  /** All subtasks of the target's task. The task is their guard: each change of one changes it, and it is in the read set. */
  async siblings(): Promise<Subtask[]> {
    const query = { index: "task", equals: { taskId: this.task().id }, limit: maxSubtasks };
    return (await this.list(subtasks, query)).records;
  }

  /** The number of a topic's last event. Take it before the state that goes with it. */
  async head(topic: string): Promise<number> {
    return (await this.#reader.head(topic)).number;
  }

  /** The cursor to follow a topic from. Take it before the state that goes with it. */
  async cursor(topic: string): Promise<string> {
    // Only on a board does a role decide how much of the topic somebody sees.
    const access = parseTopic(topic)?.kind === "board" ? (this.#access ?? "involved") : "all";
    return encodeCursor(await this.#reader.head(topic), access);
  }

  /** A page of what happened to one thing, newest first, as far as the actor was to see it. */
  async history(
    topic: string,
    {
      subject,
      before,
      limit,
    }: { readonly subject: string; readonly before: string | undefined; readonly limit: number },
  ): Promise<{ events: Event[]; next: string | null }> {
    const cursor = before === undefined ? ("end" as const) : decodeCursor(before);
    const page = cursor && (await this.#reader.events({ topic, before: cursor, subject, limit }));
    if (!page || page.status === "gone") {
      throw new TaskwireError(
        "invalid",
        "`before` is not the `next` of a page before. Leave it out to begin at the end.",
      );
    }
    const access = this.#access ?? "involved";
    const { userId } = this.actor;
    const seen = page.events.filter(
      (event) => viewOf(audienceOf(event), access, userId) === "whole",
    );
    const last = page.events.at(-1);
    return {
      events: seen.map(toEvent),
      next: last && page.events.length === limit ? encodeCursor(last, access) : null,
    };
  }

  /** Whether the actor may do something, and if not, why: what {@link judge} says, with the host's own conditions answered. */
  verdict(action: string, facts: Facts): Promise<Verdict> {
    return this.#reader.verdict(action, facts);
  }

  /** What a command would tell whom, if somebody ran it now. Everything is checked as if it were run; nothing is kept. */
  preview(operation: string, input: unknown, userId: string): Promise<readonly RequestOutcomes[]> {
    return this.#reader.preview(operation, input, userId);
  }

  /** Says that something happened. Changes of records go with the event that causes them. */
  emit(event: Emitted): void {
    this.#emitted.push(event);
    for (const put of Object.values(event.put ?? {}).flatMap(listOf))
      this.#latest.set(refOf(put), put[1]);
    for (const drop of Object.values(event.drop ?? {})) this.#latest.set(refOf(drop), null);
  }

  /** Says that rows in people's inboxes have nothing left to ask. */
  resolve(settlement: ResolveRequest): void {
    this.#resolveRequests.push(settlement);
  }

  /** Writes a record that no event carries, because it follows from others. Only for tables with versions of their own. */
  derive(write: Write): void {
    this.#derived.push(write);
  }

  get emitted(): readonly Emitted[] {
    return this.#emitted;
  }

  get resolveRequests(): readonly ResolveRequest[] {
    return this.#resolveRequests;
  }

  /** Everything that must not have changed: what was read, and the rows of lists that this command changes. */
  get reads(): (Ref & { version: number })[] {
    const reads = this.#read
      .values()
      .map(({ ref, record }) => ({ ...ref, version: record.version }));
    if (this.#listed.size === 0) return reads;
    const changed = this.#listed
      .entries()
      .filter(
        ([{ collection, id }, { version }]) =>
          this.#latest.has(collection, id) &&
          this.#read.get(collection, id)?.record.version !== version,
      );
    return [...reads, ...changed.map(([ref, { version }]) => ({ ...ref, version }))];
  }

  /** The writes that the emitted events cause, and by which event each changed record gets its version. */
  writes(): { writes: Write[]; versionedBy: Map<object, number> } {
    const last = new RefMap<{ put: Put; drop: boolean; event: number }>();
    const lastAbout = new RefMap<number>();
    this.#emitted.forEach(({ topic, put = {}, drop = {}, subject }, event) => {
      lastAbout.set({ collection: topic, id: subject }, event);
      for (const one of Object.values(put).flatMap(listOf))
        last.set(refOf(one), { put: one, drop: false, event });
      for (const one of Object.values(drop)) last.set(refOf(one), { put: one, drop: true, event });
    });
    const versionedBy = new Map<object, number>();
    const writes = [...this.#derived];
    for (const { put, drop, event } of last.values()) {
      const [{ fields: declared }, record] = put;
      const { collection, id } = refOf(put);
      // An event about a record raises its version also where it carries only a part of it, e.g. a task's new subtask:
      // in the same topic, because a person and a board may have one id, and numbers of two topics don't compare.
      const { topic } = this.#emitted[event] as Emitted;
      const ref = { collection, id, event: Math.max(event, lastAbout.get(topic, id) ?? 0) };
      const before =
        this.#read.get(collection, id)?.record.fields ?? this.#listed.get(collection, id)?.fields;
      versionedBy.set(record, ref.event);
      if (drop) writes.push({ ...ref, kind: "delete" });
      else if (before)
        writes.push({
          ...ref,
          kind: "update",
          fields: pick(declared, record, (name, value) => !same(before[name], value)),
        });
      else writes.push({ ...ref, kind: "insert", fields: pick(declared, record, () => true) });
    }
    return { writes, versionedBy };
  }
}

function required<T>(fact: T | undefined): T {
  if (fact === undefined)
    throw new TaskwireError(
      "internal",
      "The operation's target does not load what its run asks for.",
    );
  return fact;
}

function pick(
  declared: object,
  record: object,
  wanted: (name: string, value: unknown) => boolean,
): Fields {
  const values = record as Fields;
  const picked: { [name: string]: unknown } = {};
  for (const name in declared) if (wanted(name, values[name])) picked[name] = values[name];
  return picked;
}
