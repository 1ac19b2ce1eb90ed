import type { Collection } from "@taskwire/core/adapter";
import { literal, quoted } from "./columns.ts";
import { asJson } from "./list.ts";
import { has, type Routine, routine, texts } from "./routine.ts";

/** What the function answers. */
export interface Got {
  readonly records: {
    readonly [collection: string]: {
      readonly rows: readonly (readonly [id: string, version: number, ...unknown[]])[] | null;
      /** Of what was deleted. */
      readonly buried?: readonly (readonly [id: string, version: number])[] | null;
    };
  };
  /** Of those keys that were used. */
  readonly keys:
    | readonly (readonly [place: number, hash: string, result: string, numbers: string])[]
    | null;
}

/**
 * Writes the function that reads records by id, and what keys have left behind: a function, because its plans are made once a connection, and making them
 * takes ten times as long as the reading. Stable, so all that it reads is of one moment.
 *
 * It takes `{ "<collection>": [id, …], … }` and `[[actor, key], …]`.
 */
export function getFunction(schema: string, collections: readonly Collection[]): Routine {
  const s = quoted(schema);
  const body = `
<<v>>
DECLARE
  wanted jsonb := refs;
  used jsonb := keys;
  answer text := '';
  part json;
  found bigint;
BEGIN${[...collections]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((collection) => read(s, collection))
    .join("")}
  part := NULL;
  IF keys <> '[]' THEN
    SELECT json_agg(json_build_array(x.place - 1, k.hash, k.result, k.numbers)) INTO part
      FROM jsonb_array_elements(v.used) WITH ORDINALITY AS x(r, place)
      JOIN ${s}.taskwire_keys k ON k.actor = x.r->>0 AND k.key = x.r->>1;
  END IF;
  RETURN '{"records":{' || ltrim(answer, ',') || '},"keys":' || coalesce(part::text, 'null') || '}';
END
`;
  return routine(
    "get",
    body,
    (name) => `FUNCTION ${s}.${name}(refs jsonb, keys jsonb) RETURNS text LANGUAGE plpgsql STABLE
      SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
      SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off`,
  );
}

function read(s: string, collection: Collection): string {
  const name = literal(collection.name);
  const ids = texts(`v.wanted->${name}`);
  return `
  IF ${has("refs", collection.name)} THEN
    SELECT json_agg(${asJson(collection, "t")}), count(*) INTO part, found
      FROM ${s}.${quoted(collection.name)} t WHERE t.id = ANY (${ids});
    answer := answer || ${literal(`,${JSON.stringify(collection.name)}:{"rows":`)} || coalesce(part::text, 'null');
    IF found < jsonb_array_length(refs->${name}) THEN
      SELECT json_agg(json_build_array(b.id, b.version)) INTO part
        FROM ${s}.taskwire_tombstones b WHERE b.collection = ${name} AND b.id = ANY (${ids});
      answer := answer || ',"buried":' || coalesce(part::text, 'null');
    END IF;
    answer := answer || '}';
  END IF;`;
}
