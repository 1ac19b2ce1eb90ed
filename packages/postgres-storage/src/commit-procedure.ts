import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";
import { has, type Routine, routine, rows } from "./routine.ts";
import { writeSql } from "./write-sql.ts";

/**
 * Writes the procedure that keeps a batch of commits in one round trip: it locks topics and rows in one order, judges
 * each commit on what is then true, writes, and ends the transaction itself, so that no lock waits for the network.
 * Within a wave all commits are judged and written as sets: the database's cost of a commit is that of its rows. A
 * commit alone costs mostly the statements it goes through, so what nearly always holds is compared, and looked into
 * only where it doesn't.
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
  locks jsonb := batch->'locks';
  inserts text[] := batch->>'inserts';
  topics text[] := batch->>'topics';
  counts bigint[] := batch->>'counts';
  lasts text[] := batch->>'lasts';
  places int[] := batch->>'places';
  behind bigint[] := batch->>'behind';
  heads bigint[];
  numbers bigint[] := '{}';
  ids text[];
  versions bigint[];
  shut text[] := '{}';
  wave jsonb;
  lost int[];
  bad int[] := batch->>'never';
  counted int := 0;
  repeated int[] := '{}';
BEGIN
  -- Plans that hold for tables of any size, made once a connection; and nobody waits for a lock for long.
  ignored := set_config('lock_timeout', '2s', true) || set_config('plan_cache_mode', 'force_generic_plan', true)
    || set_config('enable_seqscan', 'off', true) || set_config('enable_bitmapscan', 'off', true)
    || set_config('enable_hashjoin', 'off', true) || set_config('enable_mergejoin', 'off', true);
  IF current_setting('synchronous_commit') = 'off' AND NOT (batch->>'unsafe')::boolean THEN
    ignored := set_config('synchronous_commit', 'on', true);
  END IF;

  -- A topic moves on by all that the batch says in it. What turns out not to be kept is taken back at the end.
  IF cardinality(topics) > 0 THEN
    WITH moved AS (
      INSERT INTO ${s}.taskwire_topics AS t (topic, head, id) SELECT * FROM unnest(v.topics, v.counts, v.lasts)
        ON CONFLICT (topic) DO UPDATE SET head = t.head + excluded.head,
          id = CASE WHEN excluded.head = 0 THEN t.id ELSE excluded.id END
        RETURNING topic, head)
    SELECT array_agg(head ORDER BY topic) INTO heads FROM moved;
  END IF;
  FOR i IN 1 .. cardinality(places) LOOP
    numbers[i] := heads[places[i]] - behind[i];
  END LOOP;

  IF locks <> '{}' THEN ${each(({ name }) => lock(s, name))}
  END IF;
  IF cardinality(shut) > 0 THEN ${each(({ name }) => passGate(schema, name))}
  ELSE
    FOREACH ignored IN ARRAY inserts LOOP
      ignored := (pg_advisory_xact_lock_shared(${gate(schema, "ignored")}) IS NULL)::text;
    END LOOP;
  END IF;

  FOR place IN 0 .. jsonb_array_length(batch->'waves') - 1 LOOP
    wave := batch->'waves'->place;
    IF wave->'refs' <> '{}' THEN ${each(
      ({ name }) => `
      IF ${has("v.wave->'refs'", name)} THEN ${judge(s, name, `v.wave->'refs'->${literal(name)}`)}
      END IF;`,
    )}
    END IF;
    -- A key that was used makes its insert fail, and the batch comes again, carefully. Where anything is lost it is
    -- looked up at once: a repeat is no conflict.
    IF wave->'keys' <> '[]' AND (place > 0 OR cardinality(bad) > 0 OR (batch->>'careful')::boolean) THEN
      lost := ARRAY(SELECT (x.r->>0)::int FROM ${rows("v.wave->'keys'")}
        JOIN ${s}.taskwire_keys k ON k.actor = x.r->>1 AND k.key = x.r->>2);
      repeated := repeated || lost;
      bad := bad || lost;
    END IF;
    IF cardinality(bad) > counted THEN
      counted := cardinality(bad);
      numbers := ARRAY(SELECT CASE WHEN e.kept THEN v.heads[e.place] - v.counts[e.place]
          + row_number() OVER (PARTITION BY e.place, e.kept ORDER BY e.i) END
        FROM (SELECT u.i, u.place, NOT (u.commit = ANY (v.bad)) AS kept
          FROM unnest((batch->>'commits')::int[], v.places) WITH ORDINALITY u(commit, place, i)) e ORDER BY e.i);
    END IF;

    IF wave->'redacts' <> '[]' THEN
      UPDATE ${s}.taskwire_events e SET data = '{}', records = NULL FROM ${rows("v.wave->'redacts'")}
        WHERE e.topic = x.r->>1 AND e.subject = x.r->>2 AND ${kept};
    END IF;
    IF wave->'events' <> '[]' THEN
      INSERT INTO ${s}.taskwire_events (topic, number, id, type, subject, at, actor, audience, data, records)
        SELECT x.r->>2, v.numbers[(x.r->>1)::int], x.r->>3, x.r->>4, x.r->>5, x.r->>6, x.r->>7, x.r->>8, x.r->>9, x.r->>10
        FROM ${rows("v.wave->'events'")} WHERE ${kept};
    END IF;
    IF wave->'writes' <> '{}' THEN ${each((collection) => writeSql(s, collection, kept))}
    END IF;
    IF wave->'keys' <> '[]' THEN
      INSERT INTO ${s}.taskwire_keys (actor, key, hash, at, result, numbers)
        SELECT x.r->>1, x.r->>2, x.r->>3, x.r->>4, x.r->>5,
          coalesce(array_to_json(v.numbers[(x.r->>6)::int:(x.r->>7)::int])::text, '[]')
        FROM ${rows("v.wave->'keys'")} WHERE ${kept};
    END IF;
  END LOOP;

  answer := jsonb_build_object('repeated', repeated, 'conflicts', bad, 'numbers', numbers)::text;
  IF cardinality(bad) > 0 THEN
    IF (SELECT count(DISTINCT b) FROM unnest(v.bad) b) = (batch->>'count')::int THEN
      ROLLBACK;
      RETURN;
    END IF;
    UPDATE ${s}.taskwire_topics t SET head = last.head,
        id = coalesce((SELECT e.id FROM ${s}.taskwire_events e WHERE e.topic = t.topic AND e.number = last.head), t.floor_id)
      FROM (SELECT u.topic, v.heads[u.place] - v.counts[u.place]
          + (SELECT count(e.number) FROM unnest(v.places, v.numbers) e(place, number) WHERE e.place = u.place) AS head
        FROM unnest(v.topics) WITH ORDINALITY u(topic, place)) last
      WHERE t.topic = last.topic;
  END IF;
  COMMIT;
END
`;
}

/**
 * Locks the rows of a collection that the batch changes, and those that it rests on, in the order of their ids, and looks
 * into what the first wave holds about them where the versions aren't those that it expects.
 */
