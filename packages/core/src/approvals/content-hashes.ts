import { canonicalJson } from "../model/canonical-json.ts";
import { sha256 } from "../model/sha256.ts";
import type { Task } from "../model/task.ts";
import { contentParts, valueAt } from "./content.ts";

/** The hashes of some fields of a task, as a receipt has them. */
interface Hashes {
  /** The hash of each field. */
  readonly parts: { readonly [field: string]: string };
  /** The hash of all these fields together. */
  readonly content: string;
}

/** Hashes that were made, with the values that they are of. */
interface KeptHashes extends Hashes {
  readonly values: readonly unknown[];
}

// As long as a task's data does not change, its versions in the record cache share one object.
const kept = new WeakMap<object, Map<string, KeptHashes>>();

/**
 * Returns the hashes of these fields of a stored task. The votes on one content need the same hashes. So they are
 * made only once, and kept with the data of the task. Stored data never changes in place. All other values are
 * compared with those that were hashed.
 */
export function contentHashes(task: Task, fields: readonly string[]): Hashes {
  const { data } = task;
  if (!data || !Object.isFrozen(data)) return hashesOf(task, fields);
  let ofData = kept.get(data);
  if (!ofData) {
    ofData = new Map();
    kept.set(data, ofData);
  }
  const key = fields.join("\n");
  const values = fields.map((field) => valueAt(task, field));
  const known = ofData.get(key);
  if (known?.values.every((value, i) => value === values[i])) return known;
  const made = { ...hashesOf(task, fields), values };
  ofData.set(key, made);
  return made;
}

function hashesOf(task: Task, fields: readonly string[]): Hashes {
  const parts = Object.freeze(contentParts(task, fields));
  return { parts, content: sha256(canonicalJson(parts)) };
}
