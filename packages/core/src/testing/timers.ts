/** One timer. */
interface Timer {
  readonly at: number;
  /** Of two timers for the same time, the older one runs first. */
  readonly key: number;
  readonly run: () => void;
  isSet: boolean;
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.key < b.key);

/**
 * Timers in the order of their times. A binary heap, because a simulated system has hundreds of
 * them.
 */
export class Timers {
  #heap: Timer[] = [];
  #count = 0;
  #keys = 0;

  /** How many timers are set. */
  get size(): number {
    return this.#count;
  }

  /** Sets a timer. Returns a function that cancels it. */
  set(at: number, run: () => void): () => void {
    const timer: Timer = { at, key: this.#keys++, run, isSet: true };
    this.#count++;
    this.#push(timer);
    return () => {
      if (!timer.isSet) return;
      timer.isSet = false;
      this.#count--;
    };
  }

  /** Removes and returns the earliest timer that is due at the time `by`. */
  take(by: number): { readonly at: number; readonly run: () => void } | undefined {
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      if (first.isSet && first.at > by) return undefined;
      this.#pop();
      // A cancelled timer stays in the heap until its time comes.
      if (!first.isSet) continue;
      first.isSet = false;
      this.#count--;
      return first;
    }
    return undefined;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Timer;
      if (!isBefore(timer, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      const [left, right] = [heap[childIndex], heap[childIndex + 1]];
      if (!left) break;
      if (right && isBefore(right, left)) childIndex++;
      const child = heap[childIndex] as Timer;
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }
}
