import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createInboxStore, type InboxStore } from "./store.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type { InboxSnapshot, InboxStore, ReadWhich } from "./store.ts";

const shared = createSharing<InboxStore>();

/**
 * Returns a store of the inbox of the person who is connected, with the server's count of unread
 * notifications, and with the person's preferences. It follows the inbox while somebody is
 * subscribed to it. All inbox stores of one client share one state.
 *
 * @example
 * ```ts
 * const inbox = inboxStore(client);
 * inbox.subscribe(() => badge(inbox.getSnapshot().unread));
 * await inbox.prefer("room:showroom", { level: "none" });
 * ```
 */
export function inboxStore(client: ClientCore): InboxStore {
  return shared(client, "", () => createInboxStore(client));
}
