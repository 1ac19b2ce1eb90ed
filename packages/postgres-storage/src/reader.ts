import type { Collection, CommandKey, KeyRecord, Ref, StoredRecord } from "@taskwire/core/adapter";
import { Batcher, maxConcurrentReads, type Result } from "./batcher.ts";
import { safeInteger } from "./columns.ts";
import type { Database } from "./database.ts";
import type { GetAnswer } from "./get-function.ts";
import { keyRecords, keysParameter } from "./keys.ts";
import { recordKey } from "./net-write.ts";
import { type RecordRow, toRecord } from "./record-row.ts";

interface Request {
  readonly refs: readonly Ref[];
  readonly key: CommandKey | undefined;
}

interface Answer {
  readonly records: readonly StoredRecord[];
  readonly repeated: KeyRecord | null;
}

const maxRequestsPerRead = 128;

/**
 * Reads records by id. All requests of the same moment share one statement, so they see the
 * database at one moment.
 */
export class Reader {
  readonly #database: Database;
  readonly #function: string;
  readonly #collectionOf: (name: string) => Collection;
  readonly #batcher: Batcher<Request, Answer>;

  /** `getFunction` is the name of the function that reads records. */
  constructor(database: Database, getFunction: string, collectionOf: (name: string) => Collection) {
    this.#database = database;
    this.#function = getFunction;
    this.#collectionOf = collectionOf;
    this.#batcher = new Batcher((requests) => this.#read(requests), {
      maxConcurrent: maxConcurrentReads,
      maxSize: maxRequestsPerRead,
    });
  }

  async get(refs: readonly Ref[], key: CommandKey | undefined): Promise<Answer> {
    for (const { collection } of refs) this.#collectionOf(collection);
    return this.#batcher.add({ refs, key });
  }

  whenIdle(): Promise<void> {
    return this.#batcher.whenIdle();
  }

  async #read(requests: readonly Request[]): Promise<Result<Answer>[]> {
    const ids = new Map<string, Set<string>>();
    for (const { collection, id } of requests.flatMap(({ refs }) => refs)) {
      const set = ids.get(collection) ?? new Set();
      ids.set(collection, set.add(id));
    }
    const keys = requests.flatMap(({ key }) => (key ? [key] : []));
    if (ids.size === 0 && keys.length === 0)
      return requests.map(() => ({ value: { records: [], repeated: null } }));
    const refs = JSON.stringify(
      Object.fromEntries([...ids].map(([name, set]) => [name, [...set]])),
    );
    const [text] = await this.#database.read({
      text: `SELECT ${this.#function}($1, $2)`,
      values: [refs, keysParameter(keys)],
    });
    const answer = JSON.parse(String(text)) as GetAnswer;
    const recordOf = this.#decoder(answer);
    const repeated = keyRecords(answer, keys.length);
    let nextKey = 0;
    return requests.map(({ refs, key }) => ({
      value: {
        records: refs.map(recordOf),
        repeated: key ? (repeated[nextKey++] ?? null) : null,
      },
    }));
  }

  /**
   * Returns a function that decodes one record. It makes a new object for each request, because the
   * caller may change the JSON values in it.
   */
  #decoder({ records }: GetAnswer): (ref: Ref) => StoredRecord {
    const found = new Map<string, RecordRow>();
    for (const name in records) {
      // A record that was inserted again still has a tombstone, so existing records come last.
      for (const row of [...(records[name]?.tombstones ?? []), ...(records[name]?.rows ?? [])])
        found.set(recordKey(name, row[0]), row);
    }
    return ({ collection, id }) => {
      const row = found.get(recordKey(collection, id));
      if (!row) return { id, version: 0, fields: null };
      return row.length > 2
        ? toRecord(this.#collectionOf(collection), row)
        : { id, version: safeInteger(row[1]), fields: null };
    };
  }
}