const lock = (s: string, name: string): string => `
    IF ${has("v.locks", name)} THEN ${lockAs(s, name, "written", "FOR NO KEY UPDATE")}${lockAs(s, name, "read", "FOR SHARE")}
    END IF;`;

function lockAs(s: string, name: string, what: "written" | "read", strength: string): string {
  const list = `v.locks->${literal(name)}->'${what}'`;
  const judged = judge(s, name, `${list}->'refs'`);
  return `
      IF ${has(`v.locks->${literal(name)}`, what)} THEN
        ids := ${list}->>'ids';
        versions := ARRAY(SELECT version FROM ${s}.${quoted(name)} WHERE id = ANY (v.ids) ORDER BY id ${strength});
        IF versions IS DISTINCT FROM (${list}->>'versions')::bigint[] THEN ${
          what === "written"
            ? judged
            : `
          IF cardinality(versions) < cardinality(ids) THEN shut := shut || ${literal(name)}::text;
          ELSE ${judged}
          END IF;`
        }
        END IF;
      END IF;`;
}

/** Judges references by the tables as they are now. */
const judge = (s: string, name: string, list: string): string => `
      lost := ARRAY(SELECT jsonb_array_elements_text(x.r->0)::int FROM ${rows(list)}
        LEFT JOIN ${s}.${quoted(name)} t ON t.id = x.r->>1
        LEFT JOIN ${s}.taskwire_tombstones b ON t.id IS NULL AND b.collection = ${literal(name)} AND b.id = x.r->>1
        WHERE (x.r->>2)::bigint <> coalesce(t.version, b.version, 0) OR (x.r->>3)::boolean <> (t.id IS NOT NULL));
      bad := bad || lost;`;

// A row that isn't there can't be locked. Who rests on its absence shuts the gate of the collection, and judges behind
// it; who inserts goes through it together with others who insert: for them a row that comes twice is an error of its
// key. The gates are the last locks, in the order of their names: who holds one waits for no row.
const passGate = (schema: string, name: string): string => `
    IF ${literal(name)} = ANY (shut) THEN
      ignored := (pg_advisory_xact_lock(${gate(schema, literal(name))}) IS NULL)::text;
      ${judge(quoted(schema), name, `v.locks->${literal(name)}->'read'->'refs'`)}
    ELSIF ${literal(name)} = ANY (inserts) THEN
      ignored := (pg_advisory_xact_lock_shared(${gate(schema, literal(name))}) IS NULL)::text;
    END IF;`;

/** The number of a collection's gate, the same on every node. */
const gate = (schema: string, name: string): string =>
  `hashtextextended(${literal(`taskwire gate ${schema} `)} || ${name}, 0)`;
