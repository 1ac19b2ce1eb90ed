import { TaskwireError } from "../errors.ts";
import type { Collection } from "../model/collection.ts";

const types = ["text", "integer", "boolean", "json", "time", "text?", "integer?", "json?", "time?"];
const notOurs = new Set(["id", "version", "__proto__"]);

/**
 * Reads a declaration that a database keeps, for the archives of storages: a newer taskwire may have written it, or anybody.
 *
 * @throws {TaskwireError} `unavailable` when it is none that this version understands.
 *
 * @example
 * ```ts
 * const collections = rows.map(({ name, declaration }) => readDeclaration(name, declaration));
 * ```
 */
export function readDeclaration(name: string, text: string): Collection {
  const wrong = whatIsWrong(name, text);
  if (wrong === undefined) return JSON.parse(text) as Collection;
  throw new TaskwireError(
    "unavailable",
    `The database declares its collection ${name} in a way that this version doesn't understand: ${wrong}. ` +
      "If a newer taskwire made it, use that one; otherwise it is damaged: restore a backup.",
  );
}

function whatIsWrong(name: string, text: string): string | undefined {
  const declared = parsed(text);
  if (!isRecord(declared)) return "it is no JSON object";
  const { fields, indexes, versions } = declared;
  if (declared.name !== name || !isName(name)) return "its name is another one, or none";
  if (!isRecord(fields) || !isRecord(indexes)) return "it has no fields or no indexes";
  for (const [field, type] of Object.entries(fields)) {
    if (!isName(field) || notOurs.has(field)) return `it has a field ${field}`;
    if (!types.includes(type as string)) return `its field ${field} is ${JSON.stringify(type)}`;
  }
  for (const [index, on] of Object.entries(indexes)) {
    const known = (field: unknown) =>
      field === "id" || field === "version" || Object.hasOwn(fields, field as string);
    if (!Array.isArray(on) || !on.every(known)) return `its index ${index} is not on fields of it`;
  }
  if (versions !== "topic" && versions !== "own")
    return `its versions are ${JSON.stringify(versions)}`;
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isName = (name: string): boolean => name !== "" && !name.includes("\0");
