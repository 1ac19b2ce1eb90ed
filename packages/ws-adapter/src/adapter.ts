import type { IncomingMessage, Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Authenticate, networkOf, type Sessions } from "@taskwire/core/adapter";
import { compressedSubprotocol, subprotocol } from "@taskwire/core/protocol";
import { type ServerOptions, WebSocketServer } from "ws";
import { Connections } from "./connections.ts";
import { SocketLink } from "./link.ts";
import { originCheck } from "./origin.ts";
import { originWarning } from "./origin-warning.ts";
import { addressOf } from "./pending-connections.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { startSweep } from "./sweep.ts";
import { Wire } from "./wire.ts";

/**
 * Options of {@link wsAdapter}: the taskwire node, your HTTP server, and which clients may connect.
 */
export interface WsAdapterOptions {
  readonly taskwire: { readonly sessions: Sessions };
  /** Your own server. The adapter only listens to its `upgrade` event. */
  readonly server: Server | SecureServer;
  /**
   * The path that clients connect to. Upgrades to other paths are left to your other listeners.
   * Default `/taskwire`.
   */
  readonly path?: string;
  /**
   * Origins of the pages that may connect, compared exactly, e.g. `["https://app.example.com"]`.
   * `same-origin` allows only the origin that the request was sent to; behind a proxy that ends TLS
   * it needs `trustProxy`.
   */
  readonly origins: readonly string[] | "same-origin";
  /**
   * Whether clients without an Origin header (programs, not browsers) may connect. With a cookie
   * they never may. Default true.
   */
  readonly allowNonBrowser?: boolean;
  /** Returns the user that a token belongs to. The error that it throws is sent to the client. */
  readonly authenticate: Authenticate;
  /**
   * Number of proxies in front of the server that append to `X-Forwarded-For`. 0, the default,
   * ignores those headers.
   */
  readonly trustProxy?: number;
  /**
   * Returns the address of the client, for a proxy that passes it on in another header, e.g.
   * `({ headers }) => String(headers["cf-connecting-ip"])`. Use only what your own proxy has written:
   * a client can send any header. Default: `X-Forwarded-For` as far as `trustProxy` says, else the
   * address of the socket.
   */
  readonly addressOf?: (request: IncomingMessage) => string;
  /**
   * Maximum number of connections from one address that have not authenticated yet. IPv6 addresses
   * are counted by their first 64 bits. Default 256.
   */
  readonly unauthenticatedPerAddress?: number;
}

/** A running adapter. It serves until it is closed. */
export interface WsAdapter {
  /**
   * Refuses new connections and closes the open ones, spread over `deadlineMs` (default 3000). Each
   * client is informed when to reconnect: at most a second after its own connection was closed, and
   * before the deadline. Connections that are still open one second later are cut.
   * Resolves when this adapter has no open connection. Your HTTP server stays open: close it
   * yourself.
   *
   * Closing ends all sessions of the node, also those of another adapter on the same `taskwire`,
   * and the node accepts no new ones. So close all adapters of a node together.
   */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/** Marks a listener that takes no sockets. `@taskwire/express-adapter` sets it. */
const onlyCounts = Symbol.for("taskwire.onlyCounts");

/** Maximum time for a closing handshake, in ms. */
const closeHandshakeMs = 5_000;
/** Time between closing the last client and cutting connections that are still open, in ms. */
const cutAfterMs = 1_000;

function destroyOnError(this: Duplex): void {
  this.destroy();
}

const bearer = (request: IncomingMessage): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];

