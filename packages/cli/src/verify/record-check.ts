import type { Collection, Fields, StoredRecord } from "@taskwire/core/adapter";
import type { LastEvent, LogIndex } from "./log-index.ts";
import { matchesEvent } from "./matches-event.ts";
import type { Problems } from "./problems.ts";

/** Numbers of records that could not be checked, by reason. */
export interface Unchecked {
  /** The last event was trimmed. */
  trimmed: number;
  /** The last event lost its data when something was deleted. */
  emptied: number;
  /** Events don't carry records of the collection. By the collection's name. */
  readonly notInLog: Map<string, number>;
}

/** The collections of records that only events of their room's topic carry. */
const inRooms = new Set(["room_members", "messages"]);

/**
 * The fields that an involvement has from its task. Null in records that are older than the field
 * `state`.
 */
const placeOf = ({ boardId, state }: Fields): string | null =>
  typeof state === "string" ? JSON.stringify([boardId, state]) : null;

/** How the involvement of a user in a task can be wrong. */
const mismatch = {
  task: (task: string, user: string) => `task ${task} involves ${user}, but the record is missing`,
  involvements: (task: string, user: string) =>
    `there is a record for task ${task} and ${user}, but the task doesn't involve them`,
  state: (task: string, user: string) =>
    `the record for task ${task} and ${user} has another state or board than the task`,
};

/** Compares the records with the last events that carry them. */
export class RecordCheck {
  readonly unchecked: Unchecked = { trimmed: 0, emptied: 0, notInLog: new Map() };
  readonly #index: LogIndex;
  readonly #problems: Problems;
  readonly #collections: ReadonlyMap<string, Collection>;
  readonly #builtIn: ReadonlySet<string>;

  constructor(
    index: LogIndex,
    problems: Problems,
    collections: readonly Collection[],
    builtIn: readonly Collection[],
  ) {
    this.#index = index;
    this.#problems = problems;
    this.#collections = new Map(collections.map((one) => [one.name, one]));
    this.#builtIn = new Set(builtIn.map(({ name }) => name));
  }

  record(name: string, record: StoredRecord): void {
    const collection = this.#collections.get(name);
    if (!collection) return;
    const { id, fields } = record;
    if (name === "tasks" && Array.isArray(fields?.involved))
      for (const user of fields.involved)
        this.#index.addInvolvement(id, String(user), "task", placeOf(fields));
    if (name === "users" && typeof fields?.handle === "string") this.#index.addHandle(id, "user");
    if (name === "taken_handles" && fields) this.#index.addHandle(String(fields.userId), "taken");
    if (name === "involvements") {
      if (!fields) return;
      const [task, user] = [String(fields.taskId), String(fields.userId)];
      this.#index.addInvolvement(task, user, "involvements", placeOf(fields));
      if (id !== `${task}/${user}`)
        this.#problems.add(`involvements: ${id} is the record for task ${task} and ${user}`);
    } else if (collection.versions === "own") {
      const { notInLog } = this.unchecked;
      if (fields) notInLog.set(name, (notInLog.get(name) ?? 0) + 1);
    } else this.#checkRecord(collection, record);
  }

  /** Call it after the last record. */
  end(): void {
    for (const { collection, id, fields, ...event } of this.#index.unseen()) {
      this.#problems.add(
        fields === null
          ? `${collection} ${id} is not among the deleted records, but ${nameOf(event)} deleted it`
          : `${collection} ${id} is missing, but ${nameOf(event)} wrote it`,
      );
    }
    if (!this.#collections.has("involvements")) return;
    for (const { task, user, source } of this.#index.involvementMismatches())
      this.#problems.add(`involvements: ${mismatch[source](task, user)}`);
    if (!this.#collections.has("taken_handles")) return;
    for (const user of this.#index.strayHandles())
      this.#problems.add(`taken_handles: there is a record for ${user}, who has no handle`);
  }

  #checkRecord(collection: Collection, { id, version, fields }: StoredRecord): void {
    const { name } = collection;
    const events = this.#index.lastEvents(name, id);
    const event = events.find((one) => one.version === version) ?? events.at(-1);
    if (event?.version === version) return this.#compare(collection, id, fields, event);
    const subjects = this.#subjectsOf(name, id, fields);
    if (this.#index.isTrimmed(version, subjects) && !event) this.unchecked.trimmed++;
    else if (mayBeEmptied(version, fields, event) && this.#index.isEmptied(version, subjects))
      this.unchecked.emptied++;
    else if (!event)
      this.#problems.add(`${name} ${id} (version ${version}) has no event in the log`);
    else
      this.#problems.add(
        `${name} ${id} has version ${version}, but its last event is ${nameOf(event)}`,
      );
  }

  #compare(collection: Collection, id: string, fields: Fields | null, event: LastEvent): void {
    const { name } = collection;
    const { fields: carried } = event;
    if (fields === null) {
      if (carried !== null)
        this.#problems.add(`${name} ${id} is deleted, but ${nameOf(event)} did not delete it`);
    } else if (carried === null)
      this.#problems.add(`${name} ${id} exists, but ${nameOf(event)} deleted it`);
    else if (!matchesEvent(fields, JSON.parse(carried) as Fields, collection))
      this.#problems.add(`${name} ${id} differs from ${nameOf(event)}`);
  }

  /**
   * Returns the possible subjects of the topic that a record belongs to. taskwire's own records
   * name it in their id or in a field. For other records it may be any topic, so the result is
   * undefined.
   */
  #subjectsOf(name: string, id: string, fields: Fields | null): string[] | undefined {
    if (!this.#builtIn.has(name)) return undefined;
    if (inRooms.has(name) && typeof fields?.roomId === "string") return [fields.roomId];
    const texts = Object.values(fields ?? {}).filter((value) => typeof value === "string");
    return [id, ...id.split("/"), ...texts];
  }
}

/**
 * Whether the event of a record's version can be one that lost its data, although another event carries the
 * record. Then the other event is an earlier one, or it only reports a deletion again.
 */
const mayBeEmptied = (
  version: number,
  fields: Fields | null,
  event: LastEvent | undefined,
): boolean => !event || event.version < version || (fields === null && event.fields === null);

/** Names an event in a message, e.g. `task.created (event 3 of board:sales)`. */
const nameOf = ({ type, version, topic }: Omit<LastEvent, "fields">): string =>
  `${type} (event ${version} of ${topic})`;
