import { writeChecks } from "../model/write-check.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

const ref = { collection: writeChecks.name, id: "ready" };
const everyMs = 1_000;

/**
 * Whether the storage keeps what it is given. Reading alone would say yes on a full disk, on a writer that died, on a
 * standby. Asked more often than once a second, it gives the last answer: anybody may ask, and each writes.
 */
export function writeCheck(storage: Storage, runtime: Runtime): () => Promise<boolean> {
  let last: Promise<boolean> | undefined;
  let at = 0;

  async function write(): Promise<boolean> {
    try {
      const { records } = await storage.get([ref]);
      const kind = records[0]?.fields ? "update" : "insert";
      const fields = { at: new Date(runtime.now()).toISOString() };
      // A conflict is another node that asked in this moment: its answer came through the writer too.
      await storage.commit({
        reads: [],
        writes: [{ ...ref, kind, fields }],
        events: [],
        result: "null",
      });
      return true;
    } catch {
      return false;
    }
  }

  return () => {
    const now = runtime.now();
    if (!last || Math.abs(now - at) >= everyMs) {
      last = write();
      at = now;
    }
    return last;
  };
}
