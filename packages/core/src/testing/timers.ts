/** One timer that is set. */
interface Timer {
  readonly at: number;
  /** Of two at one time the older comes first. */
  readonly key: number;
  readonly run: () => void;
  isSet: boolean;
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.key < b.key);

/** Timers in the order of their times: a binary heap, because a simulated system has hundreds of them. */
export class Timers {
  #heap: Timer[] = [];
  #count = 0;
  #keys = 0;

  /** How many are set. */
  get size(): number {
    return this.#count;
  }

  /** Sets one. Returns what cancels it. */
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

  /** Takes the earliest that is due by then. */
  take(by: number): { readonly at: number; readonly run: () => void } | undefined {
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      if (first.isSet && first.at > by) return undefined;
      this.#pop();
      // A cancelled one stays in the heap until its turn comes.
      if (!first.isSet) continue;
      first.isSet = false;
      this.#count--;
      return first;
    }
    return undefined;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let place = heap.length;
    for (; place > 0; ) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Timer;
      if (!isBefore(timer, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (!left) break;
      if (right && isBefore(right, left)) below++;
      const child = heap[below] as Timer;
      if (!isBefore(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}
