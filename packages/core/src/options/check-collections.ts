import type { Collection, FieldType } from "../model/collection.ts";
import { collections as builtIn } from "../model/collections.ts";
import { thereAre } from "../model/nearest.ts";
import { isPartial } from "../model/partial-index.ts";
import { isTold } from "../model/told-declaration.ts";

const types: readonly FieldType[] = [
  ...(["text", "integer", "boolean", "json", "time"] as const),
  ...(["text?", "integer?", "json?", "time?"] as const),
];

/** Names in PostgreSQL are cut behind this many bytes. */
const maxName = 63;

/** A table of SQLite has at most 2,000 columns, one of PostgreSQL 1,600. */
const maxFields = 1_000;

/** Columns that each table of PostgreSQL has by itself. */
const systemColumns = ["ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"];

/**
 * Refuses collections that a storage couldn't keep, or that would share a table with others.
 *
 * @throws {Error} naming the collection, what is wrong, and the cure.
 */
export function checkCollections(own: readonly Collection[]): void {
  if (!Array.isArray(own))
    throw new Error("collections: give a list of what defineCollection<…>()({ … }) returned.");
  const taken = new Set(builtIn.map(({ name }) => name));
  for (const collection of own) {
    const { name, fields, indexes, partial, versions, told }: Collection = collection ?? {};
    const problem = (text: string) => new Error(`The collection "${name}": ${text}`);
    if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name) || name.length > maxName)
      throw problem(
        `its name may have at most ${maxName} small letters, digits and _, and has to begin with a letter.`,
      );
    if (/^(taskwire|sqlite|pg)_/.test(name))
      throw problem(
        "names that begin with taskwire_, sqlite_ or pg_ are the storages' own; call it something else.",
      );
    if (taken.has(name))
      throw problem("there is a collection with this name already; call yours something else.");
    taken.add(name);
    if (typeof fields !== "object" || typeof indexes !== "object")
      throw problem("it needs `fields` and `indexes`, as defineCollection takes them.");
    checkFields(fields, problem);
    for (const [index, on] of Object.entries(indexes)) {
      const unknown = [...on].find((field) => !Object.hasOwn(fields, field));
      if (unknown !== undefined)
        throw problem(
          `its index "${index}" has a field "${unknown}"; ${thereAre(unknown, Object.keys(fields))}.`,
        );
    }
    if (partial !== undefined && !isPartial(partial, indexes, fields))
      throw problem(
        'its `partial` needs entries like `open: { field: "state", values: ["open"] }`: the name of an index, a field of the type "text" or "text?", and at least one value.',
      );
    if (told !== undefined && partial !== undefined)
      throw problem("it can't have both `told` and `partial`; leave `partial` out.");
    if (told !== undefined && !isTold(told, fields))
      throw problem(
        "its `told` names a field that is missing or no text, a state that is not among its `values`, or a field in `repeats` that repeats another one itself.",
      );
    if (versions !== "topic" && versions !== "own")
      throw problem('its `versions` are "topic", or "own" for records that no event carries.');
  }
}

function checkFields(fields: Collection["fields"], problem: (text: string) => Error): void {
  const count = Object.keys(fields).length;
  if (count > maxFields)
    throw problem(
      `it has ${count} fields, and a table can have ${maxFields}; put some of them into a field of the type "json".`,
    );
  const seen = new Map<string, string>();
  for (const [field, type] of Object.entries(fields)) {
    if (field === "id" || field === "version")
      throw problem(`every record has "${field}" by itself; leave it out of \`fields\`.`);
    if (!/^[a-z]\w*$/i.test(field) || field.length > maxName)
      throw problem(
        `its field "${field}" needs a name of at most ${maxName} letters, digits and _ that begins with a letter.`,
      );
    if (systemColumns.includes(field.toLowerCase()))
      throw problem(
        `a table of PostgreSQL has "${field}" by itself; call the field something else.`,
      );
    // Column names of SQLite don't differ by case.
    const same = seen.get(field.toLowerCase());
    if (same !== undefined)
      throw problem(`its fields "${same}" and "${field}" differ by case only; rename one.`);
    seen.set(field.toLowerCase(), field);
    if (!types.includes(type))
      throw problem(`its field "${field}" is "${type}"; there are ${types.join(", ")}.`);
  }
}
