/**
 * Refuses names that are not among the known ones.
 *
 * @throws {Error} naming the wrong one, and all known ones.
 */
export function checkNames(given: object, known: object, problem: string): void {
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (wrong !== undefined)
    throw new Error(`${problem} "${wrong}"; there are ${Object.keys(known).join(", ")}.`);
}
