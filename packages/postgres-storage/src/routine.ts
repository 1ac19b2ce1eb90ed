import { createHash } from "node:crypto";
import { literal } from "./columns.ts";

/** A function or procedure in the schema, for one set of declarations. */
export interface Routine {
  /** Named after what it does, so that nodes with other declarations have their own beside. */
  readonly name: string;
  readonly sql: string;
}

/** Makes a routine of its source; `head` writes the statement around it. */
export function routine(kind: string, body: string, head: (name: string) => string): Routine {
  const name = `taskwire_${kind}_${createHash("sha256").update(body).digest("hex").slice(0, 16)}`;
  return { name, sql: `CREATE OR REPLACE ${head(name)} AS $taskwire$${body}$taskwire$` };
}

/** The elements of a JSON array, each a row `x.r` that is an array itself: read by place, it is the fastest form of rows. */
export const rows = (path: string): string => `jsonb_array_elements(${path}) AS x(r)`;

/** Whether a JSON object has this name. */
export const has = (path: string, name: string): string => `${path} ? ${literal(name)}`;

/** The texts of a JSON array. */
export const texts = (path: string): string => `ARRAY(SELECT jsonb_array_elements_text(${path}))`;
