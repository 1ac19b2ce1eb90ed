import type { Collection, ListQuery } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";
import { asJson } from "./record-row.ts";
import { type Routine, routine, searchPath } from "./routine.ts";
import { isTold, recordsSql, type ToldCollection, toldFields } from "./told.ts";

/**
 * Writes the function that finds the records of many people by a common field, for example those
 * about a task, with several values of a status field. Commands that resolve notifications read
 * them with it. It is a function because making a plan takes several times as long as the reading.
 *
 * A query is `[common value, [status, …], maximum for each status]`. The answer has the records of each query.
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
  answer text;
BEGIN${branches.join("")}
  RETURN answer;
END
`;
  return routine(
    "told",
    body,
    (name) => `FUNCTION ${s}.${name}(collection text, of_index text, queries jsonb) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = ${searchPath} SET plan_cache_mode = force_generic_plan
      SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off`,
  );
}

/** A query of the function. `most` is for each of the wanted values. */
export type ToldQuery = readonly [common: string, wanted: readonly string[], most: number];

/** The values of a query for the function; undefined if it has no answer to the query. */
export function toldQuery(
  collection: Collection,
  { index, equals, each, order, limit }: ListQuery,
): ToldQuery | undefined {
  const fields = collection.indexes[index];
  if (!each || order === "desc" || !fields || !isTold(collection) || !isFound(collection, fields))
    return undefined;
  const common = equals[fields[0] ?? ""];
  if (Object.keys(equals).length !== 1 || typeof common !== "string") return undefined;
  return each.every((value) => typeof value === "string") ? [common, each, limit] : undefined;
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
    SELECT json_agg(f.records ORDER BY q.i)::text INTO answer FROM jsonb_array_elements(queries) WITH ORDINALITY q(r, i)
      CROSS JOIN LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(q.r->1)) AS wanted OFFSET 0) w
      CROSS JOIN LATERAL (SELECT json_agg(${asJson(collection, "s")} ORDER BY s.taskwire_i, s.id) AS records
        FROM (SELECT t.*, array_position(w.wanted, t.${status}) AS taskwire_i,
            row_number() OVER (PARTITION BY t.${status} ORDER BY t.id) AS taskwire_n
          FROM ${recordsSql(s, collection, "notices first")} t
          WHERE t.${quoted(first)} = q.r->>0 AND t.${status} = ANY (w.wanted)) s
        WHERE s.taskwire_n <= (q.r->>2)::bigint) f;
  END IF;`;
}
