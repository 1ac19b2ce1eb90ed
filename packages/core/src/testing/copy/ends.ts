import { canonicalJson } from "../../model/canonical-json.ts";
import type { Collection } from "../../model/collection.ts";
import type { Archive, DumpPart, StoredKey, TopicSpan } from "../../storage/archive.ts";
import type { LoggedEvent, Storage, StoredRecord } from "../../storage/storage.ts";
import { collections } from "../storage/collections.ts";

/** One end of a copy: a database, as apps and as tools use it. */
export interface CopyEnd {
  /** Makes a new storage on the database. The suite calls its `open()` and `close()`. */
  readonly storage: () => Storage;
  /** The archive of the same database. The suite closes it. */
  readonly archive: Archive;
}

/** The two ends of a copy. */
export interface Ends {
  readonly from: CopyEnd;
  readonly to: CopyEnd;
}

/** Declares a test with two empty databases. */
export type Pair = (title: string, run: (ends: Ends) => Promise<void>) => void;

/** Opens a storage, calls `use`, and closes the storage again. */
export async function withStorage<T>(
  { storage }: CopyEnd,
  use: (storage: Storage) => Promise<T>,
): Promise<T> {
  const one = storage();
  await one.open(collections);
  try {
    return await use(one);
  } finally {
    await one.close();
  }
}

/** Copies everything. */
export const copyAll = ({ from, to }: Ends): Promise<void> =>
  to.archive.load(from.archive.dump({ exclusive: true }));

/** The whole contents of a database. */
export interface Contents {
  readonly collections: readonly Collection[];
  readonly topics: readonly TopicSpan[];
  readonly events: readonly LoggedEvent[];
  /** As text, in a form that does not depend on the order of fields. */
  readonly records: readonly string[];
  readonly keys: readonly StoredKey[];
}

/** Reads the whole contents of a database. */
export async function contentsOf(archive: Archive): Promise<Contents> {
  const parts: DumpPart[] = [];
  for await (const part of archive.dump()) parts.push(part);
  const of = <K extends DumpPart["kind"]>(kind: K) =>
    parts.filter((part) => part.kind === kind) as Extract<DumpPart, { kind: K }>[];
  const textOf = (collection: string, { id, version, fields }: StoredRecord) =>
    `${collection} ${id} ${version} ${fields && canonicalJson(fields)}`;
  return {
    collections: of("collections").flatMap((part) => part.collections),
    topics: of("topics").flatMap((part) => part.topics),
    events: of("events").flatMap((part) => part.events),
    records: of("records").flatMap(({ collection, records }) =>
      records.map((record) => textOf(collection, record)),
    ),
    keys: of("keys").flatMap((part) => part.keys),
  };
}
