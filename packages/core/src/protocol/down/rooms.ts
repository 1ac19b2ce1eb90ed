/** Where rooms of this person stand that have changed. For connections that follow their person's own topic; at most one a second. */
export interface Rooms {
  readonly type: "rooms";
  /** The number of the last event of each room's topic, by the room's id. */
  readonly heads: { readonly [roomId: string]: number };
}
