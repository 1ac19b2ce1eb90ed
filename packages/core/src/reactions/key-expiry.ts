import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

/** How long a command's idempotency key is kept. No client repeats a command after that time. */
const keptMs = 7 * 24 * 3_600_000;
const intervalMs = 3_600_000;

/** Deletes idempotency keys after seven days: now and every hour. Returns a function that stops it. */
export function expireKeys(
  storage: Storage,
  runtime: Runtime,
  onError: (error: unknown) => void,
): () => void {
  let cancel = () => {};
  const expire = () => {
    const keysBefore = new Date(runtime.now() - keptMs).toISOString();
    storage.trim({ keysBefore }).catch(onError);
    cancel = runtime.timer(intervalMs, expire);
  };
  expire();
  return () => cancel();
}