const offersSubprotocol = (request: IncomingMessage): boolean =>
  (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .some((offer) => [subprotocol, compressedSubprotocol].includes(offer.trim()));

/**
 * Serves taskwire over WebSocket on your HTTP server.
 *
 * @throws TypeError when an option is missing or wrong.
 * @example
 * ```ts
 * const server = createServer(app);
 * const sockets = wsAdapter({ taskwire, server, origins: ["https://app.example.com"], authenticate });
 * server.listen({ port: 8080, backlog: 4096 });
 * process.once("SIGTERM", () => sockets.close({ deadlineMs: 3000 }).then(() => server.close()));
 * ```
 */
export function wsAdapter(options: WsAdapterOptions): WsAdapter {
  const { taskwire, server, path = "/taskwire", trustProxy = 0 } = options;
  if (!taskwire?.sessions) throw new TypeError("taskwire: give what createTaskwire returned.");
  if (typeof server?.on !== "function")
    throw new TypeError("server: give a node:http or node:https server.");
  const { sessions } = taskwire;
  if (typeof options.authenticate !== "function")
    throw new TypeError("authenticate: a function is needed.");
  if (options.origins !== "same-origin" && !Array.isArray(options.origins)) {
    throw new TypeError('origins: give a list of origins, or "same-origin".');
  }
  const isAllowed = originCheck({
    ...options,
    allowNonBrowser: options.allowNonBrowser ?? true,
    trustProxy,
  });
  const connections = new Connections<SocketLink>(
    sessions.limits,
    options.unauthenticatedPerAddress ?? 256,
  );
  const warnOfOrigin = originWarning();
  const stopSweep = startSweep(connections, sessions.limits.stalledMs);
  const addressFor =
    options.addressOf ?? ((request: IncomingMessage) => addressOf(request, trustProxy));
  let closing: Promise<void> | undefined;

  const webSocketOptions: ServerOptions<typeof Wire> & {
    closeTimeout: number;
    maxPendingAutoPongs: number;
  } = {
    noServer: true,
    WebSocket: Wire,
    clientTracking: false,
    // Compression costs memory per connection, allows decompression bombs, and prevents sharing
    // frames between sockets.
    perMessageDeflate: false,
    maxPayload: sessions.limits.frameBytes,
    maxFragments: 64,
    maxBufferedChunks: 1024,
    maxPendingAutoPongs: 8,
    closeTimeout: closeHandshakeMs,
    handleProtocols: (offers) =>
      offers.has(compressedSubprotocol) ? compressedSubprotocol : subprotocol,
  };
  const webSockets = new WebSocketServer(webSocketOptions);

  function connect(wire: Wire, socket: Socket, request: IncomingMessage): void {
    socket.off("error", destroyOnError);
    const link = new SocketLink(wire, socket, connections);
    wire.listener = link;
    const address = addressFor(request);
    connections.add(link, networkOf(address));
    const token = bearer(request);
    link.session = sessions.connect(link, {
      // The same function for all connections, which keep it.
      authenticate: options.authenticate,
      address,
      ...(token !== undefined && { token }),
    });
  }

  function refusalFor(request: IncomingMessage): Refusal | undefined {
    if (closing !== undefined) return [503, "The server is closing."];
    if (!isAllowed(request)) {
      warnOfOrigin(request);
      return [403, "This Origin is not allowed. Add it to the server's option `origins`."];
    }
    if (!offersSubprotocol(request))
      return [400, `The client has to offer the WebSocket subprotocol ${subprotocol}.`];
    if (sessions.isFull) return [503, "The server is full."];
    const address = addressFor(request);
    if (sessions.strangers.blockedMs(address) > 0)
      return [429, "Too many wrong tokens came from this address."];
    return connections.pending.isFull(networkOf(address))
      ? [503, "Too many connections from this address have not authenticated."]
      : undefined;
  }

  /** Whether another listener may take a socket. Those of `limitSockets` only count them. */
  const mayAnswer = (listener: unknown): boolean =>
    listener !== onUpgrade && !(onlyCounts in (listener as object));

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isOurs = request.url?.split("?", 1)[0] === path;
    // If no listener takes a socket, Node leaves it open for ever. So the last listener has to
    // answer.
    if (!isOurs && server.listeners("upgrade").some(mayAnswer)) return;
    socket.on("error", destroyOnError);
    const objection = isOurs ? refusalFor(request) : ([404, "Nothing is served here."] as const);
    if (objection) refuse(socket, ...objection);
    else
      webSockets.handleUpgrade(request, socket, head, (wire) =>
        connect(wire, socket as Socket, request),
      );
  }

  server.on("upgrade", onUpgrade);

  async function close(deadlineMs: number | undefined): Promise<void> {
    await sessions.close(deadlineMs === undefined ? {} : { deadlineMs });
    const cut = setTimeout(() => {
      for (const link of connections) link.terminate();
    }, cutAfterMs);
    await connections.whenEmpty();
    clearTimeout(cut);
    stopSweep();
    server.off("upgrade", onUpgrade);
  }

  return {
    close({ deadlineMs } = {}) {
      closing ??= close(deadlineMs);
      return closing;
    },
  };
}
