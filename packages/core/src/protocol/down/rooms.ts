/**
 * The new heads of the person's rooms, for connections that follow their person's own topic. It
 * only has rooms that have changed, and is sent at most once a second.
 */
export interface Rooms {
  readonly type: "rooms";
  /** The number of the last event in each room's topic, by the room's id. */
  readonly heads: { readonly [roomId: string]: number };
}
