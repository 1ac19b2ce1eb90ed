import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { networkOf } from "@taskwire/core/adapter";

/** Options of {@link limitSockets}. */
export interface SocketLimits {
  /**
   * Maximum number of connections of one address. IPv6 addresses are counted by their first 64 bits.
   * Default 256.
   */
  readonly perAddress?: number;
}

/** Sent with status 429, in seconds. */
const retryAfterSeconds = 5;
/** Marks a listener that takes no sockets. `@taskwire/ws-adapter` looks for it. */
const onlyCounts = Symbol.for("taskwire.onlyCounts");
/** Time for the answer on a connection beyond the limit, in ms. */
const refusedMs = 2_000;

/**
 * Limits how many connections one address has to your HTTP server, so that it can't take all of them,
 * for example with connections that send nothing. Requests on a connection beyond the limit get 429
 * and `Retry-After` instead of the app's answer. Connections beyond twice the limit are cut. A
 * connection that became a WebSocket is not counted any more: `wsAdapter` has limits of its own.
 *
 * Connections that were opened before the call are not counted. Behind a proxy, all connections come from the proxy's address,
 * so don't use it there: limit the connections of an address in the proxy.
 *
 * @param app your Express app, or any other listener for requests
 * @example
 * ```ts
 * const server = createServer();
 * limitSockets(server, app, { perAddress: 100 });
 * ```
 */
export function limitSockets(
  server: Server | SecureServer,
  app: RequestListener,
  { perAddress = 256 }: SocketLimits = {},
): void {
  const counts = new Map<string, number>();
  /** The open connections that are counted, by {@link nameOf}. */
  const counted = new Map<string, { readonly isRefused: boolean; readonly release: () => void }>();

  server.on("connection", (socket: Socket) => {
    const [name, network] = [nameOf(socket), networkOf(socket.remoteAddress ?? "")];
    const count = (counts.get(network) ?? 0) + 1;
    if (count > perAddress * 2) return void socket.destroy();
    counts.set(network, count);
    const isRefused = count > perAddress;
    const cut = isRefused ? setTimeout(() => socket.destroy(), refusedMs).unref() : undefined;
    const release = () => {
      if (counted.get(name)?.release !== release) return;
      clearTimeout(cut);
      counted.delete(name);
      const left = (counts.get(network) ?? 1) - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    };
    counted.set(name, { isRefused, release });
    socket.once("close", release);
  });
  const upgraded = (request: IncomingMessage, socket: Duplex) => {
    counted.get(nameOf(request.socket))?.release();
    // Without this listener, Node would answer the request itself if nobody takes the socket.
    if (server.listeners("upgrade").every((one) => onlyCounts in one)) socket.destroy();
  };
  server.on("upgrade", Object.assign(upgraded, { [onlyCounts]: true }));
  server.on("request", (request, response) => {
    if (!counted.get(nameOf(request.socket))?.isRefused) return app(request, response);
    const body = JSON.stringify({
      type: "urn:taskwire:problem:rate_limited",
      title: "Rate limited",
      status: 429,
      detail: "Too many connections came from this address. Close some of them.",
      code: "rate_limited",
      details: { retryAfterMs: retryAfterSeconds * 1_000 },
    });
    response.writeHead(429, {
      "Content-Type": "application/problem+json",
      "Content-Length": Buffer.byteLength(body),
      "Retry-After": retryAfterSeconds,
      Connection: "close",
    });
    response.end(body);
  });
}

/**
 * Names an open connection. With TLS, a server counts the connection before the encryption begins, and
 * the socket of a request is another object with the same addresses.
 */
const nameOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(" ");
