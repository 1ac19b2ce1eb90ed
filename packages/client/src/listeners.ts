/**
 * Calls a function of the app. An error that it throws is reported as uncaught, and does not stop
 * the client in the middle of its own work.
 */
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

/** A list of listeners. A function that is added twice is called twice. */
export interface Listeners<Args extends unknown[]> {
  /**
   * Returns a function that removes the listener. That function returns whether the listener was
   * still there.
   */
  add(listener: (...args: Args) => void): () => boolean;
  tell(...args: Args): void;
}

export function createListeners<Args extends unknown[] = []>(): Listeners<Args> {
  const all = new Set<{ listener: (...args: Args) => void }>();
  return {
    add(listener) {
      const entry = { listener };
      all.add(entry);
      return () => all.delete(entry);
    },
    tell(...args) {
      for (const { listener } of [...all]) callOut(listener, ...args);
    },
  };
}
