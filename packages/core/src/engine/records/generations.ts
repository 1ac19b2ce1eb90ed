import type { Ref } from "../../storage/storage.ts";
import { RefMap } from "./ref-map.ts";

/**
 * A bounded cache. Values in use move from the old generation to the young one. When the young one is
 * full it becomes the old one, and the values that were not used meanwhile are forgotten.
 */
export class Generations<V> {
  readonly #maxPerGeneration: number;
  #young = new RefMap<V>();
  #old = new RefMap<V>();

  constructor(maxPerGeneration: number) {
    this.#maxPerGeneration = maxPerGeneration;
  }

  find(ref: Ref): V | undefined {
    const young = this.#young.get(ref.collection, ref.id);
    if (young) return young;
    const old = this.#old.get(ref.collection, ref.id);
    if (old) this.set(ref, old);
    return old;
  }

  set(ref: Ref, value: V): void {
    this.#young.set(ref, value);
    if (this.#young.size < this.#maxPerGeneration) return;
    this.#old = this.#young;
    this.#young = new RefMap();
  }

  delete(ref: Ref): void {
    this.#young.delete(ref);
    this.#old.delete(ref);
  }
}
