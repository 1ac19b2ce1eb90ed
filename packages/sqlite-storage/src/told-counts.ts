import type { DatabaseSync } from "node:sqlite";
import { quoted } from "./columns.ts";
import { GroupInsert } from "./group-insert.ts";
import { type ToldCollection, toldTables } from "./told.ts";

/**
 * Collects by how much a transaction changes the count of each person. A person is often in several
 * commits of a transaction, so the counts are written once, at its end.
 */
export class ToldCounts {
  readonly #rows: GroupInsert;
  #differences = new Map<string, number>();

  constructor(db: DatabaseSync, collection: ToldCollection) {
    this.#rows = new GroupInsert(
      db,
      toldTables(collection).counts,
      [quoted(collection.told.person), "number"],
      "ON CONFLICT DO UPDATE SET number = number + excluded.number",
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
    for (const [person, by] of this.#differences) if (by !== 0) this.#rows.add(person, by);
    this.#rows.flush();
    if (this.#differences.size > 0) this.#differences = new Map();
  }
}
