/** How a field is kept. `json` is canonical JSON text; `time` is ISO 8601 text; `?` allows null. */
export type FieldType =
  | "text"
  | "integer"
  | "boolean"
  | "json"
  | "time"
  | "text?"
  | "integer?"
  | "json?"
  | "time?";

/**
 * Declares records of one kind as data. A storage adapter turns it into a table with one column a field and one ordered
 * index an entry, so a new noun in core needs no change in any adapter, and users query the tables in SQL.
 */
export interface Collection<Name extends string = string, Field extends string = string> {
  /** The table's name, e.g. `tasks`. */
  readonly name: Name;
  /** All fields but `id` (text, primary key) and `version` (integer), which every record has. */
  readonly fields: { readonly [F in Field]: FieldType };
  /**
   * Named, ordered indexes. `id` closes each of them by itself, so that the order is total. An indexed text holds at
   * most 2,000 bytes of UTF-8: PostgreSQL can't index more.
   */
  readonly indexes: { readonly [index: string]: readonly Field[] };
  /**
   * Where versions come from: `topic` — the number of the last event about the record, kept after deletion, so versions
   * compare across snapshots, deletions and restores; `own` — a counter of the record itself, for records that no event carries.
   */
  readonly versions: "topic" | "own";
}

/** A collection that knows its record's type, for reading and writing through a command's context. */
export interface Table<Shape extends { id: string; version: number }, Name extends string = string>
  extends Collection<Name, Exclude<keyof Shape & string, "id" | "version">> {
  /** Never set: carries the type. */
  readonly record?: Shape;
}

/**
 * Declares a collection; the field names are checked against the record's type, which is why it is called twice.
 *
 * @example
 * ```ts
 * const invoices = defineCollection<{ id: string; version: number; taskId: string; cents: number }>()({
 *   name: "invoices",
 *   fields: { taskId: "text", cents: "integer" },
 *   indexes: { task: ["taskId"] },
 *   versions: "topic",
 * });
 * const taskwire = createTaskwire({ collections: [invoices], operations: { "invoices.create": create } });
 * ```
 */
export function defineCollection<Shape extends { id: string; version: number }>() {
  return <const Name extends string>(table: Table<Shape, Name>): Table<Shape, Name> => table;
}
