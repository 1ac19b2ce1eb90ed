import type { SocketConstructor, SocketLike } from "../socket.ts";

export type { SocketConstructor, SocketLike } from "../socket.ts";

/** A class of WebSockets that can receive binary frames: those of browsers, of Node and of `ws`. */
export type BinarySocketConstructor = new (
  url: string,
  protocols: string[],
) => SocketLike & { binaryType: string };

/** Returns the text of a compressed frame. Undefined if it can't be read. */
async function inflate(data: unknown): Promise<string | undefined> {
  try {
    const stream = new Blob([data as ArrayBuffer]).stream();
    return await new Response(stream.pipeThrough(new DecompressionStream("deflate-raw"))).text();
  } catch {
    return undefined;
  }
}

/**
 * Returns a class of sockets that ask the server to compress large answers. Pass it to
 * `createClient` if people have slow or metered connections. A large board then needs about a tenth
 * of the bytes, and fewer answers. If the platform can't decompress, it is an ordinary WebSocket.
 *
 * @example
 * ```ts
 * const client = createClient<typeof taskwire>({ url, token, WebSocket: deflated() });
 * ```
 */
export function deflated(
  WebSocket = globalThis.WebSocket as unknown as BinarySocketConstructor,
): SocketConstructor {
  if (typeof DecompressionStream === "undefined") return WebSocket as unknown as SocketConstructor;
  function open(url: string, protocol: string): SocketLike {
    const inner = new WebSocket(url, [`${protocol}.deflate`, protocol]);
    inner.binaryType = "arraybuffer";
    const socket: SocketLike = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (data) => inner.send(data),
      close: (code, reason) => inner.close(code, reason),
    };
    // All frames after a compressed frame wait until it is decompressed, so that they stay in
    // order.
    let last: Promise<void> | undefined;
    function inTurn(value: Promise<string | undefined> | undefined, use: (text?: string) => void) {
      if (!last && !value) return use();
      const mine = Promise.all([value, last]).then(([text]) => {
        if (last === mine) last = undefined;
        use(text);
      });
      last = mine;
    }
    inner.onopen = (event) => socket.onopen?.(event);
    inner.onerror = (event) => socket.onerror?.(event);
    inner.onmessage = ({ data }) =>
      typeof data === "string"
        ? inTurn(undefined, () => socket.onmessage?.({ data }))
        : inTurn(inflate(data), (text) => socket.onmessage?.({ data: text }));
    inner.onclose = (event) => inTurn(undefined, () => socket.onclose?.(event));
    return socket;
  }
  return open as unknown as SocketConstructor;
}
