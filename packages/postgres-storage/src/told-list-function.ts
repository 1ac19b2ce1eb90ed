import type { Collection, ListQuery } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";
import type { Statement } from "./database.ts";
import { asJson } from "./record-row.ts";
import { type Routine, routine, searchPath } from "./routine.ts";
import { isTold, recordsSql, type ToldCollection, toldFields } from "./told.ts";

/**
 * Writes the function that finds the records of many people by what they have in common, e.g. those about a
 * task, for several values of a status field. Commands that resolve such records read them so. It is a
 * function because making a plan takes several times as long as the reading.
 *
 * The notices are read once for all values, and not once for each.
 */
export function toldListFunction(schema: string, collections: readonly Collection[]): Routine {
  const s = quoted(schema);
  const told = [...collections].filter(isTold).sort((a, b) => (a.name < b.name ? -1 : 1));
  const branches = told.flatMap((collection) =>
    Object.entries(collection.indexes).flatMap(([index, fields]) =>
      isFound(collection, fields) ? [branch(s, collection, index, fields)] : [],
    ),
  );
  const body = `
DECLARE
  found text;
BEGIN${branches.join("")}
  RETURN found;
END
`;
  return routine(
    "told",
    body,
    (
      name,
    ) => `FUNCTION ${s}.${name}(collection text, of_index text, common text, wanted text[], most bigint) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = ${searchPath} SET plan_cache_mode = force_generic_plan
      SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off`,
  );
}

/** Returns the call for a query; undefined if the function has no answer to it. */
export function toldListStatement(
  schema: string,
  name: string,
  collection: Collection,
  { index, equals, each, order, limit }: ListQuery,
): Statement | undefined {
  const fields = collection.indexes[index];
  if (!each || order === "desc" || !fields || !isTold(collection) || !isFound(collection, fields))
    return undefined;
  const common = equals[fields[0] ?? ""];
  if (Object.keys(equals).length !== 1 || typeof common !== "string") return undefined;
  if (!each.every((value) => typeof value === "string")) return undefined;
  return {
    text: `SELECT ${quoted(schema)}.${name}($1, $2, $3, $4::text[], $5::bigint)`,
    values: [collection.name, index, common, each, limit],
  };
}

/** Whether an index has a field of the notices and then one of the status. Both are texts. */
function isFound(collection: ToldCollection, fields: readonly string[]): boolean {
  const { common, status } = toldFields(collection);
  const [first = "", second = "", ...others] = fields;
  const isText = [first, second].every((field) => collection.fields[field]?.startsWith("te"));
  return isText && others.length === 0 && common.includes(first) && status.includes(second);
}

function branch(
  s: string,
  collection: ToldCollection,
  index: string,
  [first = "", second = ""]: readonly string[],
): string {
  const status = quoted(second);
  return `
  IF collection = ${literal(collection.name)} AND of_index = ${literal(index)} THEN
    SELECT json_agg(${asJson(collection, "s")} ORDER BY s.taskwire_i, s.id)::text INTO found
      FROM (SELECT t.*, array_position(wanted, t.${status}) AS taskwire_i,
          row_number() OVER (PARTITION BY t.${status} ORDER BY t.id) AS taskwire_n
        FROM ${recordsSql(s, collection, "notices first")} t
        WHERE t.${quoted(first)} = common AND t.${status} = ANY (wanted)) s
      WHERE s.taskwire_n <= most;
  END IF;`;
}
