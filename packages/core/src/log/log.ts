import type { Storage } from "../storage/storage.ts";

export type { EventsPage, LoggedEvent, Position, StoredRecord } from "../storage/storage.ts";
export { start } from "../storage/storage.ts";

/** The reading half of a storage: who delivers events can look, and change nothing. */
export type Log = Pick<Storage, "get" | "events" | "heads">;
