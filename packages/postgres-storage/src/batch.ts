import type { Collection, Commit, CommitOutcome } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";
import { type NetWrite, netWrites } from "./net-write.ts";

/** A row of the message: the commit's place in the batch first, then what the procedure reads by place. */
type Row = readonly unknown[];

/** Commits that are judged on the state before them, all at once. */
interface Wave {
  readonly keys: Row[];
  /** `[[commit, …], id, version | null, present | null]`: what has to hold for these commits, judged without a lock. */
  readonly refs: { [collection: string]: Row[] };
  readonly redacts: Row[];
  readonly events: Row[];
  readonly writes: { [collection: string]: { [kind in NetWrite["kind"]]?: Row[] } };
}

/** Rows of a collection to lock, and what has to hold of them in the first wave. */
interface Lock {
  readonly ids: Set<string>;
  readonly refs: Row[];
  /** What the ids' versions have to be; undefined where that doesn't say all. */
  versions: Map<string, number> | undefined;
}

/** What the batch says in a topic. */
interface Topic {
  count: number;
  last: string;
}

/** Where a commit's events are among those of the batch, to find its numbers in the answer. */
interface Place {
  readonly firstEvent: number;
  readonly events: number;
}

/** What the procedure answers, by the places of commits. */
interface Answer {
  readonly repeated: readonly number[];
  readonly conflicts: readonly number[];
  /** Of each event, null where its commit came to nothing. */
  readonly numbers: readonly (number | null)[];
}

interface Ref {
  readonly collection: string;
  readonly n: number;
  readonly id: string;
  readonly version?: number;
  readonly present?: boolean;
}

/** How a commit of a batch ended; what a repeated key left behind is to be looked up. */
export type BatchOutcome =
  | Exclude<CommitOutcome, { status: "repeated" }>
  | { readonly status: "repeated" };

/** A commit that was found to be well-formed, ready for any batch. */
export interface Prepared {
  readonly commit: Commit;
  /** Undefined: its writes contradict each other. */
  readonly writes: ReadonlyMap<string, NetWrite> | undefined;
}

/** Checks a commit against the declarations. Throws {@link Misuse}. */
export function prepare(commit: Commit, collectionOf: (name: string) => Collection): Prepared {
  for (const { collection } of commit.reads) collectionOf(collection);
  return { commit, writes: netWrites(commit, collectionOf) };
}

/**
 * Waiting commits as one message to the procedure, and its answer read back. The database works on whole sets; so that
 * each commit is still judged on what is true when it writes, one that touches what an earlier one of the batch writes
 * comes in a later wave. All waves have the same locks and the same transaction.
 */
export class Batch {
  readonly #isCareful: boolean;
  readonly #commits: readonly Prepared[];
  readonly #places: Place[] = [];
  readonly #waves: Wave[] = [];
  /** The commits of each wave. */
  readonly #members: number[][] = [];
  readonly #never: number[] = [];
  readonly #inserts = new Set<string>();
  // By collection and id. A row is locked once.
  readonly #written = new Set<string>();
  readonly #refs: { readonly wave: number; readonly place: string; readonly ref: Ref }[] = [];
  readonly #topics = new Map<string, Topic>();
  /** Of each event of the batch: whose it is, its topic, and how many are before it there. */
  readonly #events: { readonly n: number; readonly topic: string; readonly before: number }[] = [];
  // The first wave that sees what the batch has made of a record or a key.
  readonly #after = new Map<string, number>();
  #floor = 0;

