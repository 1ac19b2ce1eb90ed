import type { CommandKey, KeyRecord } from "@taskwire/core/adapter";
import { quoted } from "./columns.ts";
import type { Database } from "./database.ts";
import type { GetAnswer } from "./get-function.ts";

/** Maximum number of keys that one statement deletes, so that none locks rows for long. */
const maxDeletes = 10_000;

/** Reads and trims the records of idempotency keys. */
export class Keys {
  readonly #database: Database;
  readonly #function: string;
  readonly #table: string;

  /** `getFunction` is the name of the function that reads records and keys. */
  constructor(database: Database, schema: string, getFunction: string) {
    this.#database = database;
    this.#function = getFunction;
    this.#table = `${quoted(schema)}.taskwire_keys`;
  }

  /** Returns the records of the keys in their order; null for a key that was not used. */
  async find(keys: readonly CommandKey[]): Promise<(KeyRecord | null)[]> {
    if (keys.length === 0) return [];
    const [text] = await this.#database.read({
      text: `SELECT ${this.#function}('{}', $1)`,
      values: [keysParameter(keys)],
    });
    return keyRecords(JSON.parse(String(text)) as GetAnswer, keys.length);
  }

  /** Deletes the keys from before a time. */
  async trim(before: string): Promise<void> {
    const text = `WITH old AS (SELECT ctid FROM ${this.#table} WHERE at < $1 LIMIT $2),
      gone AS (DELETE FROM ${this.#table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM old)) AND at < $1 RETURNING 1)
      SELECT count(*)::int FROM gone`;
    for (;;) {
      const [count] = await this.#database.run({ text, values: [before, maxDeletes] });
      if (Number(count) < maxDeletes) return;
    }
  }
}

/** Encodes keys as the function takes them. */
export const keysParameter = (keys: readonly CommandKey[]): string =>
  JSON.stringify(keys.map(({ actor, key }) => [actor, key]));

/** Decodes the records of `count` requested keys, in their order; null for an unused key. */
export function keyRecords({ keys }: GetAnswer, count: number): (KeyRecord | null)[] {
  const records = Array<KeyRecord | null>(count).fill(null);
  for (const [index, hash, result, numbers] of keys ?? []) {
    records[index] = { hash, result, numbers: JSON.parse(numbers) };
  }
  return records;
}
