import type { Status } from "@taskwire/client";
import { useSyncExternalStore } from "react";
import { useAnyClient } from "./provider.ts";

const onServer = (): Status => "connecting";

/**
 * Returns the status of the connection: `connecting`, `live`, `catching up`, `offline` or `signed out`.
 *
 * @example
 * ```tsx
 * const status = useStatus();
 * const banner = status === "offline" && <p role="status">No connection.</p>;
 * ```
 */
export function useStatus(): Status {
  const client = useAnyClient();
  return useSyncExternalStore(client.onStatus, () => client.status, onServer);
}
