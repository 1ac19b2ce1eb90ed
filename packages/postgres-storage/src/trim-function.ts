import type { Collection } from "@taskwire/core/adapter";
import { quoted } from "./columns.ts";
import { type Routine, routine, searchPath } from "./routine.ts";
import { isTold, toldTables } from "./told.ts";
import { sweepSql } from "./told-write-sql.ts";

/**
 * Writes the function that deletes the events of a topic up to and including a number. It first locks the
 * topic, as commits do. Otherwise a redacting commit and this function could each wait for the other. The
 * topic keeps the position of the last deleted event, so that a cursor at it stays valid.
 */
export function trimFunction(schema: string, collections: readonly Collection[]): Routine {
  const s = quoted(schema);
  const told = [...collections].filter(isTold).sort((a, b) => (a.name < b.name ? -1 : 1));
  const logs = [`${s}.taskwire_events`, ...told.map((one) => toldTables(s, one).log)];
  const inLogs = logs
    .map(
      (log) => `SELECT e.number, e.id FROM ${log} e WHERE e.topic = of_topic AND e.number <= last`,
    )
    .map((sql) => `(${sql} ORDER BY e.number DESC LIMIT 1)`);
  const deleted = told.map(
    (one) => `
  WITH l AS (DELETE FROM ${toldTables(s, one).log} l WHERE l.topic = of_topic AND l.number <= last RETURNING l._notice)
    SELECT orphans || array_agg(DISTINCT l._notice) INTO orphans FROM l;${sweepSql(s, one, "orphans")}`,
  );
  const body = `
DECLARE
  last bigint;
  last_id text;
  orphans bigint[] := '{}';
BEGIN
  SELECT least(up_to, t.head) INTO last FROM ${s}.taskwire_topics t WHERE t.topic = of_topic FOR NO KEY UPDATE;
  SELECT e.number, e.id INTO last, last_id FROM (${inLogs.join(" UNION ALL ")}) e ORDER BY e.number DESC LIMIT 1;
  IF last IS NULL THEN
    RETURN;
  END IF;
  UPDATE ${s}.taskwire_topics t SET floor = last, floor_id = last_id WHERE t.topic = of_topic AND t.floor < last;
  DELETE FROM ${s}.taskwire_events e WHERE e.topic = of_topic AND e.number <= last;${deleted.join("")}
END
`;
  return routine(
    "trim",
    body,
    (name) => `FUNCTION ${s}.${name}(of_topic text, up_to bigint) RETURNS void LANGUAGE plpgsql
      SET search_path = ${searchPath} SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
      SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off`,
  );
}
