import type { SQLOutputValue } from "node:sqlite";

/** Returns the number of UTF-8 bytes of the texts in a row. */
export const bytesOf = (row: readonly SQLOutputValue[]): number =>
  row.reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? Buffer.byteLength(value) : 0),
    0,
  );
