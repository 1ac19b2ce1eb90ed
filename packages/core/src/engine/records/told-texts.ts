type Record = { readonly [field: string]: unknown };

/** A record with the part of its JSON that follows its person. */
interface Like {
  readonly record: Record;
  readonly fields: number;
  readonly rest: string;
}

/**
 * Makes the JSON of records that one event brings to many people. Most of them differ only in their
 * ids, numbers and people, which stand at the beginning. So the rest is made only once.
 */
export class ToldTexts {
  #last: Like | undefined;

  /**
   * @param person the name of the field with the person
   * @param make makes the whole JSON
   */
  textOf(of: object, person: string, make: () => string): string {
    const record = of as Record;
    const begin = beginOf(record, person);
    if (this.#last && isLike(record, this.#last, person)) return begin + this.#last.rest;
    const text = make();
    if (text.startsWith(begin)) {
      const fields = Object.keys(record).length;
      this.#last = { record, fields, rest: text.slice(begin.length) };
    }
    return text;
  }
}

/** The fields before the rest, if a record has no other ones there. */
function beginOf(record: Record, person: string): string {
  const { id, number } = record;
  const numbered = number === undefined ? "" : `"number":${number},`;
  return `{"id":${JSON.stringify(id)},${numbered}"${person}":${JSON.stringify(record[person])}`;
}

/** Whether a record has the same values as another, except in its id, its version, its number and its person. */
function isLike(record: Record, { record: other, fields }: Like, person: string): boolean {
  let count = 0;
  for (const name in record) {
    count++;
    if (name === "id" || name === "version" || name === "number" || name === person) continue;
    if (record[name] !== other[name] && !isSameList(record[name], other[name])) return false;
  }
  return count === fields && (record.number === undefined) === (other.number === undefined);
}

/** Whether both are lists of the same texts. */
function isSameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (typeof a[i] !== "string" || a[i] !== b[i]) return false;
  return true;
}
