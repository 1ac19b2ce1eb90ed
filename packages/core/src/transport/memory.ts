import type { Transport } from "./transport.ts";

type Listener = (message: string) => void;

/**
 * Makes a transport within one process. It serves a single node, and tests with several nodes in
 * one process.
 *
 * @example
 * ```ts
 * const transport = memoryTransport();
 * const one = createTaskwire({ storage, transport });
 * const other = createTaskwire({ storage, transport });
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
          // A bug in one listener must not reach the publisher, nor keep the message from other
          // listeners.
          process.emitWarning(error instanceof Error ? error : String(error));
        }
      }
    },
    async subscribe(channel, listener) {
      // A new function each time, so that the same listener can subscribe twice.
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
