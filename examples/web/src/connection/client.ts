import { type Client, createClient } from "@taskwire/client";
import type { Dealer } from "../../../server/src/dealer.ts";
import type { Session } from "../session/session.ts";

/** The client of the dealer's server. */
export type DealerClient = Client<Dealer>;

/** Gives the hooks the types of the dealer's app. `import type` takes no server code along. */
declare module "@taskwire/react" {
  interface Register {
    readonly app: Dealer;
  }
}

interface Connected {
  readonly personId: string;
  readonly client: DealerClient;
}

const connected = new WeakMap<Session, Connected>();

/** Returns the client of the person who is signed in. When the person changes, it makes another one. */
export function clientOf(session: Session, personId: string): DealerClient {
  const known = connected.get(session);
  if (known?.personId === personId && !known.client.closed) return known.client;
  return renewClient(session, personId);
}

/** Makes another client for the person. The one before ends. */
export function renewClient(session: Session, personId: string): DealerClient {
  connected.get(session)?.client.close();
  const url = new URL("/taskwire", location.origin.replace(/^http/, "ws")).href;
  const client = createClient<Dealer>({ url, token: session.token });
  connected.set(session, { personId, client });
  return client;
}

/** Ends the connection of the person who was signed in. */
export function disconnect(session: Session): void {
  connected.get(session)?.client.close();
  connected.delete(session);
}
