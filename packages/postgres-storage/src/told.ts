import type { Collection, NewEvent } from "@taskwire/core/adapter";
import { columnOf, literal, quoted, sqlType } from "./columns.ts";

/** A collection with `told`: one event gives many people a record each. */
export type ToldCollection = Collection & Required<Pick<Collection, "told" | "numbered">>;

export const isTold = (collection: Collection): collection is ToldCollection =>
  collection.told !== undefined && collection.numbered !== undefined;

/**
 * The tables of such a collection. The values that the records of many people have in common are
 * stored only once:
 * - `people` has the name of the collection, and a row for each record: the person, the number and the status.
 * - `notices` has the fields that the records of one event have in common, and the list of its people.
 * - `log` has the events that carry the records, and the values of the status fields in each event.
 * - `counts` has for each person the number of records in the state that is counted.
 *
 * A notice is deleted when no row of `people` or `log` refers to it any more.
 */
export function toldTables(s: string, { name }: Collection) {
  const own = (what: string) => `${s}.${quoted(`taskwire_${name}_${what}`)}`;
  return {
    people: `${s}.${quoted(name)}`,
    notices: own("notices"),
    log: own("log"),
    counts: own("counts"),
    view: `${s}.${quoted(`taskwire_${name}`)}`,
  };
}

/**
 * Returns the fields of a record, except for the person and the number: the common fields, and the
 * status fields.
 */
export function toldFields({ fields, numbered, told: { person, status } }: ToldCollection) {
  const isCommon = (field: string) =>
    field !== person && field !== numbered && !status.includes(field);
  return { common: Object.keys(fields).filter(isCommon), status };
}

/** A table that `schema.ts` creates, or extends with missing columns. */
export interface TableDeclaration {
  readonly name: string;
  /** The columns that the table always had. */
  readonly fixed: string;
  /** Columns for fields, with their types. A newer version can have more of them. */
  readonly columns: { readonly [name: string]: string };
  /** Conditions on the whole table, e.g. its key. */
  readonly constraints?: string;
  /** For each index, by name: the end of its `CREATE INDEX` statement, after `ON <table>`. */
  readonly indexes: { readonly [name: string]: string };
}

/** The tables of such a collection, without their schema. */
export function toldSchema(collection: ToldCollection): TableDeclaration[] {
  const { name, fields, indexes, told, numbered } = collection;
  const { common, status } = toldFields(collection);
  const text = `text COLLATE "C" NOT NULL`;
  const columnsOf = (some: readonly string[]) =>
    Object.fromEntries(some.map((field) => [field, columnOf(fields[field] ?? "text")]));
  const [person, number, state] = [told.person, numbered, told.state.field].map(quoted);
  const firsts = Object.values(indexes).map(([first = ""]) => first);
  const searched = [...new Set(firsts.filter((field) => common.includes(field)))];
  const own = (what: string) => `taskwire_${name}_${what}`;
  return [
    {
      name,
      fixed: `id text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, _notice bigint NOT NULL, ${person} ${text}, ${number} bigint NOT NULL`,
      columns: columnsOf(status),
      indexes: { [`${name}_by_person`]: `(${person}, ${state}, ${number})` },
    },
    {
      name: own("notices"),
      fixed: `_notice bigint PRIMARY KEY, _key ${text}, _people text[] COLLATE "C" NOT NULL`,
      columns: columnsOf(common),
      indexes: Object.fromEntries(
        ["_key", ...searched].map((field) => [
          `taskwire_${name}_by_${field}`,
          `(${quoted(field)})`,
        ]),
      ),
    },
    {
      name: own("log"),
      fixed: `topic ${text}, number bigint NOT NULL, first bigint NOT NULL, _notice bigint NOT NULL, id ${text}, type ${text}, at ${text}, actor ${text}`,
      columns: columnsOf(status),
      constraints: "PRIMARY KEY (topic, number)",
      indexes: { [`taskwire_${name}_log_by_notice`]: "(_notice)" },
    },
    {
      name: own("counts"),
      fixed: `person text COLLATE "C" PRIMARY KEY, number bigint NOT NULL`,
      columns: {},
      indexes: {},
    },
  ];
}

/** The order in which the tables of records are read: first the rows of people, or first the notices. */
type ReadOrder = "people first" | "notices first";

