// The only file that loads node:sqlite. If a version of Node has no node:sqlite, a static import
// would fail at once. Then this code could not say which version of Node is needed.
import type * as Sqlite from "node:sqlite";
import { bindsNumbers, withNumberedParameters } from "./numbered-parameters.ts";

const sqlite: typeof Sqlite | undefined = process.getBuiltinModule?.("node:sqlite");
// Node 22.5 to 22.15 have node:sqlite without `backup`, or behind a flag.
if (!sqlite?.backup) {
  throw new Error(
    `@taskwire/sqlite-storage needs Node >= 22.16, which has node:sqlite. This is Node ${process.version}: install a newer one.`,
  );
}

export const { backup } = sqlite;
export const DatabaseSync = bindsNumbers(sqlite.DatabaseSync)
  ? sqlite.DatabaseSync
  : withNumberedParameters(sqlite.DatabaseSync);
export type DatabaseSync = Sqlite.DatabaseSync;
