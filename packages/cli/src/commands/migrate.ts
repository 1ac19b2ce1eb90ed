import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Collection } from "@taskwire/core/adapter";
import { builtInCollections } from "@taskwire/core/adapter";
import { type Command, exitCodes, required, UsageError } from "../command.ts";
import { counted } from "../output.ts";
import { type Place, placeAt } from "../place.ts";

/** Makes tables before the app starts, e.g. by a user who may when the app's own may not. */
export const migrate: Command = {
  summary: "makes the tables, columns and indexes that are missing",
  help: `  taskwire migrate --at <database> [--collections <file>]

  --at            the database; a SQLite file is made when it isn't there
  --collections   a JavaScript file that exports your own collections, as you pass them to createTaskwire

Makes what this version of taskwire keeps, and what your app has declared there before. Nothing is changed or dropped, so
servers may go on beside it. A server does the same when it starts; this is for where its user may not.`,
  options: { at: { type: "string" }, collections: { type: "string" } },
  async run(values, output) {
    const place = placeAt("at", required(values, "at", "postgres://owner@localhost/app"));
    try {
      const own =
        typeof values.collections === "string" ? await collectionsIn(values.collections) : [];
      const all = new Map<string, Collection>();
      for (const one of [...(await declaredAt(place)), ...builtInCollections, ...own]) {
        const before = all.get(one.name);
        const fields = { ...before?.fields, ...one.fields };
        all.set(one.name, { ...one, fields, indexes: { ...before?.indexes, ...one.indexes } });
      }
      const made = await place.archive.migrate([...all.values()]);
      for (const what of made) output.say(`made ${what}`);
      const state =
        made.length > 0 ? `made ${counted(made.length, "thing")}` : "nothing was missing";
      output.say(`${place.name} has all ${counted(all.size, "collection")}; ${state}.`);
      return exitCodes.done;
    } finally {
      await place.archive.close();
    }
  },
};

async function declaredAt({ archive, path }: Place): Promise<readonly Collection[]> {
  if (path !== undefined && !existsSync(path)) return [];
  return (await archive.inspect()).collections ?? [];
}

async function collectionsIn(file: string): Promise<Collection[]> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`There is no file ${file} (--collections)`);
  const exported: { readonly [name: string]: unknown } = await import(
    pathToFileURL(path).href
  ).catch((error) => {
    throw new UsageError(
      `${file} (--collections) can't be loaded: ${error instanceof Error ? error.message : error}`,
    );
  });
  const found = Object.values(exported).flat().filter(isCollection);
  if (found.length === 0)
    throw new UsageError(`${file} (--collections) exports no collection of defineCollection()`);
  return found;
}

function isCollection(value: unknown): value is Collection {
  const { name, fields, indexes, versions } = (value ?? {}) as Partial<Collection>;
  return (
    typeof name === "string" &&
    typeof fields === "object" &&
    typeof indexes === "object" &&
    (versions === "topic" || versions === "own")
  );
}
