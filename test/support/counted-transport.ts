import { memoryTransport } from "@taskwire/core";

type Transport = ReturnType<typeof memoryTransport>;

/**
 * A memory transport that counts the channels with listeners, so that tests can check that none is
 * left.
 */
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
