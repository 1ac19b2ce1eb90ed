import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted, sqlType } from "./columns.ts";
import { hasKey, rows } from "./routine.ts";

/**
 * Writes the statements that apply a wave's writes to one collection. Rows of the message are
 * `[commit, version, id, …]`. For collections with `versions: "own"`, `version` is the number of
 * writes, which is added to the record's version. For others it is the 1-based index of an event,
 * whose number becomes the version. `isKept` is the condition that the row's commit has not failed.
 */
export function writeSql(s: string, collection: Collection, isKept: string): string {
  const { name, fields, versions, numbered } = collection;
  const table = `${s}.${quoted(name)}`;
  const isOwn = versions === "own";
  const names = Object.keys(fields);
  const list = (kind: string) => rows(`v.collection_writes->'${kind}'`);
  const hasKind = (kind: string) => hasKey("v.collection_writes", kind);
  const cast = (field: string, text: string) => {
    const type = sqlType(fields[field] ?? "text");
    return type === "text" ? text : `(${text})::${type}`;
  };
  const version = (before: string) =>
    isOwn ? `${before} + (x.r->>1)::bigint` : "v.numbers[(x.r->>1)::int]";
  // A record that is deleted and inserted again in one commit is an update with all fields.
  const changed = (field: string) =>
    `CASE WHEN x.r->3 ? ${literal(field)} THEN ${field === numbered ? version("") : cast(field, `x.r->3->>${literal(field)}`)} ELSE t.${quoted(field)} END`;
  const inserted = (field: string, i: number) =>
    field === numbered ? version("") : cast(field, `x.r->>${i + 3}`);
  const joinTombstone = `LEFT JOIN ${s}.taskwire_tombstones b ON b.collection = ${literal(name)} AND b.id = x.r->>2`;

  const insert = `
        INSERT INTO ${table} (${["id", "version", ...names.map(quoted)].join(", ")})
          SELECT ${["x.r->>2", version("coalesce(b.version, 0)"), ...names.map(inserted)].join(", ")}
          FROM ${list("insert")} ${isOwn ? joinTombstone : ""} WHERE ${isKept};`;
  const update = `
        UPDATE ${table} t SET ${[`version = ${version("t.version")}`, ...names.map((field) => `${quoted(field)} = ${changed(field)}`)].join(", ")}
          FROM ${list("update")} WHERE t.id = x.r->>2 AND ${isKept};`;
  // Inserting a deleted record again leaves its tombstone behind. A tombstone counts only while
  // there is no record.
  const bury = (kind: "delete" | "bury") => `
        INSERT INTO ${s}.taskwire_tombstones (collection, id, version)
          SELECT ${literal(name)}, x.r->>2, ${version("coalesce(t.version, b.version, 0)")}
          FROM ${list(kind)} ${isOwn ? `LEFT JOIN ${table} t ON t.id = x.r->>2 ${joinTombstone}` : ""}
          WHERE ${isKept} ORDER BY x.r->>2
          ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version;`;
  const remove = `
        DELETE FROM ${table} t USING ${list("delete")} WHERE t.id = x.r->>2 AND ${isKept};`;
  return `
    IF ${hasKey("v.writes", name)} THEN
      collection_writes := writes->${literal(name)};
      IF ${hasKind("insert")} THEN ${insert}
      END IF;
      IF ${hasKind("update")} THEN ${update}
      END IF;
      IF ${hasKind("delete")} THEN ${bury("delete")} ${remove}
      END IF;
      IF ${hasKind("bury")} THEN ${bury("bury")}
      END IF;
    END IF;`;
}
