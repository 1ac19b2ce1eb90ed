/** The person on whose behalf an operation runs, or `system` for the app's own code. `role` is the role that counts on the board. */
export interface Actor {
  readonly userId: string;
  readonly role: string;
}

/**
 * The id of the app's own code, in events and keys. No person can have it.
 *
 * @example
 * ```ts
 * taskwire.on("*", ({ actor, type }) => {
 *   if (actor !== systemId) console.log(`${actor} caused ${type}`);
 * });
 * ```
 */
export const systemId = "system";
