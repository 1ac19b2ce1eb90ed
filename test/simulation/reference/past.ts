import { Reference } from "./reference.ts";

/**
 * The current log, and the logs from before each restore of the storage. Everything that a client
 * saw must fit one of them, never a mixture.
 */
export class Past {
  readonly #generations = [new Reference()];

  get now(): Reference {
    return this.#generations.at(-1) as Reference;
  }

  /** Number of the current log. Each restore begins another one. */
  get generation(): number {
    return this.#generations.length - 1;
  }

  of(generation: number): Reference {
    return this.#generations[generation] as Reference;
  }

  /** The logs from one generation to another, newest first. */
  between(first: number, last: number): readonly Reference[] {
    return this.#generations.slice(first, last + 1).reverse();
  }

  /** The storage was restored to its first `length` commits. */
  rewind(length: number): void {
    const again = new Reference();
    for (const { commit, numbers } of this.now.kept.slice(0, length)) again.record(commit, numbers);
    for (const topic of again.topics)
      for (const [i, entry] of again.entries(topic).entries())
        entry.left.unshift(...(this.now.entries(topic)[i]?.left ?? []));
    for (const [topic, upTo] of this.now.trimmed) again.trim(topic, upTo);
    this.#generations.push(again);
  }
}
