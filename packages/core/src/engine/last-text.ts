/**
 * Sorts after every text that a storage can contain. A position with this text is after all records
 * that have a value there.
 */
export const lastText = "\u{10FFFF}";
