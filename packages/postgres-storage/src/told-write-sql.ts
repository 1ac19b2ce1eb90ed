import { literal, quoted, sqlType } from "./columns.ts";
import { hasKey, rows } from "./routine.ts";
import { subjectSql, type ToldCollection, toldFields, toldTables } from "./told.ts";

/** For a collection with `told`, the message has a list of each kind. */
export type ToldWriteKind = "insert" | "update" | "reword" | "delete" | "bury";

/**
 * Writes the statements that apply a wave's writes to a collection with `told`. A row of the
 * message has the common values of many records:
 *
 * - `insert`: `[commit, key, type, at, actor, members, status field, …, common field, …]`
 * - `update` and `reword`: `[commit, { changed common field }, { changed status field }, type, at, actor, members]`
 * - `delete` and `bury`: `[commit, version, id]`
 *
 * A member is `[version, person or id, id of the event]`. The last one is null if the event is in the
 * common log. A version is the 1-based index of an event, whose number becomes the version.
 */
export function toldWriteSql(s: string, collection: ToldCollection, isKept: string): string {
  const { name } = collection;
  const list = (kind: ToldWriteKind) => rows(`v.collection_writes->'${kind}'`);
  const when = (kind: ToldWriteKind, statements: string) => `
      IF ${hasKey("v.collection_writes", kind)} THEN ${statements}
      END IF;`;
  const bury = (kind: "delete" | "bury") => `
        INSERT INTO ${s}.taskwire_tombstones (collection, id, version)
          SELECT ${literal(name)}, x.r->>2, v.numbers[(x.r->>1)::int] FROM ${list(kind)} WHERE ${isKept} ORDER BY x.r->>2
          ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version;`;
  const sql = new ToldSql(s, collection);
  return `
    IF ${hasKey("v.writes", name)} THEN
      collection_writes := writes->${literal(name)}; ${[
        when("insert", sql.insert(list("insert"), isKept)),
        when("update", sql.update(list("update"), isKept, false)),
        when("reword", sql.update(list("reword"), isKept, true)),
        when("delete", bury("delete") + sql.remove(list("delete"), isKept)),
        when("bury", bury("bury")),
      ].join("")}
    END IF;`;
}

/** The numbers of new notices: the time, so that they are written at the end of each index, and a random part. */
export const firstNotice =
  "((extract(epoch FROM clock_timestamp()) * 1000)::bigint << 20) + (random() * 500000)::bigint";

/** The same list with the number of each row, `i`. */
const withOrder = (list: string): string => list.replace("AS x(r)", "WITH ORDINALITY AS x(r, i)");

/**
 * The statements of one collection. `g` has a row for each row of the message, and `m` has one for each
 * member of these. PostgreSQL copies the rows of `m`, so they contain only what a member needs.
 */
class ToldSql {
  readonly #collection: ToldCollection;
  readonly #tables: ReturnType<typeof toldTables>;
  readonly #common: readonly string[];
  readonly #status: readonly string[];
  readonly #person: string;
  readonly #number: string;
  readonly #isCounted: (table: string) => string;

  constructor(s: string, collection: ToldCollection) {
    const { told, numbered } = collection;
    this.#collection = collection;
    this.#tables = toldTables(s, collection);
    const { common, status } = toldFields(collection);
    this.#common = common;
    this.#status = status;
    this.#person = quoted(told.person);
    this.#number = quoted(numbered);
    this.#isCounted = (table) =>
      `(${table}.${quoted(told.state.field)} = ${literal(told.state.counted)})::int`;
  }

