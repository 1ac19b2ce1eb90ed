/** Sorts after every text that a storage holds. In a position, it leads behind all records with a value. */
export const lastText = "\u{10FFFF}";
