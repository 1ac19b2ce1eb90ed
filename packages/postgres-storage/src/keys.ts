import type { CommandKey, KeyRecord } from "@taskwire/core/adapter";
import { quoted } from "./columns.ts";
import type { Database } from "./database.ts";
import type { Got } from "./get-function.ts";

// Deletes are cut up so that none keeps rows locked for long.
const page = 10_000;

/** What commands with a key left behind. */
export class Keys {
  readonly #database: Database;
  readonly #call: string;
  readonly #table: string;

  /** `call` names the function that reads. */
  constructor(database: Database, schema: string, call: string) {
    this.#database = database;
    this.#call = call;
    this.#table = `${quoted(schema)}.taskwire_keys`;
  }

  async find(keys: readonly CommandKey[]): Promise<(KeyRecord | null)[]> {
    if (keys.length === 0) return [];
    const [text] = await this.#database.read({
      text: `SELECT ${this.#call}('{}', $1)`,
      values: [asked(keys)],
    });
    return used(JSON.parse(String(text)) as Got, keys.length);
  }

  /** Forgets the keys from before a time. */
  async trim(before: string): Promise<void> {
    const text = `WITH old AS (SELECT ctid FROM ${this.#table} WHERE at < $1 LIMIT $2),
      gone AS (DELETE FROM ${this.#table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM old)) AND at < $1 RETURNING 1)
      SELECT count(*)::int FROM gone`;
    for (;;) {
      const [count] = await this.#database.run({ text, values: [before, page] });
      if (Number(count) < page) return;
    }
  }
}

/** Keys as the function takes them. */
export const asked = (keys: readonly CommandKey[]): string =>
  JSON.stringify(keys.map(({ actor, key }) => [actor, key]));

/** What was asked for of keys, in their order: null where one was not used. */
export function used({ keys }: Got, count: number): (KeyRecord | null)[] {
  const records = Array<KeyRecord | null>(count).fill(null);
  for (const [place, hash, result, numbers] of keys ?? []) {
    records[place] = { hash, result, numbers: JSON.parse(numbers) };
  }
  return records;
}
