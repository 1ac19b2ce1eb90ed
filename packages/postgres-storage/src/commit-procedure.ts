import { createHash } from "node:crypto";
import type { Collection } from "@taskwire/core/storage";
import { literal, quoted } from "./columns.ts";
import { has, type Routine, routine, rows, texts } from "./routine.ts";
import { writeSql } from "./write-sql.ts";

/**
 * Writes the procedure that keeps a batch of commits in one round trip: it locks topics and rows in one order, judges
 * each commit on what is then true, writes, and ends the transaction itself, so that no lock waits for the network.
 * Within a wave all commits are judged and written as sets: the database's cost of a commit is that of its rows.
 */
export function commitProcedure(schema: string, collections: readonly Collection[]): Routine {
  const sorted = [...collections].sort((a, b) => (a.name < b.name ? -1 : 1));
  return routine(
    "commit",
    source(schema, sorted),
    (name) => `PROCEDURE ${quoted(schema)}.${name}(batch jsonb, INOUT answer text) LANGUAGE plpgsql`,
  );
}

/** Of rows of the message: those whose commit is kept. Their first element is its place in the batch. */
const kept = "NOT ((x.r->>0)::int = ANY (v.bad))";

function source(schema: string, collections: readonly Collection[]): string {
  const s = quoted(schema);
  const each = (write: (collection: Collection) => string) => collections.map(write).join("");
  return `
#variable_conflict use_column
<<v>>
DECLARE
  ignored text;
  topics text[] := ${texts("batch->'topics'")};
  locks jsonb := batch->'locks';
  found bigint;
  shut text[] := '{}';
  wave jsonb;
  lost int[];
  numbers bigint[];
  bad int[] := '{}';
  repeated int[] := '{}';
  all_numbers jsonb := '[]';
BEGIN
  -- Plans that hold for tables of any size, made once a connection; and nobody waits for a lock for long.
  ignored := set_config('lock_timeout', '2s', true) || set_config('plan_cache_mode', 'force_generic_plan', true)
    || set_config('enable_seqscan', 'off', true) || set_config('enable_hashjoin', 'off', true)
    || set_config('enable_mergejoin', 'off', true);
  IF current_setting('synchronous_commit') = 'off' AND NOT (batch->>'unsafe')::boolean THEN
    ignored := set_config('synchronous_commit', 'on', true);
  END IF;

  IF cardinality(topics) > 0 THEN
    PERFORM 1 FROM ${s}.taskwire_topics WHERE topic = ANY (v.topics) ORDER BY topic FOR NO KEY UPDATE;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < cardinality(topics) THEN
      INSERT INTO ${s}.taskwire_topics (topic, head, id)
        SELECT t, 0, '' FROM unnest(v.topics) AS t ORDER BY t COLLATE "C" ON CONFLICT DO NOTHING;
      PERFORM 1 FROM ${s}.taskwire_topics WHERE topic = ANY (v.topics) ORDER BY topic FOR NO KEY UPDATE;
    END IF;
  END IF;
  IF batch->'never' <> '[]' THEN
    bad := ARRAY(SELECT jsonb_array_elements_text(batch->'never')::int);
  END IF;
  ${each(({ name }) => lockAndJudge(s, name, "written"))}
  ${each(({ name }) => lockAndJudge(s, name, "read"))}
  ${each(({ name }) => passGate(schema, name))}

  FOR place IN 0 .. jsonb_array_length(batch->'waves') - 1 LOOP
    wave := batch->'waves'->place;
    IF wave->'keys' <> '[]' THEN
      lost := ARRAY(SELECT (x.r->>0)::int FROM ${rows("v.wave->'keys'")}
        JOIN ${s}.taskwire_keys k ON k.actor = x.r->>1 AND k.key = x.r->>2);
      repeated := repeated || lost;
      bad := bad || lost;
    END IF;
    IF wave->'refs' <> '{}' THEN ${each(
      ({ name }) => `
      IF ${has("v.wave->'refs'", name)} THEN ${judge(s, name, `v.wave->'refs'->${literal(name)}`)}
      END IF;`,
    )}
    END IF;

    IF wave->'redacts' <> '[]' THEN
      UPDATE ${s}.taskwire_events e SET data = '{}' FROM ${rows("v.wave->'redacts'")}
        WHERE e.topic = x.r->>1 AND e.subject = x.r->>2 AND ${kept};
    END IF;
    numbers := NULL;
    IF wave->'events' <> '[]' THEN
      SELECT array_agg(n.number ORDER BY n.e) INTO numbers FROM (
        SELECT r.e, CASE WHEN r.kept THEN t.head + row_number() OVER (PARTITION BY r.topic, r.kept ORDER BY r.e) END AS number
        FROM (SELECT (x.r->>1)::int AS e, x.r->>2 AS topic, ${kept} AS kept FROM ${rows("v.wave->'events'")}) r
        JOIN ${s}.taskwire_topics t ON t.topic = r.topic) n;
      WITH appended AS (
        INSERT INTO ${s}.taskwire_events (topic, number, id, type, subject, at, actor, audience, data)
        SELECT x.r->>2, v.numbers[(x.r->>1)::int], x.r->>3, x.r->>4, x.r->>5, x.r->>6, x.r->>7, x.r->>8, x.r->>9
        FROM ${rows("v.wave->'events'")} WHERE v.numbers[(x.r->>1)::int] IS NOT NULL
        RETURNING topic, number, id)
      UPDATE ${s}.taskwire_topics t SET head = last.number, id = last.id
        FROM (SELECT DISTINCT ON (topic) topic, number, id FROM appended ORDER BY topic, number DESC) last
        WHERE t.topic = last.topic;
    END IF;
    all_numbers := all_numbers || jsonb_build_array(to_jsonb(numbers));
    ${each((collection) => writeSql(s, collection, kept))}
    IF wave->'keys' <> '[]' THEN
      INSERT INTO ${s}.taskwire_keys (actor, key, hash, at, result, numbers)
        SELECT x.r->>1, x.r->>2, x.r->>3, x.r->>4, x.r->>5,
          coalesce(array_to_json(v.numbers[(x.r->>6)::int:(x.r->>7)::int])::text, '[]')
        FROM ${rows("v.wave->'keys'")} WHERE ${kept} ORDER BY x.r->>1, x.r->>2;
    END IF;
  END LOOP;
  answer := jsonb_build_object('repeated', repeated, 'conflicts', bad, 'numbers', all_numbers)::text;
  COMMIT;
END
`;
}

