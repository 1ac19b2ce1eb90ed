/**
 * A row of a batch's message: first the index of the commit (or a list of them), then values that
 * the procedure reads by their position. Arrays are the form that the procedure reads fastest.
 */
export type MessageRow = readonly unknown[];

/**
 * Returns an array in PostgreSQL's own text form, e.g. `{1,2}` or `{"a","b"}`. PostgreSQL reads it
 * faster than a JSON array.
 */
export function arrayText(values: readonly (string | number)[]): string {
  const elements = values.map((one) =>
    typeof one === "number" ? one : `"${one.replace(/[\\"]/g, "\\$&")}"`,
  );
  return `{${elements.join()}}`;
}

/** The rows of a wave's writes, by collection and kind. */
export type WriteRows = { [collection: string]: { [kind: string]: MessageRow[] } };

export function addRow(writes: WriteRows, collection: string, kind: string, row: MessageRow): void {
  writes[collection] ??= {};
  writes[collection][kind] ??= [];
  writes[collection][kind].push(row);
}
