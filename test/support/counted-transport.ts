import { memoryTransport } from "@taskwire/core";

type Transport = ReturnType<typeof memoryTransport>;

/** A transport in memory that knows how many channels somebody listens to: none may be left behind. */
export function countedTransport(): Transport & { readonly channels: number } {
  const transport = memoryTransport();
  let channels = 0;
  return {
    ...transport,
    async subscribe(channel, listener) {
      const end = await transport.subscribe(channel, listener);
      channels++;
      return () => {
        channels--;
        end();
      };
    },
    get channels() {
      return channels;
    },
  };
}
