export type { PostgresArchiveOptions } from "./archive.ts";
export { postgresArchive } from "./archive.ts";
export type { PostgresStorage, PostgresStorageOptions } from "./postgres-storage.ts";
export { postgresStorage } from "./postgres-storage.ts";
