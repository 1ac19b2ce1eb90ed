import type { IncomingMessage, Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Authenticate, Sessions } from "@taskwire/core/adapter";
import { subprotocol } from "@taskwire/core/protocol";
import { type ServerOptions, WebSocketServer } from "ws";
import { Connections } from "./connections.ts";
import { SocketLink } from "./link.ts";
import { addressOf } from "./lobby.ts";
import { originCheck } from "./origin.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { startSweep } from "./sweep.ts";
import { Wire } from "./wire.ts";

/** What {@link wsAdapter} takes: the node, your server, and who may connect. */
export interface WsAdapterOptions {
  readonly taskwire: { readonly sessions: Sessions };
  /** Yours: the adapter only listens to its `upgrade` event. */
  readonly server: Server | SecureServer;
  /** Where clients connect. Upgrades to other paths are left to your other listeners. Default `/taskwire`. */
  readonly path?: string;
  /**
   * The origins whose pages may connect, compared exactly, e.g. `["https://app.example.com"]`; or `same-origin`: the
   * origin the request was sent to. Behind a proxy that ends TLS, `same-origin` needs `trustProxy`.
   */
  readonly origins: readonly string[] | "same-origin";
  /** Whether programs that send no Origin may connect. They never may with a cookie. Default true. */
  readonly allowNonBrowser?: boolean;
  /** Tells whose token it is. Throws what the client shall be told. */
  readonly authenticate: Authenticate;
  /** How many proxies in front of the server add to `X-Forwarded-For`. With 0, the default, those headers are ignored. */
  readonly trustProxy?: number;
  /** Connections of one address that have not authenticated yet. Default 256. */
  readonly unauthenticatedPerAddress?: number;
}

/** What {@link wsAdapter} returns: it serves until it is closed. */
export interface WsAdapter {
  /**
   * Refuses new connections, tells all clients to come back, spread over `deadlineMs` (default 3000), and cuts what is
   * left one second later. Resolves when no connection of its own is open. Your server is yours to close.
   *
   * It ends all sessions of the node, those of another adapter of the same `taskwire` too, and the node takes no new
   * ones: adapters of one node are closed together.
   */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/** How long a closing handshake may take, in ms. */
const closeHandshakeMs = 5_000;
/** After the last client was told to go, in ms. */
const lastWordMs = 1_000;

function destroyOnError(this: Duplex): void {
  this.destroy();
}

const bearer = (request: IncomingMessage): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];

const offersSubprotocol = (request: IncomingMessage): boolean =>
  (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .some((offer) => offer.trim() === subprotocol);

/**
 * Serves taskwire over WebSocket on an HTTP server of yours.
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
  const stopSweep = startSweep(connections, sessions.limits.stalledMs);
  let closing: Promise<void> | undefined;

  const webSocketOptions: ServerOptions<typeof Wire> & {
    closeTimeout: number;
    maxPendingAutoPongs: number;
  } = {
    noServer: true,
    WebSocket: Wire,
    clientTracking: false,
    // Compression would cost memory for each connection, open the door to bombs, and forbid sharing frames.
    perMessageDeflate: false,
    maxPayload: sessions.limits.frameBytes,
    maxFragments: 64,
    maxBufferedChunks: 1024,
    maxPendingAutoPongs: 8,
    closeTimeout: closeHandshakeMs,
    handleProtocols: () => subprotocol,
  };
  const webSockets = new WebSocketServer(webSocketOptions);

  function connect(wire: Wire, socket: Socket, request: IncomingMessage): void {
    socket.off("error", destroyOnError);
    const link = new SocketLink(wire, socket, connections);
    wire.holder = link;
    connections.add(link, addressOf(request, trustProxy));
    const token = bearer(request);
    link.session = sessions.connect(link, {
      authenticate: async (presented) => {
        const person = await options.authenticate(presented);
        connections.leaveLobby(link);
        return person;
      },
      ...(token !== undefined && { token }),
    });
  }

  function objectionTo(request: IncomingMessage): Refusal | undefined {
    if (closing !== undefined) return [503, "The server is closing."];
    if (!isAllowed(request))
      return [403, "This Origin is not allowed: the server's option `origins` doesn't list it."];
    if (!offersSubprotocol(request))
      return [400, `The WebSocket subprotocol ${subprotocol} has to be offered.`];
    if (sessions.size >= sessions.limits.connections) return [503, "The server is full."];
    return connections.lobby.isFull(addressOf(request, trustProxy))
      ? [503, "Too many connections of this address have not authenticated."]
      : undefined;
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isOurs = request.url?.split("?", 1)[0] === path;
    // Node leaves a socket open for ever that no listener takes.
    if (!isOurs && server.listenerCount("upgrade") > 1) return;
    socket.on("error", destroyOnError);
    const objection = isOurs ? objectionTo(request) : ([404, "Nothing is served here."] as const);
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
    }, lastWordMs);
    await connections.empty();
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
