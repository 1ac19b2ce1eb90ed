import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createPresenceStore, type PresenceStore } from "./store.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type { PresenceSnapshot, PresenceStore } from "./store.ts";

const shared = createSharing<PresenceStore>();

/**
 * Returns a store of the people who are looking at a board or a room now. It follows the topic
 * while somebody is subscribed to it, and shares a subscription with the other stores of the topic.
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
