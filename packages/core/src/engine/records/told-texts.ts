type Record = { readonly [field: string]: unknown };

/** A record with the part of its JSON that follows its person. */
interface Like {
  readonly record: object;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
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
   * @param like a record that differs only in its id and its person, if one is known
   */
  textOf(of: object, person: string, make: () => string, like?: object): string {
    const record = of as Record;
    const begin = beginOf(record, person);
    if (like && this.#last?.record === like) return begin + this.#last.rest;
    // Two lists are compared faster than the fields of two objects.
    const names = Object.keys(record);
    const values = Object.values(record);
    if (this.#last && isLike(names, values, this.#last, person)) return begin + this.#last.rest;
    const text = make();
    if (text.startsWith(begin))
      this.#last = { record: like ?? record, names, values, rest: text.slice(begin.length) };
    return text;
  }
}

/** The fields before the rest, if a record has no other ones there. */
function beginOf(record: Record, person: string): string {
  const { id, number } = record;
  const numbered = number === undefined ? "" : `"number":${number},`;
  return `{"id":${JSON.stringify(id)},${numbered}"${person}":${JSON.stringify(record[person])}`;
}

/**
 * Whether a record has the same fields as another, in the same order, and the same values, except in its
 * id, its version, its number and its person.
 */
function isLike(
  names: readonly string[],
  values: readonly unknown[],
  last: Like,
  person: string,
): boolean {
  if (names.length !== last.names.length) return false;
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name !== last.names[i]) return false;
    if (values[i] === last.values[i] || isOwn(name, person)) continue;
    if (!isSameList(values[i], last.values[i])) return false;
  }
  return true;
}

/** Whether each record has its own value in this field. */
const isOwn = (name: string | undefined, person: string): boolean =>
  name === "id" || name === "version" || name === "number" || name === person;

/** Whether both are lists of the same texts. */
function isSameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (typeof a[i] !== "string" || a[i] !== b[i]) return false;
  return true;
}
