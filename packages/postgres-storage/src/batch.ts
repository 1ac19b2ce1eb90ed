import type { CommitOutcome, NewEvent } from "@taskwire/core/adapter";
import { addRow, arrayText, type MessageRow, type WriteRows } from "./message.ts";
import type { NetWrite } from "./net-write.ts";
import type { PreparedCommit } from "./prepared-commit.ts";
import { checksOf } from "./record-check.ts";
import { planLocks, type RowLocks, type WaveCheck } from "./row-locks.ts";
import { isTold } from "./told.ts";
import { ToldRows } from "./told-rows.ts";
import { WavePlanner } from "./wave-planner.ts";

/**
 * The commits of one wave, in the form that the procedure takes. A wave is a set of commits of the
 * batch that the database checks and writes together (see `WavePlanner`).
 */
interface Wave {
  readonly keys: MessageRow[];
  /**
   * By collection: `[[commit, …], id, version | null, exists | null]`. Each row has four elements:
   * - the commits that make this check
   * - the id of the record
   * - the version that these commits read, or null for any version
   * - whether the record must exist, or null if both is allowed
   */
  readonly checks: { [collection: string]: MessageRow[] };
  readonly redacts: MessageRow[];
  readonly events: MessageRow[];
  readonly writes: WriteRows;
}

/** The events that the batch appends to a topic. */
interface TopicEvents {
  count: number;
  lastId: string;
}

/**
 * The positions of a commit's events in the list of all events of the batch. In the answer, their
 * numbers have the same positions.
 */
interface EventRange {
  readonly first: number;
  readonly count: number;
}

/** An event of the batch. */
interface BatchEvent {
  readonly commit: number;
  readonly topic: string;
  /** How many earlier events of the same batch are in the same topic. */
  readonly before: number;
}

/** The answer of the procedure. It names commits by their index in the batch. */
interface Answer {
  readonly repeated: readonly number[];
  readonly conflicts: readonly number[];
  /** The number of each event. It is null if the event's commit was not written. */
  readonly numbers: readonly (number | null)[];
}

/** The outcome of a commit in a batch. The result of a repeated key has to be looked up. */
export type BatchOutcome =
  | Exclude<CommitOutcome, { status: "repeated" }>
  | { readonly status: "repeated" };

/**
 * Encodes waiting commits as one message to the commit procedure, and decodes its answer. The page
 * docs/postgres-batches.md has an example. All waves of a batch share the same locks and the same
 * transaction.
 */
export class Batch {
  readonly #checkInserts: boolean;
  readonly #commits: readonly PreparedCommit[];
  readonly #eventRanges: EventRange[] = [];
  readonly #waves: Wave[] = [];
  readonly #checks: WaveCheck[] = [];
  readonly #planner = new WavePlanner();
  /** Commits that are conflicts in any case, whatever the database contains. */
  readonly #contradictory: number[] = [];
  /** Names of the collections that the batch inserts into. */
  readonly #insertsInto = new Set<string>();
  readonly #topics = new Map<string, TopicEvents>();
  readonly #events: BatchEvent[] = [];
  readonly #locks: RowLocks;

  /**
   * With `checkInserts`, the procedure first checks whether inserted records and keys exist
   * already. Without it, an existing record or key is an error that fails the batch. Leaving the check
   * out is faster, and an existing record or key is very rare, because ids are random.
   */
  constructor(commits: readonly PreparedCommit[], checkInserts = false) {
    this.#checkInserts = checkInserts;
    this.#commits = commits;
    for (const [n, prepared] of commits.entries()) this.#plan(prepared, n);
    // The waves are added in their order, because this is the order of the events in a topic.
    for (const [wave, members] of this.#planner.waves.entries())
      for (const n of members) this.#add(commits[n] as PreparedCommit, n, this.#wave(wave));
    this.#locks = planLocks(
      this.#checks,
      this.#planner.written,
      checkInserts,
      (wave, collection, row) => {
        const { checks } = this.#wave(wave);
        checks[collection] ??= [];
        checks[collection].push(row);
      },
    );
  }

