/** A small thing done wrong in one source file, to see that something notices. */
export interface Fault {
  /** Stable; never given to another one. */
  readonly number: number;
  /** What is wrong, in a few words. */
  readonly name: string;
  /** Below the repository's root. */
  readonly file: string;
  /** Pieces of the file, each there exactly once, and what takes their place. */
  readonly edits: readonly { readonly find: string; readonly replace: string }[];
  /** Who has to notice: the simulation within so many seeds, or a test file, with the beginning of the test's title. */
  readonly caughtBy:
    | { readonly seeds: number }
    | { readonly test: string; readonly title?: string };
}

/** The file's text with the fault in it. A fault whose place has changed is an error, never one that is silently left out. */
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
