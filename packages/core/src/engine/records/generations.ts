import type { Ref } from "../../storage/storage.ts";
import { RefMap } from "./ref-map.ts";

interface Sized<V> {
  readonly value: V;
  readonly size: number;
}

/**
 * A bounded cache. New values, and old ones that are used, go to the young generation. When it is
 * full, it becomes the old generation, and the values of the former old one are forgotten.
 */
export class Generations<V> {
  readonly #maxSize: number;
  #young = new RefMap<Sized<V>>();
  #old = new RefMap<Sized<V>>();
  #size = 0;

  /** @param maxSize the size of a generation, as the sum of the sizes of its values */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  find(ref: Ref): V | undefined {
    const young = this.#young.get(ref.collection, ref.id);
    if (young) return young.value;
    const old = this.#old.get(ref.collection, ref.id);
    if (old) this.#put(ref, old);
    return old?.value;
  }

  set(ref: Ref, value: V, size: number): void {
    this.#put(ref, { value, size });
  }

  delete(ref: Ref): void {
    this.#size -= this.#young.get(ref.collection, ref.id)?.size ?? 0;
    this.#young.delete(ref);
    this.#old.delete(ref);
  }

  #put(ref: Ref, sized: Sized<V>): void {
    this.#size += sized.size - (this.#young.get(ref.collection, ref.id)?.size ?? 0);
    this.#young.set(ref, sized);
    if (this.#size < this.#maxSize) return;
    this.#old = this.#young;
    this.#young = new RefMap();
    this.#size = 0;
  }
}
