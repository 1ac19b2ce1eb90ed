import type { ServerState } from "@taskwire/client/server";
import { sessionPlace } from "../split/side.ts";

/** The last state that a person saw, for a start without a connection. */
export interface SavedState extends ServerState {
  readonly personId: string;
  /** ISO 8601. */
  readonly at: string;
}

/** More than this is not kept, in bytes. */
const maxBytes = 4 * 1024 * 1024;

const cacheName = `taskwire.state.${sessionPlace}`;
const address = "/saved-state";

/** Undefined if nothing is kept for this person, or if the browser keeps nothing. */
export async function readSaved(personId: string): Promise<SavedState | undefined> {
  try {
    const held = await caches.match(address, { cacheName });
    const state = (await held?.json()) as SavedState | undefined;
    return state?.personId === personId ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a state, unless the person has signed out meanwhile. */
export async function writeSaved(state: SavedState, isSignedIn: () => boolean): Promise<void> {
  const text = JSON.stringify(state);
  try {
    if (text.length > maxBytes || !isSignedIn()) return;
    const cache = await caches.open(cacheName);
    await cache.put(address, new Response(text));
    if (!isSignedIn()) await caches.delete(cacheName);
  } catch {
    // The storage may be full, or refused. Then there is no state to start with.
  }
}

/** Forgets everything that this browser keeps of a person: the saved state and all drafts. */
export function forgetPerson(personId: string): void {
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage))
      if (key.startsWith("taskwire") && key.includes(personId)) storage.removeItem(key);
  forgetState();
}

export function forgetState(): void {
  // In a page that is not secure, the browser has no caches.
  if ("caches" in window) caches.delete(cacheName).catch(() => {});
}
