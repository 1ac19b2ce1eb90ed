import { defineCollection } from "./collection.ts";

/**
 * Names the direct room of two people on a board. Its id is made of the board and the two people.
 * If two commands create their direct room at the same moment, they conflict. So the two people
 * have only one.
 */
export interface DirectRoom {
  id: string;
  version: number;
  boardId: string;
  roomId: string;
  /** The people who have left the room. Only they themselves can come back. Null: nobody has left. */
  left: readonly string[] | null;
}

export const directRooms = defineCollection<DirectRoom>()({
  name: "direct_rooms",
  fields: { boardId: "text", roomId: "text", left: "json" },
  indexes: { board: ["boardId"] },
  versions: "own",
});
