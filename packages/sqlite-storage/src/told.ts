import type { Collection } from "@taskwire/core/adapter";
import { columnOf, literal, quoted } from "./columns.ts";
import { fieldSql, indexCondition, searchedWith } from "./told-repeats.ts";

/** A collection with `told`: one event gives many people a record each. */
export type ToldCollection = Collection & Required<Pick<Collection, "told" | "numbered">>;

export const isTold = (collection: Collection): collection is ToldCollection =>
  collection.told !== undefined && collection.numbered !== undefined;

/**
 * Returns the names of the tables of such a collection. The values that the records of many people
 * have in common are stored only once:
 * - `notices` has the fields that the records of one event have in common.
 * - `changes` has one row for all records that one commit changes in the same way: the status fields, and
 *   the values that the events of this commit have in common.
 * - `log` has the events that carry the records. The events of one person are next to each other,
 *   in the order of their numbers. The row of the event that created a record is also the record's
 *   *entry*: `_entry` is the number of its notice, `_now` the number of its current change, `_version` its
 *   version, and `_state` its state, as a number. So the entries of a person are stored in the log of this
 *   person. A list of one state reads the
 *   other tables only for the records in this state. If the event is trimmed, the entry stays, and its
 *   `_change` is 0.
 * - `recent` has the newest rows of `log`, until they are moved there (see `ToldLog`). So the log is the rows of
 *   both tables. If a person has rows in both, those in `recent` have the higher numbers.
 * - `people` has a short row for each record, which says where its entry is. The table has the name of
 *   the collection. Rows with the same notice are next to each other.
 * - `counts` has for each person the number of entries in `log` in the state that is counted. Those in
 *   `recent` are counted when somebody asks for the number, because they are few.
 *
 * The `distance` of an event is its number minus the number of its record. If the type of an event begins
 * with the name of the record, e.g. `notification.`, this beginning is not stored.
 *
 * If a field repeats another one (see `Told.repeats`), its column has an empty BLOB.
 *
 * `_refs` counts the rows that refer to a notice or a change. The notice or change is deleted
 * together with the last of them.
 */
export function toldTables({ name }: Collection) {
  const own = (what: string) => quoted(`taskwire_${name}_${what}`);
  return {
    people: quoted(name),
    notices: own("notices"),
    changes: own("changes"),
    log: own("log"),
    recent: own("recent"),
    counts: own("log_counts"),
  };
}

/** The columns of both tables of the log. */
export const rowOfLog = [
  ...["topic_id", "number", "distance", "_notice", "_change", "place", "subject"],
  ...["_entry", "_version", "_state", "_now"],
].join(", ");

/** SQL for the rows of `log` and `recent`. SQLite reads and orders it like one table. */
export function wholeLogSql(collection: Collection): string {
  const { log, recent } = toldTables(collection);
  return `(SELECT ${rowOfLog} FROM ${recent} UNION ALL SELECT ${rowOfLog} FROM ${log})`;
}

/**
 * SQL that joins the entry of the record in the row `r` of `people`, and SQL for a value of this entry. The
 * entry is in one of two tables. If they were joined as one, SQLite would read everything before them twice.
 */
