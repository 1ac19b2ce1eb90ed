import type { Lookup } from "../notifications/visibility.ts";
import type { Ref, Storage } from "../storage/storage.ts";

/** Reads records at one moment. Returns a function that gives each of them; null if there is none. */
export async function look(refs: readonly Ref[], storage: Pick<Storage, "get">): Promise<Lookup> {
  const { records } = await storage.get(refs);
  return ({ collection, id }) => {
    const i = refs.findIndex((ref) => ref.collection === collection && ref.id === id);
    const record = records[i];
    return record?.fields ? { id, version: record.version, ...record.fields } : null;
  };
}
