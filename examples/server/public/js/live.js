import { boardStore } from "/client/board/index.js";
import { createClient } from "/client/index.js";
import { socketUrl } from "./server.js";

/** @typedef {ReturnType<typeof goLive>} Live */

/**
 * The live connection of one person: the client for asking, the board's store for showing.
 *
 * @param {import("./session.js").Session} session
 * @param {string} boardId
 */
export function goLive(session, boardId) {
  /** @type {import("@taskwire/client").Client<import("../../src/dealer.ts").Dealer>} */
  const client = createClient({ url: socketUrl, token: session.token });
  const store = boardStore(client, boardId);
  return {
    client,
    store,
    close() {
      store.close();
      client.close();
    },
  };
}
