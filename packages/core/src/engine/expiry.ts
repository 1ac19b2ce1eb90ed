import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

/** How long a key is kept: as long as any client may still repeat its command. */
const keptMs = 7 * 24 * 3_600_000;
const everyMs = 3_600_000;

/** Forgets the keys of commands after seven days: now and every hour. Returns what stops it. */
export function expireKeys(
  storage: Storage,
  runtime: Runtime,
  onError: (error: unknown) => void,
): () => void {
  let cancel = () => {};
  const expire = () => {
    const keysBefore = new Date(runtime.now() - keptMs).toISOString();
    storage.trim({ keysBefore }).catch(onError);
    cancel = runtime.timer(everyMs, expire);
  };
  expire();
  return () => cancel();
}
