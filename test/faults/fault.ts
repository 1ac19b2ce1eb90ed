/**
 * A small mistake in one source file. Planting it shows whether the tests notice such a mistake.
 */
export interface Fault {
  /** Stable, and never used for another fault. */
  readonly number: number;
  /** A sentence that names the mistake. */
  readonly name: string;
  /** Path from the repository's root. */
  readonly file: string;
  /** Pieces of the file, each of which occurs exactly once, and their replacements. */
  readonly edits: readonly { readonly find: string; readonly replace: string }[];
  /**
   * The check that must fail: the simulation within this many seeds, or a test file, with a part of
   * the test's title.
   */
  readonly caughtBy:
    | { readonly seeds: number }
    | { readonly test: string; readonly title?: string };
}

/**
 * Returns the file's text with the fault in it. Throws if an edit does not fit, so that no fault is
 * left out silently.
 */
export function plant(source: string, { number, name, file, edits }: Fault): string {
  return edits.reduce((text, { find, replace }) => {
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new Error(
        `Fault ${number} (${name}): ${file} has this ${parts.length - 1} times, not once; put the fault right: ${find}`,
      );
    return parts.join(replace);
  }, source);
}
