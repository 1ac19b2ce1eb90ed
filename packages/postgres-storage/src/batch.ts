import type { Collection, Commit, CommitOutcome } from "@taskwire/core/storage";
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
  readonly ids: string[];
  readonly refs: Row[];
}

/** Where a commit's events are, to find its numbers in the answer. */
interface Place {
  readonly wave: number;
  readonly firstEvent: number;
  readonly events: number;
}

/** What the procedure answers, by the places of commits. */
interface Answer {
  readonly repeated: readonly number[];
  readonly conflicts: readonly number[];
  /** A list a wave: the number of each of its events, null where its commit came to nothing. */
  readonly numbers: readonly (readonly (number | null)[] | null)[];
}

interface Ref {
  readonly collection: string;
  readonly n: number;
  readonly id: string;
  readonly version?: number;
  readonly present?: boolean;
}

/** How a commit of a batch ended; what a repeated key left behind is to be looked up. */
export type BatchOutcome = Exclude<CommitOutcome, { status: "repeated" }> | { readonly status: "repeated" };

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
  readonly #places: Place[] = [];
  readonly #waves: Wave[] = [];
  readonly #topics = new Set<string>();
  readonly #never: number[] = [];
  readonly #inserts: { [collection: string]: true } = {};
  // By collection and id. A row is locked once, as strongly as any commit of the batch needs it.
  readonly #written = new Set<string>();
  readonly #refs: { readonly wave: number; readonly place: string; readonly ref: Ref }[] = [];
  // The first wave that sees what the batch has made of a record or a key.
  readonly #after = new Map<string, number>();
  #floor = 0;

  /** `isCareful` also looks whether what is inserted is there. Else that is an error, as rare as it is: ids are made, not chosen. */
  constructor(commits: readonly Prepared[], isCareful = false) {
    this.#isCareful = isCareful;
    for (const [n, one] of commits.entries()) this.#add(one, n);
  }

  /** The message, as JSON. */
  message(unsafe: boolean): string {
    const locks: { [collection: string]: { written?: Lock; read?: Lock } } = {};
    const locked = new Set<string>();
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
        const what = this.#written.has(place) ? "written" : "read";
        locks[collection] ??= {};
        const of = locks[collection];
        of[what] ??= { ids: [], refs: [] };
        const lock = of[what];
        if (!locked.has(place)) lock.ids.push(id);
        locked.add(place);
        if (wave === 0) lock.refs.push(row);
      }
      if (wave > 0 || (isFresh && this.#isCareful)) {
        const { refs } = this.#wave(wave);
        refs[collection] ??= [];
        refs[collection].push(row);
      }
    }
    return JSON.stringify({
      unsafe,
      topics: [...this.#topics],
      never: this.#never,
      locks,
      inserts: this.#inserts,
      waves: this.#waves,
    });
  }

  /** How each commit ended, in their order. */
  outcomes(text: string): BatchOutcome[] {
    const { repeated, conflicts, numbers } = JSON.parse(text) as Answer;
    const repeats = new Set(repeated);
    const lost = new Set(conflicts);
    return this.#places.map(({ wave, firstEvent, events }, n) => {
      if (repeats.has(n)) return { status: "repeated" };
      if (lost.has(n)) return { status: "conflict" };
      const own = numbers[wave]?.slice(firstEvent, firstEvent + events) ?? [];
      return { status: "committed", numbers: own as number[] };
    });
  }

  #add({ commit, writes }: Prepared, n: number): void {
    const { events, key, result, redact = [] } = commit;
    const refs = this.#refsOf(commit, writes, n);
    const keyPlace = key && JSON.stringify([key.actor, key.key]);
    // A redaction takes from all earlier events of its subject: they have to be there.
    let wave = redact.length > 0 ? this.#waves.length : this.#floor;
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

    const into = this.#wave(wave);
    const firstEvent = into.events.length;
    this.#places.push({ wave, firstEvent, events: events.length });
    for (const { topic, subject } of redact) into.redacts.push([n, topic, subject]);
    for (const [i, { topic, id, type, subject, at, actor, audience, data }] of events.entries()) {
      into.events.push([n, firstEvent + i + 1, topic, id, type, subject, at, actor, audience, data]);
    }
    for (const { topic } of [...events, ...redact]) this.#topics.add(topic);
    for (const write of writes?.values() ?? []) this.#write(into, n, firstEvent, write);
    if (key) {
      const { actor, hash, at } = key;
      into.keys.push([n, actor, key.key, hash, at, result, firstEvent + 1, firstEvent + events.length]);
    }
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
      refs.set(place, { ...refs.get(place), collection: collection.name, n, id, present: wantsPresent });
    }
    if (isNever) this.#never.push(n);
    return refs;
  }

  #write(into: Wave, n: number, firstEvent: number, { collection, id, kind, fields, event, changes }: NetWrite): void {
    const version = collection.versions === "own" ? changes : firstEvent + (event ?? -1) + 1;
    const row: unknown[] = [n, version, id];
    if (kind === "insert") {
      for (const field in collection.fields) row.push(fields[field]);
      this.#inserts[collection.name] = true;
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