export function entryOf(collection: Collection) {
  const { log, recent } = toldTables(collection);
  const join = (table: string, name: string) =>
    `LEFT JOIN ${table} ${name} ON ${name}.topic_id = r.topic_id AND ${name}.number = r.number`;
  return {
    join: `${join(recent, "a")} ${join(log, "b")}`,
    value: (name: string): string => `coalesce(a.${name}, b.${name})`,
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

/**
 * Returns the number that stands for a state in an entry. For a value that is not a state, it returns
 * -1.
 */
export const stateNumber = ({ told: { state } }: ToldCollection, value: unknown): number =>
  state.values.indexOf(String(value));

/** The columns of a notice and of a change, without their numbers and references. */
export function toldColumns(collection: ToldCollection) {
  const { common, status } = toldFields(collection);
  return {
    ofNotice: ["_key", ...common],
    ofChange: ["_command", "_type", "_at", "_actor", ...status],
  };
}

/** The statements that create the tables of such a collection. */
export function toldSchema(collection: ToldCollection): string {
  const { name, fields, indexes, told } = collection;
  const { people, notices, changes, log, recent, counts } = toldTables(collection);
  const { common, status } = toldFields(collection);
  const person = quoted(told.person);
  const columns = (some: readonly string[]) =>
    some.map((field) => `, ${quoted(field)} ${columnOf(fields[field] ?? "text")}`).join("");
  const firsts = Object.values(indexes).map(([first = ""]) => first);
  const searched = firsts.filter((field) => common.includes(field));
  const indexed = new Set([
    "_key",
    ...searched.flatMap((field) => searchedWith(collection, field)),
  ]);
  const noticeIndexes = [...indexed].map(
    (field) =>
      `CREATE INDEX IF NOT EXISTS ${quoted(`taskwire_${name}_by_${field}`)} ON ${notices} (${quoted(field)}) ${indexCondition(collection, field)};`,
  );
  return `
    CREATE TABLE IF NOT EXISTS ${people} (
      _notice INTEGER NOT NULL, topic_id INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (_notice, topic_id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ${notices} (
      _notice INTEGER PRIMARY KEY, _refs INTEGER NOT NULL, _key TEXT NOT NULL${columns(common)}
    );
    ${noticeIndexes.join("\n")}
    CREATE TABLE IF NOT EXISTS ${changes} (
      _change INTEGER PRIMARY KEY, _refs INTEGER NOT NULL, _command TEXT NOT NULL, _type TEXT NOT NULL,
      _at TEXT NOT NULL, _actor TEXT NOT NULL${columns(status)}
    );
    ${[log, recent]
      .map(
        (table) => `CREATE TABLE IF NOT EXISTS ${table} (
      topic_id INTEGER NOT NULL, number INTEGER NOT NULL, distance INTEGER NOT NULL, _notice INTEGER NOT NULL,
      _change INTEGER NOT NULL, place INTEGER NOT NULL, subject TEXT,
      _entry INTEGER, _version INTEGER, _state INTEGER, _now INTEGER, PRIMARY KEY (topic_id, number)
    ) WITHOUT ROWID;`,
      )
      .join("\n")}
    CREATE TABLE IF NOT EXISTS ${counts} (
      ${person} TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (${person})
    ) WITHOUT ROWID;
    CREATE VIEW IF NOT EXISTS ${quoted(`taskwire_${name}`)} AS ${recordsView(collection)};
    CREATE VIEW IF NOT EXISTS ${quoted(`taskwire_${name}_events`)} AS ${toldEventsSql(collection)};`;
}

/**
 * Returns the type of an event as a change stores it: without the name of the record, if it begins with it.
 * All other types begin with `|`.
 */
export function storedType({ told: { name } }: ToldCollection, type: string): string {
  const isShort = type.startsWith(`${name}.`) && !type.startsWith(`${name}.|`);
  return isShort ? type.slice(name.length + 1) : `|${type}`;
}

/** SQL for the type of an event. */
const typeSql = ({ told: { name } }: ToldCollection): string =>
  `iif(substr(c._type, 1, 1) = '|', substr(c._type, 2), ${literal(`${name}.`)} || c._type)`;

/** The topic of a person. */
export const topicOf = (person: string): string => `user:${person}`;

/** SQL for the person of a topic. */
export const personSql = "substr(t.topic, 6)";

/**
 * The order in which SQLite reads the tables of records. `people first`: it begins with the logs of
 * people. `notices first`: it begins with the notices. `one person`: it begins with the notices, and
 * reads the records of only one person.
 */
export type ReadOrder = "people first" | "notices first" | "one person";

/**
 * SQL for all records of a collection, with the columns `id`, `version` and its fields. If the
 * collection has `told`, there are also `_topic`, which is the topic of the person, and `_state`,
 * `_notice` and `_topic_id`, with which SQLite finds records without comparing texts, and the record's `_key`.
 */
export function recordsSql(
  collection: Collection,
  order: ReadOrder = "people first",
  log = wholeLogSql(collection),
): string {
  if (!isTold(collection)) return quoted(collection.name);
  const { people, notices, changes } = toldTables(collection);
  const { common } = toldFields(collection);
  const entry = entryOf(collection);
  const isByPeople = order === "people first";
  const ofEntry = (name: string) => (isByPeople ? `l.${name}` : entry.value(name));
  const number = isByPeople ? "l.number" : "r.number";
  const columns = Object.keys(collection.fields).map((field) => {
    const sql =
      field === collection.told.person
        ? personSql
        : field === collection.numbered
          ? number
          : fieldSql(collection, common.includes(field) ? "n" : "c", field);
    return `${sql} AS ${quoted(field)}`;
  });
  const own = ["_topic", "_topic_id", "_notice", "_state"];
  const values = ["t.topic", "t.id", "n._notice", ofEntry("_state")];
  // With CROSS JOIN, SQLite reads the tables in the order of the statement.
  const topics = "CROSS JOIN taskwire_topics t";
  const ofPeople = `CROSS JOIN ${people} r ON r._notice = n._notice`;
  const from = {
    "people first": `taskwire_topics t CROSS JOIN ${log} l ON l.topic_id = t.id AND l._entry IS NOT NULL
      CROSS JOIN ${notices} n ON n._notice = l._entry`,
    "notices first": `${notices} n ${ofPeople} ${topics} ON t.id = r.topic_id ${entry.join}`,
    "one person": `${notices} n ${topics} ${ofPeople} AND r.topic_id = t.id ${entry.join}`,
  };
  return `(SELECT ${own.map((name, i) => `${values[i]} AS ${name}`).join(", ")}, n._key AS _key,
      n._key || '|' || ${personSql} AS id, ${ofEntry("_version")} AS version, ${columns.join(", ")}
    FROM ${from[order]} CROSS JOIN ${changes} c ON c._change = ${ofEntry("_now")}) AS ${quoted(collection.name)}`;
}

/**
 * SQL for the view of the records. If the tables of the log were joined as one, SQLite would read all of both for
 * some of an app's own statements, for example those with `GROUP BY`.
 */
function recordsView(collection: ToldCollection): string {
  const { recent, log } = toldTables(collection);
  const of = (table: string) => `SELECT * FROM ${recordsSql(collection, "people first", table)}`;
  return `${of(recent)} UNION ALL ${of(log)}`;
}

/** Whether a field is in the entries of people: the person, the state, or the number. */
export const isOfEntry = ({ numbered, told }: ToldCollection, field: string): boolean =>
  field === told.person || field === told.state.field || field === numbered;

/** SQL for the entries of people, with the columns `_topic`, `_state` and the number. */
export function entriesSql(collection: ToldCollection): string {
  const log = wholeLogSql(collection);
  return `(SELECT t.topic AS _topic, l._state AS _state, l.number AS ${quoted(collection.numbered)}
    FROM taskwire_topics t CROSS JOIN ${log} l ON l.topic_id = t.id AND l._entry IS NOT NULL)`;
}

/**
 * SQL that joins texts. It uses a function of SQLite that copies each text only once, but accepts
 * at most 100 arguments.
 */
function joined(parts: readonly string[]): string {
  const groups: string[] = [];
  for (let i = 0; i < parts.length; i += 100)
    groups.push(`concat(${parts.slice(i, i + 100).join(", ")})`);
  return groups.join(" || ");
}

const textOf = (type: string, column: string): string => {
  if (type === "json") return column;
  if (type === "json?") return `coalesce(${column}, 'null')`;
  return type === "boolean" ? `iif(${column}, 'true', 'false')` : `json_quote(${column})`;
};

/**
 * SQL for the events that carry the records of a collection: the columns of `taskwire_events`
 * without `place`. `data` is exactly the JSON that the commit contained. In the event that creates
 * a record, the record has no number.
 */
export function toldEventsSql(collection: ToldCollection): string {
  const { notices, changes } = toldTables(collection);
  const log = wholeLogSql(collection);
  const { common } = toldFields(collection);
  const { name, person } = collection.told;
  const fields = Object.entries(collection.fields).flatMap(([field, type]) => {
    const before = `,${JSON.stringify(field)}:`;
    if (field === collection.numbered)
      return [`iif(l.distance = 0, '', ${literal(before)} || (l.number - l.distance))`];
    const column = fieldSql(collection, common.includes(field) ? "n" : "c", field);
    return [literal(before), field === person ? `json_quote(${personSql})` : textOf(type, column)];
  });
  const id = `n._key || '|' || ${personSql}`;
  const begin = literal(`{${JSON.stringify(name)}:{"id":`);
  const data = joined([begin, `json_quote(${id})`, ...fields, "'}}'"]);
  return `SELECT l.topic_id AS topic_id, l.number AS number, c._command || '.' || l.place AS id, ${typeSql(collection)} AS type,
      coalesce(l.subject, ${id}) AS subject, c._at AS at, c._actor AS actor, NULL AS audience,
      iif(l.subject IS NULL, ${data}, '{}') AS data,
      iif(l.subject IS NULL, ${literal(recordsOf(collection))}, NULL) AS records
    FROM ${log} l CROSS JOIN taskwire_topics t ON t.id = l.topic_id CROSS JOIN ${changes} c ON c._change = l._change
      LEFT JOIN ${notices} n ON n._notice = l._notice`;
}

/** The `records` of the events that carry a record of the collection. */
export const recordsOf = ({ name, told }: ToldCollection): string =>
  JSON.stringify({ put: { [told.name]: name } });

/** The columns of an event, apart from its topic. */
const eventColumns = "number, id, type, subject, at, actor, audience, data, records";

/**
 * SQL for all events that fulfil the condition `where`. If the statement orders by number and has a
 * limit, SQLite reads each table in this order, and merges them.
 */
export const eventsSql = (
  collections: readonly Collection[],
  where: string,
  columns = eventColumns,
): string =>
  ["taskwire_events", ...collections.filter(isTold).map((one) => `(${toldEventsSql(one)})`)]
    .map((source) => `SELECT ${columns} FROM ${source} WHERE ${where}`)
    .join(" UNION ALL ");

/**
 * SQL for the last event of the row `topic` of `taskwire_topics`: its number, and its event id. Both are
 * null if the topic has no event. `floor` is the number of the last trimmed event. An entry whose event
 * was trimmed has this number or a lower one, so it does not count as the last event. The SQL for the
 * event id also needs `topic.last`, the number of that event.
 */
export function lastEventSql(collections: readonly Collection[]) {
  const told = collections.filter(isTold);
  const logs = told.map(toldTables).flatMap(({ recent, log }) => [recent, log]);
  const newest = ["taskwire_events", ...logs].map(
    (log) => `coalesce((SELECT max(number) FROM ${log} WHERE topic_id = topic.id), 0)`,
  );
  const ids = told.map(
    (collection) =>
      `(SELECT c._command || '.' || l.place
        FROM ${wholeLogSql(collection)} l CROSS JOIN ${toldTables(collection).changes} c ON c._change = l._change
        WHERE l.topic_id = topic.id AND l.number = topic.last)`,
  );
  const own = "(SELECT id FROM taskwire_events WHERE topic_id = topic.id AND number = topic.last)";
  return {
    number: `nullif(max(${[...newest, "floor"].join(", ")}), floor)`,
    id: ids.length > 0 ? `coalesce(${[own, ...ids].join(", ")})` : own,
  };
}
