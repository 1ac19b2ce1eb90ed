import { boardStore } from "/client/board/index.js";
import { createClient } from "/client/index.js";
import { socketUrl } from "./server.js";

/** @typedef {ReturnType<typeof connect>} Connection */

/**
 * Connects a person to the server: a client for commands, and a store with the board's live data.
 *
 * @param {import("./session.js").Session} session
 * @param {string} boardId
 */
export function connect(session, boardId) {
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
