/**
 * The person on whose behalf an operation runs, or `system` for the app's own code. `role` is the
 * person's role on the board.
 */
export interface Actor {
  readonly userId: string;
  readonly role: string;
}

/**
 * The actor id of the app's own code, in events and keys. No person can have this id.
 *
 * @example
 * ```ts
 * taskwire.on("*", ({ actor, type }) => {
 *   if (actor !== systemId) console.log(`${actor} caused ${type}`);
 * });
 * ```
 */
export const systemId = "system";
