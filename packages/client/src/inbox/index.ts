import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createInboxStore, type InboxStore } from "./store.ts";

export type { Shown } from "../shown.ts";
export type { InboxSnapshot, InboxStore, ReadWhich } from "./store.ts";

const shared = createSharing<InboxStore>();

/**
 * The inbox of the person who is connected, live, with the server's count of what is unread and what the person wants to
 * be told. Stores on one client are one store, which ends with the last `close()`.
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