/** Locks the rows that the batch changes or rests on, and judges what the first wave holds about them. */
function lockAndJudge(s: string, name: string, what: "written" | "read"): string {
  const list = `v.locks->${literal(name)}->'${what}'`;
  return `
  IF ${list} IS NOT NULL THEN
    WITH locked AS MATERIALIZED (
      SELECT id, version FROM ${s}.${quoted(name)} WHERE id = ANY (${texts(`${list}->'ids'`)})
      ORDER BY id ${what === "written" ? "FOR NO KEY UPDATE" : "FOR SHARE"}),
    at_once AS MATERIALIZED (SELECT count(*) AS count, coalesce(jsonb_object_agg(id, version), '{}') AS versions FROM locked)
    SELECT a.count, ARRAY(SELECT jsonb_array_elements_text(x.r->0)::int FROM ${rows(`${list}->'refs'`)}
      LEFT JOIN ${s}.taskwire_tombstones b ON NOT (a.versions ? (x.r->>1)) AND b.collection = ${literal(name)} AND b.id = x.r->>1
      WHERE (x.r->>2)::bigint <> coalesce((a.versions->>(x.r->>1))::bigint, b.version, 0)
      OR (x.r->>3)::boolean <> (a.versions ? (x.r->>1)))
    INTO found, lost FROM at_once a;
    bad := bad || lost;${
      what === "read"
        ? `
    IF found < jsonb_array_length(${list}->'ids') THEN
      shut := shut || ${literal(name)}::text;
    END IF;`
        : ""
    }
  END IF;`;
}

/** Judges references by the tables as they are now. */
const judge = (s: string, name: string, list: string): string => `
      lost := ARRAY(SELECT jsonb_array_elements_text(x.r->0)::int FROM ${rows(list)}
        LEFT JOIN ${s}.${quoted(name)} t ON t.id = x.r->>1
        LEFT JOIN ${s}.taskwire_tombstones b ON t.id IS NULL AND b.collection = ${literal(name)} AND b.id = x.r->>1
        WHERE (x.r->>2)::bigint <> coalesce(t.version, b.version, 0) OR (x.r->>3)::boolean <> (t.id IS NOT NULL));
      bad := bad || lost;`;

// A row that isn't there can't be locked. Who rests on its absence shuts the gate of the collection, and judges again
// behind it; who inserts goes through it together with others who insert: for them a row that comes twice is an error
// of its key. The gates are the last locks: who holds one waits for no row.
const passGate = (schema: string, name: string): string => `
  IF ${literal(name)} = ANY (shut) THEN
    ignored := (pg_advisory_xact_lock(${gate(schema, name)}) IS NULL)::text;
    ${judge(quoted(schema), name, `v.locks->${literal(name)}->'read'->'refs'`)}
  ELSIF ${has("batch->'inserts'", name)} THEN
    ignored := (pg_advisory_xact_lock_shared(${gate(schema, name)}) IS NULL)::text;
  END IF;`;

/** The number of a collection's gate, the same on every node. */
function gate(schema: string, name: string): string {
  return createHash("sha256").update(`taskwire gate ${schema} ${name}`).digest().readBigInt64BE().toString();
}
