import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { builtInCollections, type Collection } from "@taskwire/core/adapter";
import { mergeDeclarations } from "@taskwire/core/storage";
import { type Command, exitCodes, required, UsageError } from "../command.ts";
import { type DatabaseAddress, parseDatabaseAddress } from "../database-address.ts";
import { formatCount } from "../output.ts";

/**
 * Creates tables before the app starts, for example with a database user who has more rights than
 * the app's.
 */
export const migrate: Command = {
  summary: "creates missing tables, columns and indexes",
  help: `  taskwire migrate --at <database> [--collections <file>]

  --at            the database; a SQLite file is created if it doesn't exist
  --collections   a JavaScript file that exports your own collections, as you
                  pass them to createTaskwire

Creates everything that this version of taskwire needs, and the collections
that your app has declared in this database before. It never changes or drops
anything, so servers may keep running. A server does the same when it starts;
use this command if the server's database user may not create tables.`,
  options: { at: { type: "string" }, collections: { type: "string" } },
  async run(values, output) {
    const address = required(values, "at", "postgres://owner@localhost/app");
    const database = parseDatabaseAddress("at", address);
    try {
      const own =
        typeof values.collections === "string" ? await collectionsIn(values.collections) : [];
      const all = mergeByName([...(await declaredIn(database)), ...builtInCollections, ...own]);
      const created = await database.archive.migrate(all);
      for (const what of created) output.out(`created ${what}`);
      const state =
        created.length > 0
          ? `${formatCount(created.length, "object")} created`
          : "nothing was missing";
      output.out(`${database.name} has all ${formatCount(all.length, "collection")}; ${state}.`);
      return exitCodes.done;
    } finally {
      await database.archive.close();
    }
  },
};

async function declaredIn({ archive, path }: DatabaseAddress): Promise<readonly Collection[]> {
  if (path !== undefined && !existsSync(path)) return [];
  return (await archive.inspect()).collections ?? [];
}

/** Merges declarations of the same collection: fields and indexes are only ever added. */
function mergeByName(declared: readonly Collection[]): Collection[] {
  const merged = new Map<string, Collection>();
  for (const one of declared) {
    merged.set(one.name, mergeDeclarations(merged.get(one.name), one));
  }
  return [...merged.values()];
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
    throw new UsageError(
      `${file} (--collections) exports no collection. Export the results of defineCollection()`,
    );
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
