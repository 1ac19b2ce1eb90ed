import type { Transport } from "./transport.ts";

interface Subscriber {
  readonly listener: (message: string) => void;
}

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
  // The lists are copied at each change: most channels have one listener.
  const channels = new Map<string, readonly Subscriber[]>();
  return {
    publish(channel, message) {
      if (message === "") return;
      for (const { listener } of channels.get(channel) ?? []) {
        try {
          listener(message);
        } catch (error) {
          // A bug in one listener must not reach the publisher, nor keep the message from other
          // listeners.
          console.error(error);
        }
      }
    },
    async subscribe(channel, listener) {
      // A new object each time, so that the same listener can subscribe twice.
      const own: Subscriber = { listener };
      channels.set(channel, (channels.get(channel) ?? []).concat(own));
      return () => {
        const others = (channels.get(channel) ?? []).filter((one) => one !== own);
        if (others.length > 0) channels.set(channel, others);
        else channels.delete(channel);
      };
    },
    async close() {
      channels.clear();
    },
  };
}
