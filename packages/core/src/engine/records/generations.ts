import type { Ref } from "../../storage/storage.ts";
import { RefMap } from "./ref-map.ts";

/**
 * A bounded cache. Values in use move from the old generation to the young one. When the young one is
 * full it becomes the old one, and the values that were not used meanwhile are forgotten.
 */
export class Generations<V> {
  readonly #maxSize: number;
  readonly #sizeOf: (value: V) => number;
  #young = new RefMap<V>();
  #old = new RefMap<V>();
  #size = 0;

  /** @param maxSize the size of a generation, as the sum of the sizes of its values */
  constructor(maxSize: number, sizeOf: (value: V) => number) {
    this.#maxSize = maxSize;
    this.#sizeOf = sizeOf;
  }

  find(ref: Ref): V | undefined {
    const young = this.#young.get(ref.collection, ref.id);
    if (young) return young;
    const old = this.#old.get(ref.collection, ref.id);
    if (old) this.set(ref, old);
    return old;
  }

  set(ref: Ref, value: V): void {
    const before = this.#young.get(ref.collection, ref.id);
    this.#size += this.#sizeOf(value) - (before === undefined ? 0 : this.#sizeOf(before));
    this.#young.set(ref, value);
    if (this.#size < this.#maxSize) return;
    this.#old = this.#young;
    this.#young = new RefMap();
    this.#size = 0;
  }

  delete(ref: Ref): void {
    const before = this.#young.get(ref.collection, ref.id);
    if (before !== undefined) this.#size -= this.#sizeOf(before);
    this.#young.delete(ref);
    this.#old.delete(ref);
  }
}