  insert(list: string, isKept: string): string {
    const { people, notices, log } = this.#tables;
    const status = this.#status.map(quoted);
    const states = status.map((_, i) => `s${i}`);
    const values = (fields: readonly string[], row: string, from: number) =>
      fields.map((field, i) => this.#cast(field, `${row}->>${from + i}`));
    const given = values(this.#status, "x.r", 6).map((value, i) => `${value} AS s${i}`);
    return `
        next_notice := ${firstNotice};
        WITH g AS MATERIALIZED (SELECT ${["v.next_notice + x.i AS n", "x.r", "x.r->>1 AS key", "x.r->>2 AS type", "x.r->>3 AS at", "x.r->>4 AS actor", ...given].join(", ")}
            FROM ${withOrder(list)} WHERE ${isKept}),
          m AS MATERIALIZED (SELECT ${["g.n", "g.key", "g.type", "g.at", "g.actor", ...states.map((one) => `g.${one}`), "v.numbers[(m.r->>0)::int] AS version", "m.r->>1 AS person", "m.r->>2 AS event"].join(", ")}
            FROM g CROSS JOIN LATERAL jsonb_array_elements(g.r->5) AS m(r)),
          n AS (INSERT INTO ${notices} (${["_notice", "_key", "_people", ...this.#common.map(quoted)].join(", ")})
            SELECT ${["g.n", "g.key", "ARRAY(SELECT e.r->>1 FROM jsonb_array_elements(g.r->5) AS e(r))", ...values(this.#common, "g.r", 6 + this.#status.length)].join(", ")} FROM g),
          p AS (INSERT INTO ${people} AS p (${["id", "version", "_notice", this.#person, this.#number, ...status].join(", ")})
            SELECT ${["m.key || '|' || m.person", "m.version", "m.n", "m.person", "m.version", ...states].join(", ")} FROM m
            RETURNING p.${this.#person} AS person, ${this.#isCounted("p")} AS by),
          ${this.#count("p")}
        INSERT INTO ${log} (${["topic", "number", "first", "_notice", "id", "type", "at", "actor", ...status].join(", ")})
          SELECT ${["'user:' || m.person", "m.version", "m.version", "m.n", "m.event", "m.type", "m.at", "m.actor", ...states].join(", ")}
          FROM m WHERE m.event IS NOT NULL;`;
  }

  /** With `isReworded`, common fields change. Then each notice is replaced by a new one. */
  update(list: string, isKept: string, isReworded: boolean): string {
    const { people, notices, log } = this.#tables;
    const changed = (fields: readonly string[], patch: string, table: string) =>
      fields.map(
        (field) =>
          `CASE WHEN ${patch} ? ${literal(field)} THEN ${this.#cast(field, `${patch}->>${literal(field)}`)} ELSE ${table}.${quoted(field)} END`,
      );
    const status = this.#status.map(quoted);
    const sets = [
      "version = m.version",
      ...changed(this.#status, "m.changed", "t").map((value, i) => `${status[i]} = ${value}`),
      ...(isReworded
        ? [
            "_notice = d.n",
            // If one commit deletes a record and inserts it again, its number becomes the new
            // version.
            `${this.#number} = CASE WHEN m.common ? ${literal(this.#collection.numbered)} THEN m.version ELSE t.${this.#number} END`,
          ]
        : []),
    ];
    // Columns that this node doesn't know keep their values.
    const reworded = `
          d AS MATERIALIZED (SELECT v.next_notice + row_number() OVER () AS n, q.* FROM
            (SELECT m.i, (array_agg(m.common))[1] AS common, o._notice, array_agg(o.${this.#person}) AS people
              FROM m JOIN ${people} o ON o.id = m.id GROUP BY m.i, o._notice) q),
          n AS (INSERT INTO ${notices} SELECT q.* FROM d JOIN ${notices} before ON before._notice = d._notice
            CROSS JOIN LATERAL jsonb_populate_record(before, d.common || jsonb_build_object('_notice', d.n, '_people', d.people)) q),`;
    const logged = `
          INSERT INTO ${log} (${["topic", "number", "first", "_notice", "id", "type", "at", "actor", ...status].join(", ")})
            SELECT ${["'user:' || u.person", "u.version", "u.first", "u._notice", "u.event", "u.type", "u.at", "u.actor", ...status.map((_, i) => `u.s${i}`)].join(", ")}
            FROM u WHERE u.event IS NOT NULL`;
    return `${isReworded ? `\n        next_notice := ${firstNotice};` : ""}
        WITH g AS MATERIALIZED (SELECT x.i, x.r->1 AS common, x.r->2 AS changed, x.r->>3 AS type, x.r->>4 AS at, x.r->>5 AS actor, x.r->6 AS members
            FROM ${withOrder(list)} WHERE ${isKept}),
          m AS MATERIALIZED (SELECT ${isReworded ? "g.i, g.common, " : ""}g.changed, g.type, g.at, g.actor, v.numbers[(m.r->>0)::int] AS version, m.r->>1 AS id, m.r->>2 AS event
            FROM g CROSS JOIN LATERAL jsonb_array_elements(g.members) AS m(r)),${isReworded ? reworded : ""}
          u AS (UPDATE ${people} t SET ${sets.join(", ")}
            FROM m JOIN ${people} o ON o.id = m.id ${isReworded ? "JOIN d ON d.i = m.i AND d._notice = o._notice" : ""} WHERE t.id = m.id
            RETURNING ${["m.type", "m.at", "m.actor", "m.event", "m.version", `t.${this.#number} AS first`, "t._notice", "o._notice AS before", `t.${this.#person} AS person`, `${this.#isCounted("t")} - ${this.#isCounted("o")} AS by`, ...status.map((field, i) => `t.${field} AS s${i}`)].join(", ")}),
          ${this.#count("u")}${isReworded ? `, l AS (${logged}) SELECT v.orphans || array_agg(DISTINCT u.before) INTO orphans FROM u` : ` ${logged}`};`;
  }

  remove(list: string, isKept: string): string {
    return `
        WITH u AS (DELETE FROM ${this.#tables.people} t USING ${list} WHERE t.id = x.r->>2 AND ${isKept}
            RETURNING t._notice, t.${this.#person} AS person, -${this.#isCounted("t")} AS by),
          ${this.#count("u")}
        SELECT v.orphans || array_agg(DISTINCT u._notice) INTO orphans FROM u;`;
  }

  /** Changes the counts of the people in `from`, which has a person and a difference in each row. */
  #count(from: string): string {
    return `c AS (INSERT INTO ${this.#tables.counts} AS k (person, number)
            SELECT person, sum(by) FROM ${from} GROUP BY person HAVING sum(by) <> 0 ORDER BY person
            ON CONFLICT (person) DO UPDATE SET number = k.number + excluded.number)`;
  }

  #cast(field: string, text: string): string {
    const type = sqlType(this.#collection.fields[field] ?? "text");
    return type === "text" ? text : `(${text})::${type}`;
  }
}

/**
 * Empties events of a subject in the log of a collection. They become events of the common log, because no
 * record can be made of them any more.
 */
export function toldRedactSql(s: string, collection: ToldCollection, isKept: string): string {
  const { log } = toldTables(s, collection);
  return `
      WITH l AS (DELETE FROM ${log} l USING ${rows("v.wave->'redacts'")}
          WHERE l.topic = x.r->>1 AND ${isKept} AND ${subjectSql(s, collection, "(x.r->>2)")} RETURNING l.*, x.r->>2 AS subject),
        e AS (INSERT INTO ${s}.taskwire_events (topic, number, id, type, subject, at, actor, audience, data, records)
          SELECT topic, number, id, type, subject, at, actor, NULL, '{}', NULL FROM l)
      SELECT v.orphans || array_agg(DISTINCT l._notice) INTO orphans FROM l;`;
}

/**
 * Deletes notices to which no row refers any more. A lock lets only one transaction at a time
 * remove the last row that refers to a notice. So the second statement sees what the other
 * transactions have committed.
 *
 * @param orphans SQL for the notices to which perhaps no row refers any more
 */
export function sweepSql(s: string, collection: ToldCollection, orphans: string): string {
  const { people, notices, log } = toldTables(s, collection);
  return `
      PERFORM n._notice FROM ${notices} n WHERE n._notice = ANY (${orphans}) ORDER BY n._notice FOR UPDATE;
      DELETE FROM ${notices} n WHERE n._notice = ANY (${orphans})
        AND NOT EXISTS (SELECT 1 FROM ${log} l WHERE l._notice = n._notice)
        AND NOT EXISTS (SELECT 1 FROM unnest(n._people) AS p(person)
          JOIN ${people} r ON r.id = n._key || '|' || p.person AND r._notice = n._notice);`;
}
