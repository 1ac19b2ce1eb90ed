import { TaskwireError } from "../errors.ts";
import { MemoryLog } from "./memory-log.ts";
import { MemoryTable } from "./memory-table.ts";
import type { Commit, CommitOutcome, KeyRecord, Ref, Storage } from "./storage.ts";
import { start } from "./storage.ts";

/**
 * Makes a storage that keeps everything in the memory of this process. Use it for tests and to try
 * things out: the data is lost when the process ends.
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ storage: memoryStorage() });
 * ```
 */
export function memoryStorage(): Storage {
  const tables = new Map<string, MemoryTable>();
  const logs = new Map<string, MemoryLog>();
  const keys = new Map<string, KeyRecord & { readonly at: string }>();
  let isOpen = false;

  // Each method runs synchronously in `run`, so nothing can happen between its reads and its
  // writes.
  const step = async <T>(run: () => T): Promise<T> => {
    if (!isOpen)
      throw new TaskwireError(
        "unavailable",
        "The memory storage is not open: call open() before using it.",
      );
    return run();
  };
  const table = (name: string): MemoryTable => {
    const found = tables.get(name);
    if (!found)
      throw new TaskwireError(
        "internal",
        `The collection ${name} was not declared when the storage was opened.`,
      );
    return found;
  };
  const log = (topic: string): MemoryLog => {
    const found = logs.get(topic) ?? new MemoryLog();
    logs.set(topic, found);
    return found;
  };

  return {
    async open(collections) {
      for (const one of collections)
        if (!tables.has(one.name)) tables.set(one.name, new MemoryTable(one));
      isOpen = true;
    },
    async close() {
      isOpen = false;
    },
    get: (refs, key) =>
      step(() => ({
        records: refs.map(({ collection, id }) => table(collection).get(id)),
        repeated: repeated(key && keys.get(keyOf(key))),
      })),
    list: (collection, query) => step(() => table(collection).list(query)),
    count: (collection, query) => step(() => table(collection).count(query)),
    commit: (commit) => step(() => apply(commit)),
    events: (query) => step(() => (logs.get(query.topic) ?? new MemoryLog()).page(query)),
    heads: (topics) => step(() => topics.map((topic) => logs.get(topic)?.head ?? start)),
    trim: (what) =>
      step(() => {
        if ("upTo" in what) logs.get(what.topic)?.trim(what.upTo);
        else if ("topic" in what) logs.get(what.topic)?.trimBefore(what.before);
        else for (const [key, { at }] of keys) if (at < what.keysBefore) keys.delete(key);
      }),
  };

  function apply({ reads, writes, events, key, result, redact = [] }: Commit): CommitOutcome {
    const first = repeated(key && keys.get(keyOf(key)));
    if (first) return { status: "repeated", ...first };
    if (reads.some((read) => table(read.collection).state(read.id).version !== read.version))
      return { status: "conflict" };

    // Everything is checked before anything is changed.
    const existing = new Map<string, boolean>();
    const values: (ReturnType<MemoryTable["encode"]> | null)[] = [];
    for (const write of writes) {
      const { collection, id, kind, event } = write;
      const into = table(collection);
      const ref = refKey(write);
      const exists = existing.get(ref) ?? into.state(id).exists;
      if (exists !== (kind !== "insert")) return { status: "conflict" };
      existing.set(ref, kind !== "delete");
      if (into.versions === "topic" && (event === undefined || !events[event])) {
        throw new TaskwireError(
          "internal",
          `A write to ${collection} must name the event that carries the record.`,
        );
      }
      values.push(
        kind === "delete"
          ? null
          : kind === "insert"
            ? into.encodeAll(write.fields)
            : into.encode(write.fields),
      );
    }

    for (const { topic, subject, keep } of redact) logs.get(topic)?.redact(subject, keep);
    const numbers = events.map((event) => log(event.topic).append(event));
    writes.forEach(({ collection, id, event = -1 }, i) => {
      const into = table(collection);
      const version = into.versions === "topic" ? numbers[event] : into.state(id).version + 1;
      into.put(id, version ?? 0, values[i] ?? null);
    });
    if (key) keys.set(keyOf(key), { hash: key.hash, result, numbers, at: key.at });
    return { status: "committed", numbers };
  }
}

// JSON of a pair, so that two pairs never have the same text, whatever characters they contain.
const keyOf = ({ actor, key }: { readonly actor: string; readonly key: string }) =>
  JSON.stringify([actor, key]);
const refKey = ({ collection, id }: Ref) => JSON.stringify([collection, id]);

const repeated = (record: KeyRecord | undefined): KeyRecord | null =>
  record ? { hash: record.hash, result: record.result, numbers: record.numbers } : null;
