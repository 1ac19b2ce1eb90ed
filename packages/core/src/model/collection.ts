/** How a field is stored. `json` is canonical JSON text, `time` is ISO 8601 text, `?` allows null. */
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
 * Declares one kind of record as data. A storage adapter makes a table of it, with one column per
 * field and one ordered index per entry of `indexes`. So a new kind of record in core needs no change
 * in any adapter, and you can query the tables with SQL.
 */
export interface Collection<Name extends string = string, Field extends string = string> {
  /** The table's name, e.g. `tasks`. */
  readonly name: Name;
  /** All fields but `id` (text, primary key) and `version` (integer), which every record has. */
  readonly fields: { readonly [F in Field]: FieldType };
  /**
   * Named, ordered indexes. The storage adds `id` at the end of each, so that the order is total. An
   * indexed text holds at most 2,000 bytes of UTF-8, because PostgreSQL can't index more.
   */
  readonly indexes: { readonly [index: string]: readonly Field[] };
  /**
   * The indexes of {@link Collection.indexes} that contain only some of the records, by name. A list or a
   * count with such an index finds only these records. Use it if people only look for the records in a
   * few states: the index stays small, so commits are faster.
   */
  readonly partial?: { readonly [index: string]: IndexFilter<Field> };
  /**
   * The source of the records' versions. `topic`: the number of the last event that put or dropped the
   * record. It is kept after a deletion. So two versions of a record can be compared, even if the record
   * was deleted and inserted again in between, or if one version comes from a snapshot. `own`: a counter
   * of the record itself, for records that no event carries.
   */
  readonly versions: "topic" | "own";
  /**
   * A field of the type `integer`. When a record is inserted, the storage sets this field to the number
   * of the event that inserts the record. This is also the record's first version. It is never changed,
   * so it orders the records of one topic as they arrived, whatever the clocks of the nodes say. Only
   * with `versions: "topic"`.
   */
  readonly numbered?: Field;
  /** Set if one event gives many people a record each. Such a collection can't have `partial`. */
  readonly told?: Told<Field>;
}

/** Says which records an index contains: those whose `field`, a text, has one of the `values`. */
export interface IndexFilter<Field extends string = string> {
  readonly field: Field;
  readonly values: readonly string[];
}

/**
 * Describes records of which one event creates many, one for each person. Each record comes with an
 * event in the topic `user:<person>`, and that event carries only this record. So a storage may
 * store the common fields of these records only once.
 *
 * The id of such a record is `<key>|<person>`. The key has no `|`, and is the same for all records of one
 * event. The person and the key never change.
 */
export interface Told<Field extends string = string> {
  /** The name under which events carry the record. */
  readonly name: string;
  /** The field with the person who gets the record. */
  readonly person: Field;
  /**
   * The status fields. If something happens to the records, these fields change in the same way for
   * many people.
   */
  readonly status: readonly Field[];
  /**
   * The status field by which people list their records, with all its possible values. A storage
   * may store the position of a value instead of the value, so add new values only at the end. It
   * may also keep the number of each person's records with the value `counted`, because this
   * number is read often.
   */
  readonly state: {
    readonly field: Field;
    readonly values: readonly string[];
    readonly counted: string;
  };
  /**
   * The fields that often have the same value as another field, each with the name of that other field.
   * So a storage may store such a value once. A common field may name `key`: then it often has the
   * record's key as its value. A status field may name `at`: then it often has the time of the event as
   * its value. A field that repeats another one can't be repeated itself. A field with a list repeats a text if the text is the only element of the list. With
   * `{ after, field }`, the value is often the fixed text `after`, followed by the value of the other
   * field. For example, it is `task:`, followed by the id of a task. Once a field is stored, never add,
   * change or remove its entry here: another version would misread the stored values.
   */
  readonly repeats?: {
    readonly [field: string]:
      | Field
      | "key"
      | "at"
      | { readonly after: string; readonly field: Field };
  };
}

/** A collection with the type of its records. Commands use it to read and write records. */
export interface Table<Shape extends { id: string; version: number }, Name extends string = string>
  extends Collection<Name, Exclude<keyof Shape & string, "id" | "version">> {
  /** Never set. It only carries the type. */
  readonly record?: Shape;
}

/**
 * Declares a collection. The first call fixes the record's type, the second one checks the field
 * names against it.
 *
 * @example
 * ```ts
 * const invoices = defineCollection<{ id: string; version: number; taskId: string; cents: number }>()({
 *   name: "invoices",
 *   fields: { taskId: "text", cents: "integer" },
 *   indexes: { task: ["taskId"] },
 *   versions: "topic",
 * });
 * const taskwire = createTaskwire({ collections: [invoices] });
 * ```
 */
export function defineCollection<Shape extends { id: string; version: number }>() {
  return <const Name extends string>(table: Table<Shape, Name>): Table<Shape, Name> => table;
}
