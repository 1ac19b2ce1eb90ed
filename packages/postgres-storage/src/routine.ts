import { createHash } from "node:crypto";
import { literal } from "./columns.ts";

/** A function or procedure in the schema, made for one set of declared collections. */
export interface Routine {
  /**
   * Contains a hash of the body. So nodes with other declarations have their own routines beside
   * it.
   */
  readonly name: string;
  readonly sql: string;
}

/** Returns a routine with this body. `head` writes the part of the statement before the body. */
export function routine(kind: string, body: string, head: (name: string) => string): Routine {
  const name = `taskwire_${kind}_${createHash("sha256").update(body).digest("hex").slice(0, 16)}`;
  // The body contains the name of the schema, which may be any text.
  let tag = "$taskwire$";
  for (let i = 1; body.includes(tag); i++) tag = `$taskwire${i}$`;
  return { name, sql: `CREATE OR REPLACE ${head(name)} AS ${tag}${body}${tag}` };
}

/**
 * The search path of all routines. Without it, PostgreSQL searches the app's own search path. A
 * role that can create functions in a schema of that path could then define a function that is
 * called instead of PostgreSQL's own, with the rights of the app.
 */
export const searchPath = "pg_catalog, pg_temp";

/**
 * SQL for the elements of a JSON array as rows `x(r)`. Each element is an array, read by position.
 */
export const rows = (path: string): string => `jsonb_array_elements(${path}) AS x(r)`;

/** SQL condition: a JSON object has this key. */
export const hasKey = (path: string, key: string): string => `${path} ? ${literal(key)}`;

/** SQL for a JSON array of strings as `text[]`. */
export const texts = (path: string): string => `ARRAY(SELECT jsonb_array_elements_text(${path}))`;