  /** Returns the message as JSON. */
  message(unsafe: boolean): string {
    // The topics are sorted by their bytes, as the database sorts them. The procedure reads their heads
    // in this order, and finds the head of a topic by its position.
    const topics = [...this.#topics].sort(([a], [b]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    const positionOf = new Map(topics.map(([topic], i) => [topic, i + 1]));
    return JSON.stringify({
      unsafe,
      checkInserts: this.#checkInserts,
      commitCount: this.#commits.length,
      topics: arrayText(topics.map(([topic]) => topic)),
      eventCounts: arrayText(topics.map(([, { count }]) => count)),
      lastIds: arrayText(topics.map(([, { lastId }]) => lastId)),
      eventCommits: arrayText(this.#events.map(({ commit }) => commit)),
      eventTopics: arrayText(this.#events.map(({ topic }) => positionOf.get(topic) as number)),
      eventsBehind: arrayText(
        this.#events.map(
          ({ topic, before }) => (this.#topics.get(topic) as TopicEvents).count - before - 1,
        ),
      ),
      contradictory: arrayText(this.#contradictory),
      insertsInto: arrayText([...this.#insertsInto].sort()),
      locks: this.#locks,
      waves: this.#waves,
    });
  }

  /** Decodes the procedure's answer: the outcome of each commit, in their order. */
  outcomes(answer: string): BatchOutcome[] {
    const { repeated, conflicts, numbers } = JSON.parse(answer) as Answer;
    const isRepeated = new Set(repeated);
    const isConflict = new Set(conflicts);
    return this.#eventRanges.map(({ first, count }, n) => {
      if (isRepeated.has(n)) return { status: "repeated" };
      if (isConflict.has(n)) return { status: "conflict" };
      return { status: "committed", numbers: numbers.slice(first, first + count) as number[] };
    });
  }

  /** Finds the wave of a commit, and remembers its checks. */
  #plan(prepared: PreparedCommit, n: number): void {
    const { byRecord, isContradictory } = checksOf(prepared, n);
    if (isContradictory) this.#contradictory.push(n);
    const wave = this.#planner.add(prepared, byRecord.keys());
    for (const [key, check] of byRecord) this.#checks.push({ wave, key, check });
  }

  /** Adds the redactions, events, writes and the key of a commit to its wave. */
  #add({ commit, writes }: PreparedCommit, n: number, wave: Wave): void {
    const { events, key, result, redact = [] } = commit;
    const first = this.#events.length;
    this.#eventRanges[n] = { first, count: events.length };
    for (const { topic, subject, keep = [] } of redact) {
      wave.redacts.push([n, topic, subject, keep.map(({ number, data }) => [number, data])]);
      this.#topic(topic);
    }
    const told = ToldRows.of(commit, n, first, writes);
    for (const [i, event] of events.entries()) {
      const { topic, id } = event;
      if (!told?.isLogged(i)) wave.events.push(eventRow(n, first + i + 1, event));
      const inTopic = this.#topic(topic);
      this.#events.push({ commit: n, topic, before: inTopic.count });
      inTopic.count++;
      inTopic.lastId = id;
    }
    for (const write of writes?.values() ?? []) this.#write(wave, n, first, write);
    told?.addTo(wave.writes);
    if (key) {
      const { actor, hash, at } = key;
      wave.keys.push([n, actor, key.key, hash, at, result, first + 1, first + events.length]);
    }
  }

  #topic(name: string): TopicEvents {
    const topic = this.#topics.get(name) ?? { count: 0, lastId: "" };
    this.#topics.set(name, topic);
    return topic;
  }

  #write(
    wave: Wave,
    n: number,
    firstEvent: number,
    { collection, id, kind, fields, event, changeCount }: NetWrite,
  ): void {
    if (kind === "insert") this.#insertsInto.add(collection.name);
    // `ToldRows` makes the rows of inserts and updates in collections with `told`.
    if (isTold(collection) && (kind === "insert" || kind === "update")) return;
    const version = collection.versions === "own" ? changeCount : firstEvent + (event ?? -1) + 1;
    const row: unknown[] = [n, version, id];
    if (kind === "insert") {
      for (const field in collection.fields) row.push(fields[field]);
    } else if (kind === "update") row.push(fields);
    addRow(wave.writes, collection.name, kind, row);
  }

  #wave(index: number): Wave {
    this.#waves[index] ??= { keys: [], checks: {}, redacts: [], events: [], writes: {} };
    return this.#waves[index];
  }
}

const eventRow = (
  commit: number,
  index: number,
  { topic, id, type, subject, at, actor, audience, data, records }: NewEvent,
): MessageRow => [commit, index, topic, id, type, subject, at, actor, audience, data, records];
