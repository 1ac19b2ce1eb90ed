import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";
import { checkRecords, gateId, lockRows, passGate } from "./lock-sql.ts";
import { hasKey, type Routine, routine, rows, searchPath } from "./routine.ts";
import { isTold, toldTables } from "./told.ts";
import { sweepSql, toldRedactSql, toldWriteSql } from "./told-write-sql.ts";
import { writeSql } from "./write-sql.ts";

/**
 * Returns the SQL of the procedure that commits a batch in one round trip. The procedure locks topics,
 * rows and gates (see `passGate`) in a fixed order, checks each commit, writes, and ends the transaction
 * itself. So it never holds a lock while a message is on the network. The page docs/postgres-batches.md
 * shows an example.
 *
 * One statement checks or writes the rows of all commits of a wave. So a further commit only costs
 * what its rows cost. If a commit is alone, its cost depends mostly on the number of statements. To
 * need few statements, the procedure first compares all expected versions with the real ones at
 * once: they are nearly always equal. Only if some are not, it checks the commits one by one.
 */
export function commitProcedure(schema: string, collections: readonly Collection[]): Routine {
  const sorted = [...collections].sort((a, b) => (a.name < b.name ? -1 : 1));
  return routine(
    "commit",
    source(schema, sorted),
    (name) =>
      `PROCEDURE ${quoted(schema)}.${name}(batch jsonb, INOUT answer text) LANGUAGE plpgsql`,
  );
}

/** Condition on a row of the message: its commit (the first element) has not failed. */
const isKept = "NOT ((x.r->>0)::int = ANY (v.failed))";