/** SQL for all records of a collection, with the columns `id`, `version` and its fields. */
export function recordsSql(
  s: string,
  collection: Collection,
  order: ReadOrder = "people first",
): string {
  if (!isTold(collection)) return `${s}.${quoted(collection.name)}`;
  const { people, notices } = toldTables(s, collection);
  const { common } = toldFields(collection);
  const { person } = collection.told;
  const columns = Object.keys(collection.fields).map((field) => {
    const from = common.includes(field) ? "n" : "r";
    return order === "notices first" && field === person
      ? `p.person AS ${quoted(field)}`
      : `${from}.${quoted(field)}`;
  });
  // A notice has the list of its people. So the id of each record is known (the key of the notice, and the
  // person), and the rows are found by their ids. Without OFFSET 0, PostgreSQL might read the whole table
  // instead, as long as it has no statistics about it.
  const from =
    order === "people first"
      ? `${people} r JOIN ${notices} n ON n._notice = r._notice`
      : `${notices} n CROSS JOIN LATERAL pg_catalog.unnest(n._people) p(person)
        CROSS JOIN LATERAL (SELECT * FROM ${people} r WHERE r.id = n._key || '|' || p.person OFFSET 0) r WHERE r._notice = n._notice`;
  return `(SELECT r.id, r.version, ${columns.join(", ")} FROM ${from})`;
}

/** Whether a column is in the table of people, so that no notice has to be read. */
export function isInPeople(collection: ToldCollection, column: string): boolean {
  const { person, status } = collection.told;
  return ["id", "version", person, collection.numbered].includes(column) || status.includes(column);
}

/** SQL for the JSON of a field. It has the same characters as `JSON.stringify` makes. */
function jsonOf(type: string, column: string): string {
  if (type === "json" || type === "json?") return `coalesce(${column}, 'null')`;
  if (sqlType(type as "text") !== "text") return `coalesce(${column}::text, 'null')`;
  return `coalesce(pg_catalog.to_json(${column})::text, 'null')`;
}

/** The columns of an event in the log, apart from its topic. */
export const eventColumns = [
  "number",
  "id",
  "type",
  "subject",
  "at",
  "actor",
  "audience",
  "data",
  "records",
] as const;

/**
 * SQL for the events that carry the records of a collection: the columns of `taskwire_events`.
 * `data` is exactly the JSON that the commit contained. In the event that inserts a record, the
 * record has no number.
 *
 * @param where a condition on the rows `l` of the log
 */
export function toldEventsSql(s: string, collection: ToldCollection, where = "true"): string {
  const { notices, log } = toldTables(s, collection);
  const { common } = toldFields(collection);
  const { name, person } = collection.told;
  // The topic of a person is `user:<person>`.
  const personSql = "pg_catalog.substr(l.topic, 6)";
  const id = `n._key || '|' || ${personSql}`;
  const fields = Object.entries(collection.fields).map(([field, type]) => {
    const before = literal(`,${JSON.stringify(field)}:`);
    if (field === collection.numbered)
      return `CASE WHEN l.number = l.first THEN '' ELSE ${before} || l.first END`;
    const column =
      field === person ? personSql : `${common.includes(field) ? "n" : "l"}.${quoted(field)}`;
    return `${before} || ${jsonOf(type, column)}`;
  });
  const begin = literal(`{${JSON.stringify(name)}:{"id":`);
  const data = [begin, `pg_catalog.to_json(${id})::text`, ...fields, "'}}'"].join(" || ");
  return `(SELECT l.topic, l.number, l.id, l.type, ${id} AS subject, l.at, l.actor, NULL::text AS audience,
    ${data} AS data, ${literal(recordsOf(collection))}::text AS records
    FROM ${log} l JOIN ${notices} n ON n._notice = l._notice WHERE ${where})`;
}

/** The `records` of the events that carry a record of the collection. */
export const recordsOf = ({ name, told }: ToldCollection): string =>
  JSON.stringify({ put: { [told.name]: name } });

/** SQL for the condition that an event of such a log has this subject. */
export function subjectSql(s: string, collection: ToldCollection, subject: string): string {
  const { notices } = toldTables(s, collection);
  return `l._notice IN (SELECT k._notice FROM ${notices} k WHERE k._key = pg_catalog.split_part(${subject}, '|', 1)
    AND k._key || '|' || pg_catalog.substr(l.topic, 6) = ${subject})`;
}

/** Splits the id of a record into its key and its person. */
export function splitId(id: string): readonly [key: string, person: string] | undefined {
  const end = id.indexOf("|");
  return end < 0 ? undefined : [id.slice(0, end), id.slice(end + 1)];
}

/**
 * Whether an event can be stored in the log of a collection with `told`: it carries one record of
 * the collection, in the topic of the record's person.
 */
export const carries = (
  collection: ToldCollection,
  { topic, subject, audience, records, isTold: isMarked }: NewEvent,
  recordId: string,
): boolean =>
  isMarked === true &&
  subject === recordId &&
  audience === null &&
  records === recordsOf(collection) &&
  topic === `user:${splitId(recordId)?.[1]}`;
