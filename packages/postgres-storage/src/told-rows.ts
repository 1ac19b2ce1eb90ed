import type { Commit } from "@taskwire/core/adapter";
import { addRow, type MessageRow, type WriteRows } from "./message.ts";
import type { Column, NetWrite } from "./net-write.ts";
import { carries, isTold, splitId, type ToldCollection, toldFields } from "./told.ts";

type Patch = { readonly [field: string]: Column };
/** `[version, person or id, id of the event]` of a record. */
type Member = readonly [version: number, name: string, event: string | null];

/** Records of a commit that are written in the same way. */
interface Group {
  readonly collection: ToldCollection;
  readonly kind: "insert" | "update" | "reword";
  /** Two groups with the same parts are one. */
  readonly parts: readonly Column[];
  readonly row: MessageRow;
  readonly members: Member[];
}

/**
 * The inserts and updates of a commit in collections with `told`. The message contains the common
 * values of many records only once. `told-write-sql.ts` describes the rows.
 */
export class ToldRows {
  readonly #commit: number;
  readonly #groups: Group[] = [];
  readonly #logged = new Set<number>();

  private constructor(commit: number) {
    this.#commit = commit;
  }

  /**
   * Returns undefined if the commit has none.
   *
   * @param first how many events of the batch come before those of this commit
   */
  static of(
    { events }: Commit,
    commit: number,
    first: number,
    writes: ReadonlyMap<string, NetWrite> | undefined,
  ): ToldRows | undefined {
    let rows: ToldRows | undefined;
    for (const { collection, id, kind, fields, event = -1 } of writes?.values() ?? []) {
      if (!isTold(collection) || (kind !== "insert" && kind !== "update")) continue;
      rows ??= new ToldRows(commit);
      const carrier = events[event];
      if (!carrier) continue;
      const isLogged = carries(collection, carrier, id);
      if (isLogged) rows.#logged.add(event);
      const about = isLogged ? [carrier.type, carrier.at, carrier.actor] : ["", "", ""];
      const member = [first + event + 1, isLogged ? carrier.id : null] as const;
      if (kind === "insert") rows.#insert(collection, id, fields, about, member);
      else rows.#update(collection, id, fields, about, member);
    }
    return rows;
  }

  /** Whether the event with this index in the commit is not in the common log. */
  isLogged(event: number): boolean {
    return this.#logged.has(event);
  }

  addTo(writes: WriteRows): void {
    for (const { collection, kind, row } of this.#groups)
      addRow(writes, collection.name, kind, row);
  }

  #insert(
    collection: ToldCollection,
    id: string,
    fields: Patch,
    about: readonly string[],
    [version, event]: readonly [number, string | null],
  ): void {
    const [key, person] = splitId(id) ?? [id, ""];
    const { common, status } = toldFields(collection);
    const values = [...status, ...common].map((field) => fields[field] ?? null);
    const parts = [key, ...about, ...values];
    const members = this.#members(collection, "insert", parts, (some) => [
      ...[this.#commit, key, ...about, some],
      ...values,
    ]);
    members.push([version, person, event]);
  }

  #update(
    collection: ToldCollection,
    id: string,
    fields: Patch,
    about: readonly string[],
    [version, event]: readonly [number, string | null],
  ): void {
    const { status } = toldFields(collection);
    const common: { [field: string]: Column } = {};
    const changed: { [field: string]: Column } = {};
    for (const [field, value] of Object.entries(fields))
      if (status.includes(field)) changed[field] = value;
      else if (field !== collection.told.person) common[field] = value;
    const kind = Object.keys(common).length > 0 ? "reword" : "update";
    const parts = [JSON.stringify(common), JSON.stringify(changed), ...about];
    const members = this.#members(collection, kind, parts, (some) => [
      ...[this.#commit, common, changed, ...about, some],
    ]);
    members.push([version, id, event]);
  }

  /** Returns the members of the group with these parts. If the group is new, its row is made. */
  #members(
    collection: ToldCollection,
    kind: Group["kind"],
    parts: readonly Column[],
    rowOf: (members: readonly Member[]) => MessageRow,
  ): Member[] {
    const isSame = (one: Group) =>
      one.kind === kind &&
      one.collection === collection &&
      one.parts.every((part, i) => part === parts[i]);
    const found = this.#groups.findLast(isSame);
    if (found) return found.members;
    const members: Member[] = [];
    this.#groups.push({ collection, kind, parts, row: rowOf(members), members });
    return members;
  }
}