function source(schema: string, collections: readonly Collection[]): string {
  const s = quoted(schema);
  const forEach = (write: (collection: Collection) => string) => collections.map(write).join("");
  const told = collections.filter(isTold);
  const written = (collection: Collection) =>
    isTold(collection) ? toldWriteSql(s, collection, isKept) : writeSql(s, collection, isKept);
  const redacted = told.map((one) => toldRedactSql(s, one, isKept)).join("");
  const swept = told.map((one) => sweepSql(s, one, "v.orphans")).join("");
  const lastIds = ["taskwire_events", ...told.map((one) => toldTables("", one).log.slice(1))].map(
    (log) => `(SELECT e.id FROM ${s}.${log} e WHERE e.topic = t.topic AND e.number = last.head)`,
  );
  return `
#variable_conflict use_column
<<v>>
DECLARE
  ignored text;
  locks jsonb;
  inserts_into text[];
  topics text[];
  event_counts bigint[];
  last_ids text[];
  event_topics int[];
  events_behind bigint[];
  heads bigint[];
  numbers bigint[];
  ids text[];
  versions bigint[];
  closed_gates text[] := '{}';
  wave jsonb;
  -- The writes of the wave, and those to one collection. Each path into JSON copies what it finds, so the
  -- paths are short.
  writes jsonb;
  collection_writes jsonb;
  newly_failed int[];
  failed int[];
  failed_before int := 0;
  repeated int[] := '{}';${told.length > 0 ? "\n  next_notice bigint;\n  orphans bigint[] := '{}';" : ""}
BEGIN
  -- A procedure that ends its transaction can't have a SET clause, so this first statement sets the
  -- search path. Before it, a function or an operator of another schema could be used instead of
  -- PostgreSQL's own. So no expression may come before it, not even the first value of a variable.
  ignored := pg_catalog.set_config('search_path', ${literal(searchPath)}, true);
  locks := batch->'locks';
  inserts_into := batch->>'insertsInto';
  topics := batch->>'topics';
  event_counts := batch->>'eventCounts';
  last_ids := batch->>'lastIds';
  event_topics := batch->>'eventTopics';
  events_behind := batch->>'eventsBehind';
  failed := batch->>'contradictory';

  -- The plans use indexes, so they suit tables of any size. They are made once per connection.
  -- No commit waits longer than 2 seconds for a lock.
  ignored := set_config('lock_timeout', '2s', true) || set_config('plan_cache_mode', 'force_generic_plan', true)
    || set_config('enable_seqscan', 'off', true) || set_config('enable_bitmapscan', 'off', true)
    || set_config('enable_hashjoin', 'off', true) || set_config('enable_mergejoin', 'off', true);
  IF current_setting('synchronous_commit') = 'off' AND NOT (batch->>'unsafe')::boolean THEN
    ignored := set_config('synchronous_commit', 'on', true);
  END IF;

  -- Locks the topics and moves their heads by all events of the batch. The events of commits that
  -- are not kept are subtracted at the end.
  IF cardinality(topics) > 0 THEN
    WITH moved AS (
      INSERT INTO ${s}.taskwire_topics AS t (topic, head, id) SELECT * FROM unnest(v.topics, v.event_counts, v.last_ids)
        ON CONFLICT (topic) DO UPDATE SET head = t.head + excluded.head,
          id = CASE WHEN excluded.head = 0 THEN t.id ELSE excluded.id END
        RETURNING topic, head)
    SELECT array_agg(head ORDER BY topic) INTO heads FROM moved;
  END IF;
  numbers := ARRAY(SELECT v.heads[e.topic] - e.behind FROM unnest(v.event_topics, v.events_behind) WITH ORDINALITY e(topic, behind, i) ORDER BY e.i);

  IF locks <> '{}' THEN ${forEach(({ name }) => lockRows(s, name))}
  END IF;
  IF cardinality(closed_gates) > 0 THEN ${forEach(({ name }) => passGate(schema, name))}
  ELSE
    FOREACH ignored IN ARRAY inserts_into LOOP
      ignored := (pg_advisory_xact_lock_shared(${gateId(schema, "ignored")}) IS NULL)::text;
    END LOOP;
  END IF;

  FOR wave_index IN 0 .. jsonb_array_length(batch->'waves') - 1 LOOP
    wave := batch->'waves'->wave_index;
    IF wave->'checks' <> '{}' THEN ${forEach(
      ({ name }) => `
      IF ${hasKey("v.wave->'checks'", name)} THEN ${checkRecords(s, name, `v.wave->'checks'->${literal(name)}`)}
      END IF;`,
    )}
    END IF;
    -- In the first wave, a key that was used before makes the insert below fail, and the batch is
    -- sent again with checkInserts. If a commit has failed, the keys are looked up here already: a
    -- failed commit whose key was used before is repeated, and not a conflict.
    IF wave->'keys' <> '[]' AND (wave_index > 0 OR cardinality(failed) > 0 OR (batch->>'checkInserts')::boolean) THEN
      newly_failed := ARRAY(SELECT (x.r->>0)::int FROM ${rows("v.wave->'keys'")}
        JOIN ${s}.taskwire_keys k ON k.actor = x.r->>1 AND k.key = x.r->>2);
      repeated := repeated || newly_failed;
      failed := failed || newly_failed;
    END IF;
    -- Numbers the events again without those of failed commits.
    IF cardinality(failed) > failed_before THEN
      failed_before := cardinality(failed);
      numbers := ARRAY(SELECT CASE WHEN e.kept THEN v.heads[e.topic] - v.event_counts[e.topic]
          + row_number() OVER (PARTITION BY e.topic, e.kept ORDER BY e.i) END
        FROM (SELECT u.i, u.topic, NOT (u.commit = ANY (v.failed)) AS kept
          FROM unnest((batch->>'eventCommits')::int[], v.event_topics) WITH ORDINALITY u(commit, topic, i)) e ORDER BY e.i);
    END IF;

    IF wave->'redacts' <> '[]' THEN
      UPDATE ${s}.taskwire_events e SET data = '{}', records = NULL FROM ${rows("v.wave->'redacts'")}
        WHERE e.topic = x.r->>1 AND e.subject = x.r->>2 AND ${isKept};
      UPDATE ${s}.taskwire_events e SET data = k.r->>1 FROM ${rows("v.wave->'redacts'")}, jsonb_array_elements(x.r->3) AS k(r)
        WHERE e.topic = x.r->>1 AND e.number = (k.r->>0)::bigint AND e.subject = x.r->>2 AND ${isKept};${redacted}
    END IF;
    IF wave->'events' <> '[]' THEN
      INSERT INTO ${s}.taskwire_events (topic, number, id, type, subject, at, actor, audience, data, records)
        SELECT x.r->>2, v.numbers[(x.r->>1)::int], x.r->>3, x.r->>4, x.r->>5, x.r->>6, x.r->>7, x.r->>8, x.r->>9, x.r->>10
        FROM ${rows("v.wave->'events'")} WHERE ${isKept};
    END IF;
    writes := wave->'writes';
    IF writes <> '{}' THEN ${forEach(written)}
    END IF;
    IF wave->'keys' <> '[]' THEN
      INSERT INTO ${s}.taskwire_keys (actor, key, hash, at, result, numbers)
        SELECT x.r->>1, x.r->>2, x.r->>3, x.r->>4, x.r->>5,
          coalesce(array_to_json(v.numbers[(x.r->>6)::int:(x.r->>7)::int])::text, '[]')
        FROM ${rows("v.wave->'keys'")} WHERE ${isKept};
    END IF;
  END LOOP;

  answer := jsonb_build_object('repeated', repeated, 'conflicts', failed, 'numbers', numbers)::text;
  IF cardinality(failed) > 0 THEN
    IF (SELECT count(DISTINCT f) FROM unnest(v.failed) f) = (batch->>'commitCount')::int THEN
      ROLLBACK;
      RETURN;
    END IF;
    UPDATE ${s}.taskwire_topics t SET head = last.head,
        id = coalesce(${lastIds.join(", ")}, t.floor_id)
      FROM (SELECT u.topic, v.heads[u.i] - v.event_counts[u.i]
          + (SELECT count(e.number) FROM unnest(v.event_topics, v.numbers) e(topic, number) WHERE e.topic = u.i) AS head
        FROM unnest(v.topics) WITH ORDINALITY u(topic, i)) last
      WHERE t.topic = last.topic;
  END IF;${swept && `\n  IF cardinality(orphans) > 0 THEN ${swept}\n  END IF;`}
  COMMIT;
END
`;
}
