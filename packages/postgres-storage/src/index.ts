export type { PostgresStorage, PostgresStorageOptions } from "./postgres-storage.ts";
export { postgresStorage } from "./postgres-storage.ts";
