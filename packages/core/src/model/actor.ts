/** Who acts. `role` is the one that counts on the board in question. `system` is the host's own code. */
export interface Actor {
  readonly userId: string;
  readonly role: string;
}

/**
 * The id that the host's own code acts under, in events and keys. Not a valid id of a person in `users.put`.
 *
 * @example
 * ```ts
 * taskwire.on("*", ({ actor, type }) => {
 *   if (actor !== systemId) console.log(`${actor} caused ${type}`);
 * });
 * ```
 */
export const systemId = "system";
