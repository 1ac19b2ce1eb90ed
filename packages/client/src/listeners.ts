/** Runs the host's code. What it throws is reported as uncaught, and doesn't stop the client halfway through its own work. */
export function callOut<Args extends unknown[]>(
  listener: ((...args: Args) => void) | undefined,
  ...args: Args
): void {
  try {
    listener?.(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** A set of listeners. The same function added twice is told twice, and each `remove` takes away one. */
export interface Listeners<Args extends unknown[]> {
  readonly size: number;
  add(listener: (...args: Args) => void): () => void;
  tell(...args: Args): void;
}

export function createListeners<Args extends unknown[] = []>(): Listeners<Args> {
  const all = new Set<{ listener: (...args: Args) => void }>();
  return {
    get size() {
      return all.size;
    },
    add(listener) {
      const entry = { listener };
      all.add(entry);
      return () => void all.delete(entry);
    },
    tell(...args) {
      for (const { listener } of [...all]) callOut(listener, ...args);
    },
  };
}
