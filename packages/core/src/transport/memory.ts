import type { Transport } from "./transport.ts";

type Listener = (message: string) => void;

/**
 * A transport within one process: for one server alone, and for tests with several nodes in one process.
 *
 * @example
 * ```ts
 * const transport = memoryTransport();
 * const [one, other] = [createTaskwire({ storage, transport }), createTaskwire({ storage, transport })];
 * ```
 */
export function memoryTransport(): Transport {
  const channels = new Map<string, Set<Listener>>();
  return {
    publish(channel, message) {
      if (message === "") return;
      for (const listener of [...(channels.get(channel) ?? [])]) {
        try {
          listener(message);
        } catch (error) {
          // One listener's bug must neither reach the publisher nor keep the message from the others.
          process.emitWarning(error instanceof Error ? error : String(error));
        }
      }
    },
    async subscribe(channel, listener) {
      // Wrapped, so that the same function can be subscribed twice.
      const own: Listener = (message) => listener(message);
      channels.set(channel, (channels.get(channel) ?? new Set()).add(own));
      return () => {
        const listeners = channels.get(channel);
        if (listeners?.delete(own) && listeners.size === 0) channels.delete(channel);
      };
    },
    async close() {
      channels.clear();
    },
  };
}
