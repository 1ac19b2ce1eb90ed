/** A change that was made here and has no answer yet. */
export interface OutgoingChange {
  readonly id: number;
  /** The change in the words of the page. */
  readonly what: string;
  /** Stops it from being sent. */
  takeBack(): void;
}

/** The changes on their way. Without a connection, they wait here. */
export interface Outgoing {
  subscribe(listener: () => void): () => void;
  /** The same array until it changes. */
  list(): readonly OutgoingChange[];
  /** Runs a change and lists it until it has an answer. Pass the signal to the client. */
  run<Answer>(what: string, change: (signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
}

/** The change was taken back before it was sent. */
export class TakenBack extends Error {}

export function createOutgoing(): Outgoing {
  const listeners = new Set<() => void>();
  let all: readonly OutgoingChange[] = [];
  let count = 0;

  function set(next: readonly OutgoingChange[]) {
    all = next;
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: () => all,
    async run(what, change) {
      const ending = new AbortController();
      const one = { id: ++count, what, takeBack: () => ending.abort(new TakenBack(what)) };
      set([...all, one]);
      try {
        return await change(ending.signal);
      } finally {
        set(all.filter((other) => other !== one));
      }
    },
  };
}
