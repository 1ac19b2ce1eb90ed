import { hydrated } from "@taskwire/client/server";
import type { DealerClient } from "../connection/client.ts";
import type { SavedState } from "./saved-state.ts";

type Call = (...input: readonly unknown[]) => Promise<unknown>;
type AnyClient = { readonly call: Call };

/** A page may be opened so many times without a connection. */
const maxReads = 100;

/**
 * Returns a client whose stores begin with a saved state. When there is a connection, they follow the
 * logs from there, and everything else is asked from the server.
 */
export function offlineClient(
  client: DealerClient,
  { answers, ...state }: SavedState,
): DealerClient {
  const repeated = answers.flatMap((answer) => Array.from({ length: maxReads }, () => answer));
  const held = hydrated(client, { ...state, answers: repeated });
  const call: Call = (...input) =>
    ((client.welcome ? client : held) as unknown as AnyClient).call(...input);
  return Object.create(held, { call: { value: call } });
}
