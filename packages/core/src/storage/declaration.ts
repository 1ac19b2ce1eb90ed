import { TaskwireError } from "../errors.ts";
import type { Collection } from "../model/collection.ts";
import { isRecord } from "../model/is-record.ts";
import { isPartial } from "../model/partial-index.ts";
import { isTold } from "../model/told-declaration.ts";

const fieldTypes = [
  "text",
  "integer",
  "boolean",
  "json",
  "time",
  "text?",
  "integer?",
  "json?",
  "time?",
];
const reservedFields = new Set(["id", "version", "__proto__"]);

/**
 * Reads the declaration of a collection from a database. Archives check it, because a newer
 * taskwire or anybody else may have written it.
 *
 * @throws {TaskwireError} `unavailable` if this version does not understand it.
 *
 * @example
 * ```ts
 * const collections = rows.map(({ name, declaration }) => readDeclaration(name, declaration));
 * ```
 */
export function readDeclaration(name: string, text: string): Collection {
  const problem = findProblem(name, text);
  if (problem === undefined) return JSON.parse(text) as Collection;
  throw new TaskwireError(
    "unavailable",
    `The database declares its collection ${name} in a way that this version does not understand: ${problem}. ` +
      "If a newer version of taskwire made it, use that version. Otherwise it is damaged: restore a backup.",
  );
}

/**
 * Merges two declarations of a collection. Fields and indexes are only added. If both declare the same
 * thing, `after` counts.
 *
 * @example
 * ```ts
 * const withNotes = rows.map(({ name, declaration }) => {
 *   const before = readDeclaration(name, declaration);
 *   return mergeDeclarations(before, { ...before, fields: { note: "text?" } });
 * });
 * ```
 */
export function mergeDeclarations(before: Collection | undefined, after: Collection): Collection {
  if (!before) return after;
  const kept = Object.entries(before.partial ?? {}).filter(
    ([index]) => !Object.hasOwn(after.indexes, index),
  );
  const partial = { ...Object.fromEntries(kept), ...after.partial };
  return {
    ...after,
    fields: { ...before.fields, ...after.fields },
    indexes: { ...before.indexes, ...after.indexes },
    ...(Object.keys(partial).length > 0 && { partial }),
  };
}

function findProblem(name: string, text: string): string | undefined {
  const declared = parsed(text);
  if (!isRecord(declared)) return "it is not a JSON object";
  const { fields, indexes, partial, versions, numbered } = declared;
  if (declared.name !== name || !isName(name)) return "its name is a different one or missing";
  if (!isRecord(fields) || !isRecord(indexes)) return "its fields or its indexes are missing";
  for (const [field, type] of Object.entries(fields)) {
    if (!isName(field) || reservedFields.has(field))
      return `the field name ${JSON.stringify(field)} is not allowed`;
    if (!fieldTypes.includes(type as string))
      return `its field ${field} has the type ${JSON.stringify(type)}`;
  }
  for (const [index, on] of Object.entries(indexes)) {
    const isKnown = (field: unknown) =>
      field === "id" || field === "version" || Object.hasOwn(fields, field as string);
    if (!Array.isArray(on) || !on.every(isKnown))
      return `its index ${index} has a field that is not declared`;
  }
  if (partial !== undefined && !isPartial(partial, indexes, fields))
    return "its `partial` is wrong: it names an unknown index, a field that is no text, or no values";
  if (versions !== "topic" && versions !== "own")
    return `its versions are ${JSON.stringify(versions)}`;
  if (numbered !== undefined && fields[numbered as string] !== "integer")
    return `its field ${JSON.stringify(numbered)} has no numbers`;
  if (declared.told !== undefined && !isTold(declared.told, fields))
    return "its `told` is wrong: it names a field that is missing or no text, or its states are wrong";
  if (declared.told !== undefined && partial !== undefined)
    return "it has `told` and `partial`; only one is possible";
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isName = (name: string): boolean => name !== "" && !name.includes("\0");
