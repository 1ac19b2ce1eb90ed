import { defineCollection } from "./collection.ts";

/**
 * Guards the number of records under one quota. Nodes take leases of places from it, so that most
 * commands don't have to write it. One more record for each board, its fence, has only a version: when it
 * gets another one, all leases of the board end.
 */
export interface QuotaPlace {
  id: string;
  version: number;
  boardId: string;
  /** There are at most so many records, with those for which places are leased. */
  upTo: number;
  /** Leased places that may still be used. */
  leased: number;
  /** The version of the fence under which they are leased. */
  fence: number;
}

export const quotaPlaces = defineCollection<QuotaPlace>()({
  name: "quota_places",
  fields: { boardId: "text", upTo: "integer", leased: "integer", fence: "integer" },
  indexes: { board: ["boardId"] },
  versions: "own",
});

/** The id of the fence of all leases on a board. */
export const fenceId = (boardId: string): string => `fence/${boardId}`;
