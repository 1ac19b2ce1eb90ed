import { defineCollection } from "./collection.ts";

/**
 * Names the direct room of two people on a board. Its id is made of the board and the two people, so it
 * guards that they have only one: two commands that start it at the same moment are in conflict.
 */
export interface DirectRoom {
  id: string;
  version: number;
  boardId: string;
  roomId: string;
}

export const directRooms = defineCollection<DirectRoom>()({
  name: "direct_rooms",
  fields: { boardId: "text", roomId: "text" },
  indexes: { board: ["boardId"] },
  versions: "own",
});
