import type { Collection, Fields, StoredRecord } from "@taskwire/core/adapter";
import { agree } from "./agree.ts";
import type { Entry, Ledger } from "./ledger.ts";
import type { Problems } from "./problems.ts";

/** What could not be judged, and why. */
export interface Unchecked {
  /** Last changed in a part of the log that was trimmed. */
  trimmed: number;
  /** Last changed by an event whose data were taken from it. */
  emptied: number;
  /** Of collections that no event carries, by name. */
  readonly uncarried: Map<string, number>;
}

/** Holds records against what the log says of them. */
export class RecordJudge {
  readonly unchecked: Unchecked = { trimmed: 0, emptied: 0, uncarried: new Map() };
  readonly #ledger: Ledger;
  readonly #problems: Problems;
  readonly #collections: ReadonlyMap<string, Collection>;
  readonly #builtIn: ReadonlySet<string>;

  constructor(
    ledger: Ledger,
    problems: Problems,
    collections: readonly Collection[],
    builtIn: readonly Collection[],
  ) {
    this.#ledger = ledger;
    this.#problems = problems;
    this.#collections = new Map(collections.map((one) => [one.name, one]));
    this.#builtIn = new Set(builtIn.map(({ name }) => name));
  }

  record(name: string, record: StoredRecord): void {
    const collection = this.#collections.get(name);
    if (!collection) return;
    const { id, fields } = record;
    if (name === "tasks" && Array.isArray(fields?.involved))
      for (const person of fields.involved) this.#ledger.involved(id, String(person), false);
    if (name === "involvements") {
      if (fields) this.#ledger.involved(String(fields.taskId), String(fields.userId), true);
    } else if (collection.versions === "own") {
      if (fields) this.unchecked.uncarried.set(name, (this.unchecked.uncarried.get(name) ?? 0) + 1);
    } else this.#carried(collection, record);
  }

  /** After the last record. */
  end(): void {
    for (const { collection, id, topic, version, type, fields } of this.#ledger.lost()) {
      const event = `${type}, number ${version} of ${topic}`;
      this.#problems.add(
        fields === null
          ? `${collection} ${id} is not among the deleted records, and ${event}, deleted it`
          : `${collection} ${id} is not there, and ${event}, made it`,
      );
    }
    if (!this.#collections.has("involvements")) return;
    for (const { task, person, kept } of this.#ledger.misinvolved()) {
      const what = kept
        ? "is kept, and the task does not say it"
        : "is not kept, and the task says it";
      this.#problems.add(`involvements: that task ${task} involves ${person} ${what}`);
    }
  }

  #carried(collection: Collection, { id, version, fields }: StoredRecord): void {
    const { name } = collection;
    const entries = this.#ledger.entries(name, id);
    const entry = entries.find((one) => one.version === version) ?? entries.at(-1);
    if (entry?.version === version) return this.#hold(collection, id, fields, entry);
    const places = this.#placesOf(name, id, fields);
    if (this.#ledger.isTrimmed(version, places) && !entry) this.unchecked.trimmed++;
    else if (this.#ledger.isEmptied(version, places)) this.unchecked.emptied++;
    else if (!entry)
      this.#problems.add(`${name} ${id}, version ${version}, is there without an event`);
    else
      this.#problems.add(
        `${name} ${id} has version ${version}, and the log of ${entry.topic} gives it ${entry.version}`,
      );
  }

  #hold(
    collection: Collection,
    id: string,
    fields: Fields | null,
    { topic, version, type, fields: text }: Entry,
  ): void {
    const { name } = collection;
    const event = `${type}, number ${version} of ${topic}`;
    if (fields === null) {
      if (text !== null) this.#problems.add(`${name} ${id} is deleted, and not by ${event}`);
    } else if (text === null)
      this.#problems.add(`${name} ${id} is there, and was deleted by ${event}`);
    else if (!agree(fields, JSON.parse(text) as Fields, collection))
      this.#problems.add(`${name} ${id} is not what ${event} made of it`);
  }

  /** What the topic of a record may be about; undefined where it may be any. Taskwire's own records name theirs in a field. */
  #placesOf(name: string, id: string, fields: Fields | null): string[] | undefined {
    if (!this.#builtIn.has(name)) return undefined;
    const texts = Object.values(fields ?? {}).filter((value) => typeof value === "string");
    return [id, ...id.split("/"), ...texts];
  }
}
