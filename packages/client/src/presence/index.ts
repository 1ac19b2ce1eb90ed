import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createPresenceStore, type PresenceStore } from "./store.ts";

export type { Shown } from "../shown.ts";
export type { PresenceSnapshot, PresenceStore } from "./store.ts";

const shared = createSharing<PresenceStore>();

/**
 * Who looks at a board or a room now. It follows the topic together with the other stores of it, and ends with the last
 * `close()`.
 *
 * @example
 * ```ts
 * const presence = presenceStore(client, "board:sales");
 * presence.subscribe(() => showFaces(presence.getSnapshot().users ?? []));
 * ```
 */
export function presenceStore(client: ClientCore, topic: string): PresenceStore {
  return shared(client, topic, () => createPresenceStore(client, topic));
}
