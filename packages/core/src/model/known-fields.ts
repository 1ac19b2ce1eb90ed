import { thereAre } from "./nearest.ts";

/** The names of all fields of a type. */
export type Fields<T> = { readonly [F in keyof Required<T>]: true };

/**
 * Refuses a part of a definition with a field that nobody reads. A misspelled `decision` would otherwise
 * let requesters approve their own tasks. The compiler does not notice such a field, because the types of
 * definitions are inferred.
 *
 * @throws {Error} that names the field, and the fields that the part can have.
 */
export function checkFields(
  known: { readonly [field: string]: true },
  given: object | null | undefined,
  problem: (text: string) => Error,
): void {
  const wrong = Object.keys(given ?? {}).find((field) => !Object.hasOwn(known, field));
  if (wrong !== undefined)
    throw problem(`has no field "${wrong}"; ${thereAre(wrong, Object.keys(known))}.`);
}
