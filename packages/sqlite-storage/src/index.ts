export { sqliteArchive } from "./archive.ts";
export type { SqliteStorage, SqliteStorageOptions } from "./sqlite-storage.ts";
export { sqliteStorage } from "./sqlite-storage.ts";
