import type { DatabaseSync } from "node:sqlite";
import { quoted } from "./columns.ts";
import { GroupInsert } from "./group-insert.ts";
import { personSql, stateNumber, type ToldCollection, toldTables } from "./told.ts";

const addingToOthers = "ON CONFLICT DO UPDATE SET number = number + excluded.number";

/**
 * SQL that counts the records whose entries are moved from `recent` to `log`. Its parameters are the topic before
 * the first of these people, and the topic of the last.
 */
export function countMovedSql(collection: ToldCollection): string {
  const { counts, recent } = toldTables(collection);
  return `INSERT INTO ${counts} (${quoted(collection.told.person)}, number)
    SELECT ${personSql}, r.number FROM (
      SELECT topic_id, count(*) AS number FROM ${recent}
      WHERE topic_id > ? AND topic_id <= ? AND _state = ${countedState(collection)} GROUP BY topic_id
    ) r CROSS JOIN taskwire_topics t ON t.id = r.topic_id WHERE true ${addingToOthers}`;
}

/** SQL that counts the entries in `log`, for a file that does not have the table of these counts yet. */
export function countAllSql(collection: ToldCollection): string {
  const { counts, log } = toldTables(collection);
  return `INSERT INTO ${counts} (${quoted(collection.told.person)}, number)
    SELECT ${personSql}, count(*) FROM ${log} l CROSS JOIN taskwire_topics t ON t.id = l.topic_id
    WHERE l._state = ${countedState(collection)} GROUP BY l.topic_id`;
}

/** SQL for the number of records of a person in the state that is counted. Its parameters are the person and their topic. */
export function countSql(collection: ToldCollection): string {
  const { counts, recent } = toldTables(collection);
  return `SELECT coalesce((SELECT number FROM ${counts} WHERE ${quoted(collection.told.person)} = ?), 0)
    + (SELECT count(*) FROM ${recent} WHERE topic_id = (SELECT id FROM taskwire_topics WHERE topic = ?)
      AND _state = ${countedState(collection)})`;
}

const countedState = (collection: ToldCollection): number =>
  stateNumber(collection, collection.told.state.counted);

/**
 * Collects by how much a transaction changes the count of each person, apart from new records. A person is often
 * in several commits of a transaction, so the counts are written once, at its end.
 */
export class ToldCounts {
  readonly #rows: GroupInsert;
  #differences = new Map<string, number>();

  constructor(db: DatabaseSync, collection: ToldCollection) {
    this.#rows = new GroupInsert(
      db,
      toldTables(collection).counts,
      [quoted(collection.told.person), "number"],
      addingToOthers,
    );
  }

  add(person: string, by: number): void {
    this.#differences.set(person, (this.#differences.get(person) ?? 0) + by);
  }

  clear(): void {
    this.#differences.clear();
    this.#rows.clear();
  }

  flush(): void {
    for (const [person, by] of this.#differences) if (by !== 0) this.#rows.add([person, by]);
    this.#rows.flush();
    if (this.#differences.size > 0) this.#differences = new Map();
  }
}
