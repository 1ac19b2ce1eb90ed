import { defineCollection } from "./collection.ts";

/**
 * Counts the records under one quota. Each node leases some of the free places in advance, so most
 * commands don't have to write this record. Each board has one more record of this kind, its
 * *fence*. Only its version matters: when it changes, all leases on the board end.
 */
export interface QuotaPlace {
  id: string;
  version: number;
  boardId: string;
  /**
   * The maximum number of records at this moment: the existing ones, and one for each leased place.
   */
  upTo: number;
  /** The number of leased places that may still be used. */
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
