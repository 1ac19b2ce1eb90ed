import type { CommandKey, KeyRecord } from "@taskwire/core/storage";
import { quoted } from "./columns.ts";
import type { Database, Statement } from "./database.ts";

type KeyRow = readonly [place: number, hash: string, result: string, numbers: string];

// Deletes are cut up so that none keeps rows locked for long.
const page = 10_000;

/** What commands with a key left behind. */
export class Keys {
  readonly #database: Database;
  readonly #table: string;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#table = `${quoted(schema)}.taskwire_keys`;
  }

  /** An expression with what is there of some keys, for {@link decode}; its values begin at `$first`. */
  expression(keys: readonly CommandKey[], first: number): Statement {
    const one = keys[0];
    // One key, as it nearly always is, is found without a join that has to be planned.
    if (one && keys.length === 1) {
      return {
        text: `(SELECT json_build_array(json_build_array(0, hash, result, numbers))
          FROM ${this.#table} WHERE actor = $${first} AND key = $${first + 1})::text`,
        values: [one.actor, one.key],
      };
    }
    return {
      text: `(SELECT json_agg(json_build_array(w.place - 1, k.hash, k.result, k.numbers))
        FROM unnest($${first}::text[], $${first + 1}::text[]) WITH ORDINALITY AS w(actor, key, place)
        JOIN ${this.#table} k ON k.actor = w.actor AND k.key = w.key)::text`,
      values: [keys.map(({ actor }) => actor), keys.map(({ key }) => key)],
    };
  }

  /** The records of keys in their order, null where a key was not used. */
  decode(column: unknown, count: number): (KeyRecord | null)[] {
    const records = Array<KeyRecord | null>(count).fill(null);
    for (const [place, hash, result, numbers] of JSON.parse(String(column ?? "[]")) as KeyRow[]) {
      records[place] = { hash, result, numbers: JSON.parse(numbers) };
    }
    return records;
  }

  async find(keys: readonly CommandKey[]): Promise<(KeyRecord | null)[]> {
    if (keys.length === 0) return [];
    const { text, values } = this.expression(keys, 1);
    const [column] = await this.#database.read({ text: `SELECT ${text}`, values });
    return this.decode(column, keys.length);
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
