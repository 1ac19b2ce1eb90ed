import type { Collection, CommandKey, KeyRecord, Ref, StoredRecord } from "@taskwire/core/adapter";
import { safe } from "./columns.ts";
import type { Database } from "./database.ts";
import type { Got } from "./get-function.ts";
import { Groups, type Settled } from "./groups.ts";
import { asked, used } from "./keys.ts";
import { toRecord } from "./list.ts";

interface Wanted {
  readonly refs: readonly Ref[];
  readonly key: CommandKey | undefined;
}

interface Found {
  readonly records: readonly StoredRecord[];
  readonly repeated: KeyRecord | null;
}

type Row = Parameters<typeof toRecord>[1];

// What comes while two are under way goes together: that costs less than more at once.
const readsAtOnce = 2;
const largestRead = 128;

/** Reads records by id: all that is wanted at the same time in one statement, and so from one moment. */
export class Reader {
  readonly #database: Database;
  readonly #call: string;
  readonly #collectionOf: (name: string) => Collection;
  readonly #groups: Groups<Wanted, Found>;

  /** `call` names the function that reads records. */
  constructor(database: Database, call: string, collectionOf: (name: string) => Collection) {
    this.#database = database;
    this.#call = call;
    this.#collectionOf = collectionOf;
    this.#groups = new Groups((wanted) => this.#read(wanted), {
      atOnce: readsAtOnce,
      largest: largestRead,
    });
  }

  async get(refs: readonly Ref[], key: CommandKey | undefined): Promise<Found> {
    for (const { collection } of refs) this.#collectionOf(collection);
    return this.#groups.add({ refs, key });
  }

  finished(): Promise<void> {
    return this.#groups.finished();
  }

  async #read(wanted: readonly Wanted[]): Promise<Settled<Found>[]> {
    const ids = new Map<string, Set<string>>();
    for (const { collection, id } of wanted.flatMap(({ refs }) => refs)) {
      const set = ids.get(collection) ?? new Set();
      ids.set(collection, set.add(id));
    }
    const keyed = wanted.flatMap(({ key }) => (key ? [key] : []));
    if (ids.size === 0 && keyed.length === 0)
      return wanted.map(() => ({ value: { records: [], repeated: null } }));
    const refs = JSON.stringify(
      Object.fromEntries([...ids].map(([name, set]) => [name, [...set]])),
    );
    const [text] = await this.#database.read({
      text: `SELECT ${this.#call}($1, $2)`,
      values: [refs, asked(keyed)],
    });
    const got = JSON.parse(String(text)) as Got;
    const records = this.#decode(got);
    const repeated = used(got, keyed.length);
    let nextKey = 0;
    return wanted.map(({ refs, key }) => ({
      value: {
        records: refs.map(records),
        repeated: key ? (repeated[nextKey++] ?? null) : null,
      },
    }));
  }

  /** Each asker gets a record of its own: what JSON it holds belongs to who reads it. */
  #decode({ records }: Got): (ref: Ref) => StoredRecord {
    const found = new Map<string, Row>();
    for (const name in records) {
      // A restored record's tombstone stays behind, so what is there counts last.
      for (const row of [...(records[name]?.buried ?? []), ...(records[name]?.rows ?? [])])
        found.set(`${name}/${row[0]}`, row);
    }
    return ({ collection, id }) => {
      const row = found.get(`${collection}/${id}`);
      if (!row) return { id, version: 0, fields: null };
      return row.length > 2
        ? toRecord(this.#collectionOf(collection), row)
        : { id, version: safe(row[1]), fields: null };
    };
  }
}
