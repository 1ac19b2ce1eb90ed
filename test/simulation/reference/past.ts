import { Reference } from "./reference.ts";

/**
 * The log as it is, and as it was before the storage was put back to an older copy. What a client saw belongs to one of
 * them, and never to a mixture.
 */
export class Past {
  readonly #generations = [new Reference()];

  get now(): Reference {
    return this.#generations.at(-1) as Reference;
  }

  /** Which log it is now: each putting back begins another one. */
  get generation(): number {
    return this.#generations.length - 1;
  }

  of(generation: number): Reference {
    return this.#generations[generation] as Reference;
  }

  /** The logs from one up to another, the newest first. */
  between(first: number, last: number): readonly Reference[] {
    return this.#generations.slice(first, last + 1).reverse();
  }

  /** The storage holds only so many commits any more. */
  rewind(length: number): void {
    const again = new Reference();
    for (const { commit, numbers } of this.now.kept.slice(0, length)) again.record(commit, numbers);
    for (const topic of again.topics)
      for (const [i, entry] of again.entries(topic).entries())
        entry.wasRedacted ||= this.now.entries(topic)[i]?.wasRedacted ?? false;
    this.#generations.push(again);
  }
}