  /** `isCareful` also looks whether what is inserted is there. Else that is an error, as rare as it is: ids are made, not chosen. */
  constructor(commits: readonly Prepared[], isCareful = false) {
    this.#isCareful = isCareful;
    this.#commits = commits;
    for (const [n, one] of commits.entries()) this.#order(one, n);
    // Wave by wave, because that is how the events of a topic follow each other.
    for (const [wave, members] of this.#members.entries())
      for (const n of members) this.#add(commits[n] as Prepared, n, this.#wave(wave));
  }

  /** The message, as JSON. */
  message(unsafe: boolean): string {
    const locks = this.#locks();
    // In the order of their bytes, which is how the procedure gives their heads.
    const topics = [...this.#topics].sort(([a], [b]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    const placeOf = new Map(topics.map(([topic], i) => [topic, i + 1]));
    return JSON.stringify({
      unsafe,
      careful: this.#isCareful,
      count: this.#commits.length,
      topics: arrayOf(topics.map(([topic]) => topic)),
      counts: arrayOf(topics.map(([, { count }]) => count)),
      lasts: arrayOf(topics.map(([, { last }]) => last)),
      commits: arrayOf(this.#events.map(({ n }) => n)),
      places: arrayOf(this.#events.map(({ topic }) => placeOf.get(topic) as number)),
      behind: arrayOf(
        this.#events.map(
          ({ topic, before }) => (this.#topics.get(topic) as Topic).count - before - 1,
        ),
      ),
      never: arrayOf(this.#never),
      inserts: arrayOf([...this.#inserts].sort()),
      locks,
      waves: this.#waves,
    });
  }

  /** How each commit ended, in their order. */
  outcomes(text: string): BatchOutcome[] {
    const { repeated, conflicts, numbers } = JSON.parse(text) as Answer;
    const repeats = new Set(repeated);
    const lost = new Set(conflicts);
    return this.#places.map(({ firstEvent, events }, n) => {
      if (repeats.has(n)) return { status: "repeated" };
      if (lost.has(n)) return { status: "conflict" };
      return {
        status: "committed",
        numbers: numbers.slice(firstEvent, firstEvent + events) as number[],
      };
    });
  }

  /** What to lock: rows that the batch changes more strongly than those that it only rests on. */
  #locks(): { [collection: string]: { [what in "written" | "read"]?: object } } {
    const locks = new Map<string, Map<"written" | "read", Lock>>();
    const shared = new Map<string, number[]>();
    for (const { wave, place, ref } of this.#refs) {
      const { collection, n, id, version = null, present = null } = ref;
      // Many commits rest on the same: their board, their person.
      const same = `${wave} ${version} ${present} ${place}`;
      const commits = shared.get(same) ?? [];
      commits.push(n);
      if (commits.length > 1) continue;
      shared.set(same, commits);
      const row = [commits, id, version, present];
      // What isn't there can't be locked.
      const isFresh = present === false && version === null;
      if (!isFresh) {
        const of = locks.get(collection) ?? new Map<"written" | "read", Lock>();
        locks.set(collection, of);
        const what = this.#written.has(place) ? "written" : "read";
        const lock: Lock = of.get(what) ?? { ids: new Set(), refs: [], versions: new Map() };
        of.set(what, lock);
        lock.ids.add(id);
        if (wave === 0) lock.refs.push(row);
        const before = lock.versions?.get(id) ?? version;
        if (wave > 0 || version === null || present === false || before !== version)
          lock.versions = undefined;
        else lock.versions?.set(id, version);
      }
      if (wave > 0 || (isFresh && this.#isCareful)) {
        const { refs } = this.#wave(wave);
        refs[collection] ??= [];
        refs[collection].push(row);
      }
    }
    return Object.fromEntries(
      [...locks].map(([name, of]) => [
        name,
        Object.fromEntries([...of].map(([what, lock]) => [what, told(lock)])),
      ]),
    );
  }

  /** Finds the wave of a commit, and what it rests on. */
  #order({ commit, writes }: Prepared, n: number): void {
    const { key, redact = [] } = commit;
    const refs = this.#refsOf(commit, writes, n);
    const keyPlace = key && JSON.stringify([key.actor, key.key]);
    // A redaction takes from all earlier events of its subject: they have to be there.
    let wave = redact.length > 0 ? this.#members.length : this.#floor;
    for (const place of [...refs.keys(), ...(keyPlace ? [keyPlace] : [])]) {
      wave = Math.max(wave, this.#after.get(place) ?? 0);
    }
    if (redact.length > 0) this.#floor = wave + 1;
    if (keyPlace) this.#after.set(keyPlace, wave + 1);
    for (const place of writes?.keys() ?? []) {
      this.#after.set(place, wave + 1);
      this.#written.add(place);
    }
    for (const [place, ref] of refs) this.#refs.push({ wave, place, ref });
    const members = this.#members[wave] ?? [];
    this.#members[wave] = members;
    members.push(n);
  }

  /** Writes down what a commit makes. */
  #add({ commit, writes }: Prepared, n: number, into: Wave): void {
    const { events, key, result, redact = [] } = commit;
    const firstEvent = this.#events.length;
    this.#places[n] = { firstEvent, events: events.length };
    for (const { topic, subject } of redact) {
      into.redacts.push([n, topic, subject]);
      this.#topic(topic);
    }
    for (const [i, event] of events.entries()) {
      const { topic, id, type, subject, at, actor, audience, data, records } = event;
      into.events.push([
        n,
        firstEvent + i + 1,
        topic,
        id,
        type,
        subject,
        at,
        actor,
        audience,
        data,
        records,
      ]);
      const of = this.#topic(topic);
      this.#events.push({ n, topic, before: of.count });
      of.count++;
      of.last = id;
    }
    for (const write of writes?.values() ?? []) this.#write(into, n, firstEvent, write);
    if (key) {
      const { actor, hash, at } = key;
      into.keys.push([
        n,
        actor,
        key.key,
        hash,
        at,
        result,
        firstEvent + 1,
        firstEvent + events.length,
      ]);
    }
  }

  #topic(topic: string): Topic {
    const of = this.#topics.get(topic) ?? { count: 0, last: "" };
    this.#topics.set(topic, of);
    return of;
  }

  /** What has to hold for a commit, by record. */
  #refsOf({ reads }: Commit, writes: Prepared["writes"], n: number): Map<string, Ref> {
    const refs = new Map<string, Ref>();
    let isNever = writes === undefined;
    for (const { collection, id, version } of reads) {
      const place = `${collection}/${id}`;
      const before = refs.get(place);
      if (before && before.version !== version) isNever = true;
      refs.set(place, { collection, n, id, version });
    }
    for (const [place, { collection, id, wantsPresent }] of writes ?? []) {
      refs.set(place, {
        ...refs.get(place),
        collection: collection.name,
        n,
        id,
        present: wantsPresent,
      });
    }
    if (isNever) this.#never.push(n);
    return refs;
  }

  #write(
    into: Wave,
    n: number,
    firstEvent: number,
    { collection, id, kind, fields, event, changes }: NetWrite,
  ): void {
    const version = collection.versions === "own" ? changes : firstEvent + (event ?? -1) + 1;
    const row: unknown[] = [n, version, id];
    if (kind === "insert") {
      for (const field in collection.fields) row.push(fields[field]);
      this.#inserts.add(collection.name);
    } else if (kind === "update") row.push(fields);
    into.writes[collection.name] ??= {};
    const kinds = into.writes[collection.name] as Wave["writes"][string];
    kinds[kind] ??= [];
    kinds[kind].push(row);
  }

  #wave(place: number): Wave {
    this.#waves[place] ??= { keys: [], refs: {}, redacts: [], events: [], writes: {} };
    return this.#waves[place];
  }
}

/** A lock as the procedure takes it. */
function told({ ids, refs, versions }: Lock): object {
  // By their bytes some ids come in another order. Versions only grow: where they agree by place all the same, none has changed.
  const sorted = [...ids].sort();
  return {
    ids: arrayOf(sorted),
    refs,
    versions: versions && arrayOf(sorted.map((id) => versions.get(id) as number)),
  };
}

/** An array as PostgreSQL writes it, which costs it less to read than one of JSON. */
function arrayOf(values: readonly (string | number)[]): string {
  const elements = values.map((one) =>
    typeof one === "number" ? one : `"${one.replace(/[\\"]/g, "\\$&")}"`,
  );
  return `{${elements.join()}}`;
}
