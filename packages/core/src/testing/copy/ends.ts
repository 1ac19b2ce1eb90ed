import type { Collection } from "../../model/collection.ts";
import type { Archive, DumpPart, StoredKey, TopicSpan } from "../../storage/archive.ts";
import { canonicalJson } from "../../storage/canonical.ts";
import type { LoggedEvent, Storage, StoredRecord } from "../../storage/storage.ts";
import { collections } from "../storage/collections.ts";

interface End {
  readonly storage: () => Storage;
  readonly archive: Archive;
}

/** Where is copied from, and where to. */
export interface Ends {
  readonly from: End;
  readonly to: End;
}

/** Declares a test on two databases of its own. */
export type Pair = (title: string, run: (ends: Ends) => Promise<void>) => void;

/** Opens a storage for as long as something is done with it. */
export async function opened<T>(
  { storage }: End,
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
export const copy = ({ from, to }: Ends): Promise<void> =>
  to.archive.load(from.archive.dump({ exclusive: true }));

/** All that a database holds, in memory. */
export interface Contents {
  readonly collections: readonly Collection[];
  readonly topics: readonly TopicSpan[];
  readonly events: readonly LoggedEvent[];
  /** In one form, whatever the order of their fields. */
  readonly records: readonly string[];
  readonly keys: readonly StoredKey[];
}

/** Reads everything that a database holds. */
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
