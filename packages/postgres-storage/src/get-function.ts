import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";
import { asJson, type RecordRow } from "./record-row.ts";
import { hasKey, type Routine, routine, searchPath, texts } from "./routine.ts";
import { recordsSql } from "./told.ts";

/** The answer of the function. */
export interface GetAnswer {
  readonly records: {
    readonly [collection: string]: {
      readonly rows: readonly RecordRow[] | null;
      /** Versions of deleted records. */
      readonly tombstones?: readonly (readonly [id: string, version: number])[] | null;
    };
  };
  /** The keys that were used; `index` is the position of the key in the request. */
  readonly keys:
    | readonly (readonly [index: number, hash: string, result: string, numbers: string])[]
    | null;
}

/**
 * Writes the function that reads records by id and the records of keys. It is a function because
 * its plans are made only once per connection: making them takes ten times as long as the reading.
 * It is STABLE, so everything that it reads is from one moment.
 *
 * Its parameters are `{ "<collection>": [id, …], … }` and `[[actor, key], …]`.
 */
export function getFunction(schema: string, collections: readonly Collection[]): Routine {
  const s = quoted(schema);
  const body = `
<<v>>
DECLARE
  wanted jsonb := refs;
  wanted_keys jsonb := keys;
  answer text := '';
  part json;
  rows_read bigint;
BEGIN${[...collections]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((collection) => readCollection(s, collection))
    .join("")}
  part := NULL;
  IF keys <> '[]' THEN
    SELECT json_agg(json_build_array(x.i - 1, k.hash, k.result, k.numbers)) INTO part
      FROM jsonb_array_elements(v.wanted_keys) WITH ORDINALITY AS x(r, i)
      JOIN ${s}.taskwire_keys k ON k.actor = x.r->>0 AND k.key = x.r->>1;
  END IF;
  RETURN '{"records":{' || ltrim(answer, ',') || '},"keys":' || coalesce(part::text, 'null') || '}';
END
`;
  return routine(
    "get",
    body,
    (name) => `FUNCTION ${s}.${name}(refs jsonb, keys jsonb) RETURNS text LANGUAGE plpgsql STABLE
      SET search_path = ${searchPath} SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
      SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off`,
  );
}

function readCollection(s: string, collection: Collection): string {
  const name = literal(collection.name);
  const ids = texts(`v.wanted->${name}`);
  return `
  IF ${hasKey("refs", collection.name)} THEN
    SELECT json_agg(${asJson(collection, "t")}), count(*) INTO part, rows_read
      FROM ${recordsSql(s, collection)} t WHERE t.id = ANY (${ids});
    answer := answer || ${literal(`,${JSON.stringify(collection.name)}:{"rows":`)} || coalesce(part::text, 'null');
    IF rows_read < jsonb_array_length(refs->${name}) THEN
      SELECT json_agg(json_build_array(b.id, b.version)) INTO part
        FROM ${s}.taskwire_tombstones b WHERE b.collection = ${name} AND b.id = ANY (${ids});
      answer := answer || ',"tombstones":' || coalesce(part::text, 'null');
    END IF;
    answer := answer || '}';
  END IF;`;
}
