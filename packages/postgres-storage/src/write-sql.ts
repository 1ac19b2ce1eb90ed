import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted, sqlType } from "./columns.ts";
import { has, rows } from "./routine.ts";

/**
 * The statements that make a wave's changes of one collection. Rows are `[commit, version, id, …]`, where the version is
 * the place of an event, or, in collections that count by themselves, the number of changes.
 */
export function writeSql(s: string, collection: Collection, kept: string): string {
  const { name, fields, versions } = collection;
  const table = `${s}.${quoted(name)}`;
  const isOwn = versions === "own";
  const names = Object.keys(fields);
  const list = (kind: string) => rows(`v.wave->'writes'->${literal(name)}->'${kind}'`);
  const given = (kind: string) => has(`v.wave->'writes'->${literal(name)}`, kind);
  const typed = (field: string, text: string) => {
    const type = sqlType(fields[field] ?? "text");
    return type === "text" ? text : `(${text})::${type}`;
  };
  const changed = (field: string) =>
    `CASE WHEN x.r->3 ? ${literal(field)} THEN ${typed(field, `x.r->3->>${literal(field)}`)} ELSE t.${quoted(field)} END`;
  const version = (before: string) =>
    isOwn ? `${before} + (x.r->>1)::bigint` : "v.numbers[(x.r->>1)::int]";
  const buried = `LEFT JOIN ${s}.taskwire_tombstones b ON b.collection = ${literal(name)} AND b.id = x.r->>2`;

  const insert = `
        INSERT INTO ${table} (${["id", "version", ...names.map(quoted)].join(", ")})
          SELECT ${["x.r->>2", version("coalesce(b.version, 0)"), ...names.map((field, i) => typed(field, `x.r->>${i + 3}`))].join(", ")}
          FROM ${list("insert")} ${isOwn ? buried : ""} WHERE ${kept};`;
  const update = `
        UPDATE ${table} t SET ${[`version = ${version("t.version")}`, ...names.map((field) => `${quoted(field)} = ${changed(field)}`)].join(", ")}
          FROM ${list("update")} WHERE t.id = x.r->>2 AND ${kept};`;
  // A tombstone that a restored record leaves behind is never looked at while the record is there.
  const bury = (kind: "delete" | "bury") => `
        INSERT INTO ${s}.taskwire_tombstones (collection, id, version)
          SELECT ${literal(name)}, x.r->>2, ${version("coalesce(t.version, b.version, 0)")}
          FROM ${list(kind)} ${isOwn ? `LEFT JOIN ${table} t ON t.id = x.r->>2 ${buried}` : ""}
          WHERE ${kept} ORDER BY x.r->>2
          ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version;`;
  const remove = `
        DELETE FROM ${table} t USING ${list("delete")} WHERE t.id = x.r->>2 AND ${kept};`;
  return `
    IF ${has("v.wave->'writes'", name)} THEN
      IF ${given("insert")} THEN ${insert}
      END IF;
      IF ${given("update")} THEN ${update}
      END IF;
      IF ${given("delete")} THEN ${bury("delete")} ${remove}
      END IF;
      IF ${given("bury")} THEN ${bury("bury")}
      END IF;
    END IF;`;
}
