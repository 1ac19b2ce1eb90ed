import { builtInCollections, type Collection } from "@taskwire/core/adapter";
import { invoices } from "./world.ts";

/** A change of a database by hand, as SQL, and the words with which `verify` reports it. */
export interface HandEdit {
  readonly what: string;
  readonly sql: string;
  readonly reported: RegExp;
}

/** Collections that no event carries, with the fields that follow from other records. */
const derived: { readonly [collection: string]: readonly string[] } = {
  involvements: ["boardId", "userId", "taskId", "state"],
  taken_handles: ["userId"],
};

/** Notifications have a check of their own. */
const elsewhere = new Set(["notifications"]);

const all: readonly Collection[] = [...builtInCollections, invoices];

const checked = all.filter(
  ({ name, versions }) => !elsewhere.has(name) && (versions === "topic" || derived[name]),
);

/** An expression of another value than a column has, by the type of the field. */
function otherValue(type: string, column: string, isSqlite: boolean): string {
  const quoted = `"${column}"`;
  if (type.startsWith("integer")) return `coalesce(${quoted}, 0) + 1`;
  if (type === "boolean") return isSqlite ? `1 - ${quoted}` : `NOT ${quoted}`;
  if (type.startsWith("json")) return `'{"by":"hand"}'`;
  if (type.startsWith("time")) return "'2020-01-01T00:00:00.000Z'";
  return "'by hand'";
}

/** Every edit of a column, a deletion and a new record, of every collection that has records. */
export function handEdits(
  present: (collection: string) => boolean,
  isSqlite: boolean,
): readonly HandEdit[] {
  return checked
    .filter(({ name }) => present(name))
    .flatMap((collection) => {
      const { name, fields } = collection;
      const one = `id = (SELECT min(id) FROM {${name}})`;
      const columns = derived[name] ?? Object.keys(fields);
      const reported = new RegExp(`^- ${name}\\b`, "m");
      const edits = columns.map((column) => ({
        what: `${name}.${column} is changed`,
        sql: `UPDATE {${name}} SET "${column}" = ${otherValue(fields[column] ?? "", column, isSqlite)} WHERE ${one}`,
        reported,
      }));
      if (derived[name] && name !== "involvements") return edits;
      const others = Object.keys(fields).map((column) => `"${column}"`);
      return [
        ...edits,
        {
          what: `a record of ${name} is deleted`,
          sql: `DELETE FROM {${name}} WHERE ${one}`,
          reported,
        },
        {
          what: `a record of ${name} is added`,
          sql: `INSERT INTO {${name}} (id, version, ${others}) SELECT 'by-hand', version, ${others} FROM {${name}} WHERE ${one}`,
          reported,
        },
      ];
    });
}
